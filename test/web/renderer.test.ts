import t from 'tap';
import { Damage } from '../../src/web/renderer/damage.js';
import { type Picture, Renderer } from '../../src/web/renderer/renderer.js';
import type { Frame } from '../../src/wire/frame.js';
import { NO_TABLES } from '../../src/wire/tile-tables.js';

/** A canvas that writes down what happens to it, and pictures that are drawn by naming a rectangle. */
function canvasInHand() {
  const calls: string[] = [];
  const frames: (() => void)[] = [];
  const disposed: string[] = [];
  const errors: unknown[] = [];
  /** What the drawing of the next frames waits for. */
  const held: Promise<void>[] = [];
  let [width, height] = [1, 1];
  const renderer = new Renderer({
    target: {
      get width() {
        return width;
      },
      set width(value) {
        width = value;
        calls.push(`width ${value}`);
      },
      get height() {
        return height;
      },
      set height(value) {
        height = value;
        calls.push(`height ${value}`);
      },
      put: (_image, left, top, partWidth, partHeight) => calls.push(`put ${left},${top} ${partWidth}×${partHeight}`),
    },
    makePicture: (pictureWidth, pictureHeight): Picture => ({
      image: { width: pictureWidth, height: pictureHeight } as ImageData,
      receive:
        ({ tiles: [left, top, partWidth, partHeight] }) =>
        (damage) => {
          const drawn = (): void => damage.add({ left, top, width: partWidth, height: partHeight });
          return held.shift()?.then(drawn) ?? drawn();
        },
      dispose: () => disposed.push(`${pictureWidth}×${pictureHeight}`),
    }),
    nextFrame: (task) => frames.push(task),
    onError: (error) => errors.push(error),
    onShown: (shownWidth, shownHeight) => calls.push(`shown ${shownWidth}×${shownHeight}`),
  });
  const desktop = (generation: number, w: number, h: number) =>
    renderer.desktop({ generation, width: w, height: h, resizable: true });
  const frame = (generation: number, ...rectangle: number[]) => {
    const tiles = Uint8Array.from(rectangle);
    const value: Frame = { generation, tileCount: 1, arrivedAt: 0, copies: [], video: [], tables: NO_TABLES, tiles };
    renderer.frame(value, () => calls.push('drawn'));
  };
  return {
    renderer,
    desktop,
    frame,
    calls: () => calls.splice(0),
    disposed,
    errors,
    /** The drawing of a frame, of the next that is not held yet, ends when the test says so. */
    hold: () => {
      let finish!: (error?: Error) => void;
      held.push(
        new Promise((resolve, reject) => {
          finish = (error) => (error ? reject(error) : resolve());
        }),
      );
      return async (error?: Error): Promise<void> => {
        finish(error);
        // Everything that follows from it happens before a timer does.
        await new Promise((resolve) => setImmediate(resolve));
      };
    },
    animate: () => {
      for (const task of frames.splice(0)) task();
    },
    scheduled: () => frames.length,
  };
}

t.test('a frame is put on the canvas when the screen is drawn, and counts as drawn then', async (t) => {
  const { desktop, frame, calls, animate } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  t.same(calls(), []);
  animate();
  t.same(calls(), ['width 200', 'height 100', 'put 0,0 200×100', 'shown 200×100', 'drawn']);
  frame(1, 64, 0, 64, 64);
  animate();
  t.same(calls(), ['put 64,0 64×64', 'drawn']);
});

t.test('frames of one animation frame are put together', async (t) => {
  const { desktop, frame, calls, animate, scheduled } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  animate();
  calls();
  frame(1, 0, 0, 64, 64);
  frame(1, 64, 0, 64, 64);
  t.equal(scheduled(), 1);
  animate();
  t.same(calls(), ['put 0,0 128×64', 'drawn', 'drawn']);
});

t.test('a resize shows the old picture until the new one is there', async (t) => {
  const { desktop, frame, calls, animate } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  animate();
  calls();
  frame(1, 0, 0, 64, 64);
  desktop(2, 100, 50);
  animate();
  t.same(calls(), ['drawn'], 'a frame of the old desktop frees the gateway and shows nothing');
  frame(2, 0, 0, 10, 10);
  animate();
  t.same(calls(), ['width 100', 'height 50', 'put 0,0 100×50', 'shown 100×50', 'drawn']);
});

t.test('a desktop that comes again after a reattach is shown as a whole', async (t) => {
  const { desktop, frame, calls, animate } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  animate();
  calls();
  desktop(1, 200, 100);
  frame(1, 0, 0, 64, 64);
  animate();
  t.same(calls(), ['put 0,0 200×100', 'shown 200×100', 'drawn'], 'what is black now was not sent');
});

