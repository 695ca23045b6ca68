import t from 'tap';
import { place, type ViewState } from '../../src/web/view/geometry.js';
import { WindowGate } from '../../src/web/windows/window-gate.js';
import { listedWindows, namingWindow, windowAt, windowView } from '../../src/web/windows/window-view.js';
import type { InputEvent } from '../../src/wire/input.js';
import type { ProgramWindow, Windows } from '../../src/wire/windows.js';

const window = (id: number, left: number, top: number, more: Partial<ProgramWindow> = {}): ProgramWindow => {
  const area = { left, top, width: 100, height: 50 };
  const rest = { owner: 0, state: 'normal', auxiliary: false, title: `window ${id}` } as const;
  return { id, ...rest, ...area, visible: [area], ...more };
};

const windows = (list: readonly ProgramWindow[], more: Partial<Windows> = {}): Windows => ({
  ...{ desktop: false, main: 0, active: 0, windows: list },
  ...more,
});

const DESKTOP = { width: 640, height: 480 };

t.test('what of the desktop is seen', async (t) => {
  const [one, two] = [window(1, 10, 20), window(2, 600, -10)];
  t.same(windowView(windows([one, two]), DESKTOP), {
    crop: undefined,
    parts: [
      { left: 10, top: 20, width: 100, height: 50 },
      { left: 600, top: 0, width: 40, height: 40 },
    ],
  });
  t.same(windowView(windows([one], { main: 1 }), DESKTOP)?.crop, { left: 10, top: 20, width: 100, height: 50 });
  const maximized = window(1, -8, -8, { width: 656, height: 496, state: 'maximized' });
  t.same(windowView(windows([maximized], { main: 1 }), DESKTOP)?.crop, { left: 0, top: 0, ...DESKTOP });
  t.same(windowView(windows([window(1, 700, 0)], { main: 1 }), DESKTOP), { crop: undefined, parts: [] });
  const minimized = window(1, 0, 0, { state: 'minimized', visible: [] });
  t.same(windowView(windows([minimized], { main: 1 }), DESKTOP), { crop: undefined, parts: [] });
  t.equal(windowView(windows([], { desktop: true }), DESKTOP), undefined);
});

t.test('a part of the desktop fills the view', async (t) => {
  const state: ViewState = {
    ...{ desktop: DESKTOP, viewport: { width: 200, height: 100 }, pixelRatio: 1 },
    ...{ mode: 'fit', zoom: 1, pan: { x: 0.5, y: 0.5 }, crop: { left: 10, top: 20, width: 400, height: 200 } },
  };
  t.match(place(state), { scale: 0.5, left: -5, top: -10, width: 320, height: 240, view: { left: 0, top: 0 } });
  const small = { ...state, crop: { left: 10, top: 20, width: 100, height: 50 } };
  t.match(
    place(small),
    { scale: 1, left: 40, top: 5, view: { left: 50, top: 25, width: 100, height: 50 } },
    'not larger',
  );
});

t.test('the window under the pointer is the one in front', async (t) => {
  const list = windows([window(2, 50, 0), window(1, 0, 0)]);
  t.equal(windowAt(list, { x: 60, y: 10 })?.id, 2);
  t.equal(windowAt(list, { x: 49, y: 10 })?.id, 1);
  t.equal(windowAt(list, { x: 150, y: 10 }), undefined, 'right of its last pixel');
  t.equal(windowAt(windows([window(1, 0, 0, { visible: [] })]), { x: 1, y: 1 }), undefined);
});

t.test('whom the tab is named after', async (t) => {
  const main = window(1, 0, 0);
  const menu = window(2, 0, 0, { owner: 1, auxiliary: true, title: 'menu' });
  const name = (list: readonly ProgramWindow[], more: Partial<Windows>) => namingWindow(windows(list, more))?.id;
  t.equal(name([menu, main], { main: 1, active: 2 }), 1, 'of a menu its owner');
  t.equal(name([window(3, 0, 0), main], { active: 3 }), 3);
  t.equal(name([window(3, 0, 0, { title: '' }), main], { active: 3 }), 1);
  t.equal(name([menu, main], { main: 1 }), 1);
  t.equal(name([menu], {}), undefined);
  const circle = [window(4, 0, 0, { owner: 5, title: '' }), window(5, 0, 0, { owner: 4, title: '' })];
  t.equal(name(circle, { active: 4 }), undefined);
  t.same(
    listedWindows(windows([window(3, 0, 0, { owner: 99 }), window(4, 0, 0, { owner: 1 }), menu, main])).map(
      ({ id }) => id,
    ),
    [1, 3],
  );
});

t.test('input goes to windows only', async (t) => {
  const gate = new WindowGate();
  const pressed: number[] = [];
  const allows = (event: InputEvent) => gate.allows(event, (id) => pressed.push(id));
  const button = (down: boolean, x: number, y: number) => allows({ type: 'button', button: 'left', down, x, y });
  const move = (x: number, y: number) => allows({ type: 'move', x, y });
  const wheel = (x: number) => allows({ type: 'wheel', axis: 'vertical', delta: 120, x, y: 10 });
  t.ok(move(300, 300), 'on the desktop itself');
  t.ok(button(true, 300, 300));
  t.ok(button(false, 300, 300));
  gate.windows = windows([window(2, 200, 0, { auxiliary: true }), window(1, 0, 0)]);
  t.same([move(10, 10), move(120, 10), wheel(10), wheel(120)], [true, false, true, false]);
  t.ok(allows({ type: 'key', down: true, scancode: 1, extended: false }), 'keys go to the active window');
  t.same([button(true, 120, 10), move(10, 10), button(false, 10, 10)], [false, true, false], 'pressed outside');
  t.same(pressed, []);
  t.same([button(true, 10, 10), move(400, 10), button(false, 400, 10), move(400, 10)], [true, true, true, false]);
  t.same([button(true, 210, 10), button(false, 210, 10)], [true, true]);
  t.same(pressed, [1], 'a menu is not what is made active');
});
