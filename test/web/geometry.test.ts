import t from 'tap';
import {
  desktopFor,
  overflows,
  panBy,
  panForZoom,
  panTowards,
  place,
  toDesktop,
  type ViewState,
} from '../../src/web/view/geometry.js';

const view = (change: Partial<ViewState> = {}): ViewState => ({
  desktop: { width: 1000, height: 500 },
  viewport: { width: 1000, height: 500 },
  pixelRatio: 1,
  mode: 'fit',
  zoom: 1,
  pan: { x: 0.5, y: 0.5 },
  ...change,
});

t.test('place', async (t) => {
  const cases: [string, Partial<ViewState>, object][] = [
    ['same size', {}, { left: 0, top: 0, width: 1000, height: 500, scale: 1 }],
    ['fits the narrower side, centred', { viewport: { width: 500, height: 500 } }, { left: 0, top: 125, scale: 0.5 }],
    ['grows to fit', { viewport: { width: 2000, height: 1200 } }, { left: 0, top: 100, scale: 2 }],
    ['one pixel per device pixel', { mode: 'actual', pixelRatio: 2 }, { left: 250, top: 125, scale: 0.5 }],
    [
      'larger than the window, panned',
      { mode: 'actual', viewport: { width: 600, height: 300 }, pan: { x: 1, y: 0 } },
      { left: -400, top: 0, scale: 1 },
    ],
    ['almost exact becomes exact', { viewport: { width: 1005, height: 504 } }, { left: 3, top: 2, scale: 1 }],
    ['zoomed', { zoom: 2 }, { left: -500, top: -250, width: 2000, height: 1000, scale: 2 }],
    ['zoom is bounded', { zoom: 100 }, { scale: 8 }],
  ];
  for (const [name, change, expected] of cases) t.match(place(view(change)), expected, name);
});

t.test('a place in the window is a desktop pixel, clamped to the desktop', async (t) => {
  const state = view({ viewport: { width: 500, height: 500 } });
  const at = (x: number, y: number) => toDesktop(place(state), state.desktop, { x, y });
  t.same(at(0, 125), { x: 0, y: 0 });
  t.same(at(250, 250), { x: 500, y: 250 });
  t.same(at(499.9, 374.9), { x: 999, y: 499 });
  t.same(at(-50, 1000), { x: 0, y: 499 }, 'a drag that leaves the picture stays at its edge');
});

t.test('at any density the device pixel under the pointer is the desktop pixel', async (t) => {
  for (const pixelRatio of [1, 1.25, 1.5, 2, 3]) {
    const viewport = { width: 800, height: 600 };
    const { width, height } = desktopFor(viewport, pixelRatio);
    const state = view({ desktop: { width, height }, viewport, pixelRatio, mode: 'actual' });
    for (const device of [0, 1, 377, width - 1]) {
      const at = toDesktop(place(state), state.desktop, { x: (device + 0.5) / pixelRatio, y: 0.5 / pixelRatio });
      t.same(at, { x: device, y: 0 }, `${device} at ${pixelRatio}`);
    }
  }
});

t.test('panning', async (t) => {
  const state = view({ mode: 'actual', viewport: { width: 600, height: 500 } });
  const placement = place(state);
  t.equal(overflows(placement, state.viewport), true);
  t.same(panBy(placement, state.viewport, { x: 0.5, y: 0.5 }, { x: -100, y: 50 }), { x: 0.75, y: 0.5 });
  t.same(panBy(placement, state.viewport, { x: 0.9, y: 0.5 }, { x: -1000, y: 0 }), { x: 1, y: 0.5 });
  t.same(panTowards(state.viewport, { x: 0, y: 500 }), { x: 0, y: 1 }, 'the edges are reached');
  t.same(panTowards(state.viewport, { x: 300, y: 250 }), { x: 0.5, y: 0.5 });
});

t.test('zooming keeps what is under the fingers', async (t) => {
  const state = view();
  for (const at of [
    { x: 100, y: 100 },
    { x: 500, y: 250 },
    { x: 900, y: 450 },
  ]) {
    const before = toDesktop(place(state), state.desktop, at);
    const after = { ...state, zoom: 3, pan: panForZoom(state, 3, at) };
    const seen = toDesktop(place(after), after.desktop, at);
    t.ok(Math.abs(seen.x - before.x) <= 1 && Math.abs(seen.y - before.y) <= 1, JSON.stringify(at));
  }
});

t.test('the desktop for a window', async (t) => {
  t.same(desktopFor({ width: 1281, height: 721 }, 1), { width: 1280, height: 721, scaleFactor: 100 }, 'an even width');
  t.same(desktopFor({ width: 1280, height: 720 }, 1.5), { width: 1920, height: 1080, scaleFactor: 150 });
  t.same(desktopFor({ width: 10, height: 10 }, 1), { width: 200, height: 200, scaleFactor: 100 });
  const huge = desktopFor({ width: 4000, height: 3000 }, 4);
  t.ok(huge.width <= 8192 && huge.height <= 8192 && huge.width * huge.height <= 8192 * 4096, 'within the limits');
  t.equal(desktopFor({ width: 500, height: 500 }, 0.5).scaleFactor, 100);
  t.equal(desktopFor({ width: 500, height: 500 }, 9).scaleFactor, 500);
});
