import t, { type Test } from 'tap';
import { FrameGate } from '../../../src/session/graphics/frame-gate.js';

function scene(t: Test) {
  const acknowledged: number[] = [];
  const watchers: { shown: number }[] = [];
  const clock = { now: 1000 };
  const gate = new FrameGate({
    ...{ window: 2, mostMs: 250, now: () => clock.now, watchers: () => watchers },
    acknowledge: ({ id }) => acknowledged.push(id),
  });
  t.teardown(() => gate.forget());
  /** Ids differ from numbers: a host may begin with any. */
  const draw = (...numbers: number[]): void => {
    for (const number of numbers) gate.frameDrawn({ id: 100 + number, number, begunAt: clock.now });
  };
  return { gate, acknowledged, watchers, clock, draw };
}

t.test('with nobody to wait for, a frame is acknowledged when it is drawn', async (t) => {
  const { acknowledged, draw } = scene(t);
  draw(1, 2, 3, 4, 5);
  t.same(acknowledged, [101, 102, 103, 104, 105]);
});

t.test('a host gets ahead of a viewer by the window and no more', async (t) => {
  const { gate, acknowledged, watchers, draw } = scene(t);
  const viewer = { shown: 0 };
  watchers.push(viewer);
  draw(1, 2, 3, 4);
  t.same(acknowledged, [101, 102]);
  viewer.shown = 1;
  gate.update();
  t.same(acknowledged, [101, 102, 103]);
  viewer.shown = Number.POSITIVE_INFINITY;
  gate.update();
  t.same(acknowledged, [101, 102, 103, 104], 'it shows all there is');
  t.equal(gate.held, 0);
});

t.test('the slowest viewer counts, until it leaves', async (t) => {
  const { gate, acknowledged, watchers, draw } = scene(t);
  watchers.push({ shown: 9 }, { shown: 1 });
  draw(1, 2, 3, 4, 5);
  t.same(acknowledged, [101, 102, 103]);
  watchers.pop();
  gate.update();
  t.same(acknowledged, [101, 102, 103, 104, 105]);
});

t.test('nobody is waited for without end', async (t) => {
  const { gate, acknowledged, watchers, draw, clock } = scene(t);
  watchers.push({ shown: 0 });
  draw(1, 2, 3);
  clock.now += 249;
  draw(4);
  t.same(acknowledged, [101, 102]);
  clock.now += 1;
  gate.update();
  t.same(acknowledged, [101, 102, 103], 'the fourth has its own time');
});

t.test('the time runs out by itself', async (t) => {
  const watchers = [{ shown: 0 }];
  const gate = await new Promise<FrameGate>((resolve) => {
    const gate = new FrameGate({
      ...{ window: 0, mostMs: 1, now: () => performance.now(), watchers: () => watchers },
      acknowledge: () => resolve(gate),
    });
    gate.frameDrawn({ id: 1, number: 1, begunAt: 0 });
  });
  t.equal(gate.held, 0);
});

t.test('frames of a connection that is gone are nobody’s business', async (t) => {
  const { gate, acknowledged, watchers, draw } = scene(t);
  watchers.push({ shown: 0 });
  draw(1, 2, 3);
  gate.forget();
  watchers.pop();
  gate.update();
  t.same(acknowledged, [101, 102]);
});