t.test('frames of another desktop are not drawn, but freed', async (t) => {
  const { desktop, frame, calls, animate } = canvasInHand();
  frame(1, 0, 0, 10, 10);
  animate();
  t.same(calls(), ['drawn'], 'before any desktop');
  desktop(2, 200, 100);
  frame(1, 0, 0, 10, 10);
  animate();
  t.same(calls(), ['drawn']);
});

t.test('in a hidden tab frames do not wait for a screen', async (t) => {
  const { renderer, desktop, frame, calls } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  renderer.visible = false;
  t.match(calls(), ['width 200', 'height 100', 'put 0,0 200×100', 'shown 200×100', 'drawn']);
  frame(1, 0, 0, 64, 64);
  t.same(calls(), ['put 0,0 64×64', 'drawn']);
});

t.test('damage', async (t) => {
  const cases: [string, [number, number, number, number][], [number, number, number, number][]][] = [
    [
      'tiles of a row become one',
      [
        [0, 0, 64, 64],
        [64, 0, 64, 64],
        [128, 0, 30, 64],
      ],
      [[0, 0, 158, 64]],
    ],
    [
      'equal rows become one',
      [
        [0, 0, 64, 64],
        [64, 0, 64, 64],
        [0, 64, 64, 64],
        [64, 64, 64, 64],
      ],
      [[0, 0, 128, 128]],
    ],
    [
      'what does not touch stays apart',
      [
        [0, 0, 64, 64],
        [128, 0, 64, 64],
      ],
      [
        [0, 0, 64, 64],
        [128, 0, 64, 64],
      ],
    ],
    [
      'other heights stay apart',
      [
        [0, 0, 64, 64],
        [64, 0, 64, 40],
      ],
      [
        [0, 0, 64, 64],
        [64, 0, 64, 40],
      ],
    ],
  ];
  for (const [name, added, expected] of cases) {
    const damage = new Damage();
    for (const [left, top, width, height] of added) damage.add({ left, top, width, height });
    const taken = damage.take();
    t.same(
      taken.map(({ left, top, width, height }) => [left, top, width, height]),
      expected,
      name,
    );
    t.same(damage.take(), [], 'nothing is left');
  }
});

t.test('a frame that waits for its video is shown whole, and later ones after it', async (t) => {
  const { desktop, frame, calls, animate, scheduled, hold } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  animate();
  calls();
  const first = hold();
  const second = hold();
  frame(1, 0, 0, 64, 64);
  frame(1, 64, 0, 64, 64);
  frame(1, 0, 64, 10, 10);
  t.equal(scheduled(), 0, 'there is nothing to put on the canvas yet');
  await first();
  t.equal(scheduled(), 1);
  animate();
  t.same(calls(), [], 'the second is half drawn when the screen is: nothing of the picture may be shown');
  await second();
  t.same(calls(), ['put 0,0 128×64', 'drawn', 'drawn'], 'what is overdue is put on the canvas at once');
  animate();
  t.same(calls(), ['put 0,64 10×10', 'drawn']);
});

t.test('in a hidden tab frames with video are drawn without a screen', async (t) => {
  const { renderer, desktop, frame, calls, scheduled, hold } = canvasInHand();
  desktop(1, 200, 100);
  frame(1, 0, 0, 200, 100);
  renderer.visible = false;
  calls();
  const finish = hold();
  frame(1, 0, 0, 64, 64);
  await finish();
  t.same(calls(), ['put 0,0 64×64', 'drawn']);
  t.ok(scheduled() <= 1);
});

t.test('a desktop that goes while its frame waits shows nothing, and the frame counts as drawn', async (t) => {
  const { desktop, frame, calls, animate, disposed, hold } = canvasInHand();
  desktop(1, 200, 100);
  const finish = hold();
  frame(1, 0, 0, 64, 64);
  frame(1, 64, 0, 64, 64);
  desktop(2, 300, 100);
  t.same(disposed, ['200×100']);
  frame(2, 0, 0, 300, 100);
  animate();
  t.same(calls(), []);
  await finish();
  animate();
  t.same(calls(), ['width 300', 'height 100', 'put 0,0 300×100', 'shown 300×100', 'drawn', 'drawn', 'drawn']);
});

t.test('a frame that turns out to make no sense is reported', async (t) => {
  const { desktop, frame, calls, errors, hold } = canvasInHand();
  desktop(1, 200, 100);
  const finish = hold();
  frame(1, 0, 0, 64, 64);
  await finish(new Error('nonsense'));
  t.match(errors, [{ message: 'nonsense' }]);
  t.same(calls(), []);
});

t.test('too many rectangles are drawn by their bounds', async (t) => {
  const damage = new Damage();
  for (let i = 0; i < 300; i++) damage.add({ left: 10 + (i % 20) * 100, top: 20 + 3 * i, width: 5, height: 2 });
  t.same(damage.take(), [{ left: 10, top: 20, width: 1905, height: 899 }]);
});
