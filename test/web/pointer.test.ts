import t from 'tap';
import { buttonOf, Pointer } from '../../src/web/input/pointer.js';
import { NOTCH, WheelAxis } from '../../src/web/input/wheel.js';
import { short } from './keys.js';

function pointerWithFrames() {
  const sent: string[] = [];
  const frames: (() => void)[] = [];
  const pointer = new Pointer({ send: (event) => sent.push(short(event)), nextFrame: (task) => frames.push(task) });
  return {
    pointer,
    sent: () => sent.splice(0),
    frame: () => {
      for (const task of frames.splice(0)) task();
    },
    scheduled: () => frames.length,
  };
}

t.test('of many moves in one animation frame the last counts', async (t) => {
  const { pointer, sent, frame, scheduled } = pointerWithFrames();
  pointer.move({ x: 1, y: 1 });
  pointer.move({ x: 2, y: 2 });
  pointer.move({ x: 3, y: 3 });
  t.equal(scheduled(), 1);
  t.same(sent(), []);
  frame();
  t.same(sent(), ['move 3,3']);
  pointer.move({ x: 3, y: 3 });
  t.equal(scheduled(), 0, 'no move where nothing moved');
});

t.test('a button takes the waiting move with it and is sent at once', async (t) => {
  const { pointer, sent, frame } = pointerWithFrames();
  pointer.move({ x: 5, y: 6 });
  pointer.button('left', true, { x: 5, y: 6 });
  t.same(sent(), ['move 5,6', '+left 5,6']);
  frame();
  t.same(sent(), [], 'the frame has nothing left to send');
});

t.test('buttons come up once, also when released elsewhere', async (t) => {
  const { pointer, sent } = pointerWithFrames();
  pointer.button('left', true, { x: 1, y: 1 });
  pointer.button('left', true, { x: 1, y: 1 });
  pointer.button('x1', true, { x: 1, y: 1 });
  pointer.buttons(8, { x: 2, y: 2 });
  t.same(sent(), ['+left 1,1', '+x1 1,1', '-left 2,2']);
  pointer.releaseAll();
  pointer.releaseAll();
  t.same(sent(), ['-x1 2,2']);
  pointer.button('right', false, { x: 3, y: 3 });
  t.same(sent(), [], 'nothing comes up that is not down');
});

t.test('buttons have the names of the wire', async (t) => {
  t.same([0, 1, 2, 3, 4, 5, -1].map(buttonOf), ['left', 'middle', 'right', 'x1', 'x2', undefined, undefined]);
});

t.test('the wheel: down is negative, right is positive', async (t) => {
  const { pointer, sent } = pointerWithFrames();
  pointer.move({ x: 1, y: 2 });
  pointer.wheel({ deltaX: 0, deltaY: 100, deltaMode: 0 }, { x: 7, y: 8 });
  pointer.wheel({ deltaX: 100, deltaY: -200, deltaMode: 0 }, { x: 7, y: 8 });
  t.same(sent(), ['move 1,2', 'vertical -120 7,8', 'vertical 240 7,8', 'horizontal 120 7,8']);
});

t.test('wheel axis', async (t) => {
  const cases: [string, [number, number][], number[]][] = [
    [
      'pixels add up to notches',
      [
        [30, 0],
        [30, 0],
        [30, 0],
        [30, 0],
      ],
      [0, 0, 0, NOTCH],
    ],
    [
      'lines',
      [
        [3, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [NOTCH, 0, 0, NOTCH],
    ],
    [
      'pages',
      [
        [1, 2],
        [-1, 2],
      ],
      [NOTCH, -NOTCH],
    ],
    [
      'what is left over is dropped when the direction turns',
      [
        [90, 0],
        [-90, 0],
        [-20, 0],
      ],
      [0, 0, -NOTCH],
    ],
    [
      'a faulty driver is bounded',
      [
        [1e9, 0],
        [Number.NaN, 0],
        [Number.POSITIVE_INFINITY, 0],
      ],
      [32 * NOTCH, 0, 0],
    ],
  ];
  for (const [name, deltas, expected] of cases) {
    const axis = new WheelAxis();
    t.same(
      deltas.map(([delta, mode]) => axis.add(delta, mode)),
      expected,
      name,
    );
  }
});
