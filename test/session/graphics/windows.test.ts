/** Which windows of a RemoteApp show which surfaces. */
import t, { type Test } from 'tap';
import type { GraphicsPdu } from '../../../src/rdp/channels/egfx/pdu/index.js';
import { GraphicsEvents } from '../../../src/session/graphics/graphics-events.js';
import { Traffic } from '../../../src/session/traffic.js';
import { WorkerPool } from '../../../src/workers/pool.js';
import { ScreenScene } from '../screen-scene.js';
import { create, map, resetTo } from './graphics-scene.js';

const pool = new WorkerPool({ threads: 1 });
t.teardown(() => pool.close());

const SIZE = { width: 640, height: 480 };

function pipeline(t: Test) {
  const scene = new ScreenScene(SIZE, pool);
  t.teardown(() => scene.close());
  const logged: [number, bigint][] = [];
  const nothing = (): void => {};
  const events = new GraphicsEvents(
    {
      ...{ screen: scene.screen, traffic: new Traffic(), now: Date.now, resized: async () => {} },
      ...{ frameDrawn: nothing, video: nothing, videoUnfit: nothing, videoMoved: nothing },
      windowMapped: (surface, window) => logged.push([surface, window]),
    },
    0,
  );
  const apply = async (...pdus: readonly GraphicsPdu[]): Promise<void> => {
    for (const pdu of pdus) await events.apply(pdu);
  };
  return { events, apply, logged };
}

const toWindow = (surfaceId: number, windowId: bigint, width = 90, height = 60): GraphicsPdu => ({
  ...{ type: 'mapSurfaceToWindow', surfaceId, windowId, mappedWidth: width, mappedHeight: height },
});

t.test('windows show surfaces, or as much of them as the host says', async (t) => {
  const { events, apply, logged } = pipeline(t);
  await apply(create(1, 100, 80), create(2, 64, 64), toWindow(1, 0x1_0000_0001n));
  await apply({
    ...{ type: 'mapSurfaceToScaledWindow', surfaceId: 2, windowId: 7n, mappedWidth: 50, mappedHeight: 40 },
    ...{ targetWidth: 100, targetHeight: 80 },
  });
  t.strictSame(
    [...events.inWindows],
    [
      [1, { id: 0x1_0000_0001n, mapped: { width: 90, height: 60 }, target: { width: 90, height: 60 } }],
      [2, { id: 7n, mapped: { width: 50, height: 40 }, target: { width: 100, height: 80 } }],
    ],
  );
  t.strictSame(logged, [
    [1, 0x1_0000_0001n],
    [2, 7n],
  ]);
  await apply(toWindow(1, 9n));
  t.equal(events.inWindows.get(1)?.id, 9n, 'another window');
  await t.rejects(apply(toWindow(3, 1n)), { code: 'PDU_INVALID' }, 'no such surface');
});

t.test('a surface leaves its window', async (t) => {
  const leave: Readonly<Record<string, GraphicsPdu>> = {
    'for the desktop': map(1),
    'when it is deleted': { type: 'deleteSurface', surfaceId: 1 },
    'when another takes its id': create(1, 30, 30),
  };
  for (const [when, pdu] of Object.entries(leave)) {
    const { events, apply } = pipeline(t);
    await apply(create(1, 100, 80), create(2, 100, 80), toWindow(1, 5n), toWindow(2, 6n), pdu);
    t.same([...events.inWindows.keys()], [2], when);
  }
  const { events, apply } = pipeline(t);
  await apply(create(1, 100, 80), toWindow(1, 5n), resetTo(800, 600));
  t.equal(events.inWindows.size, 0, 'with the desktop');
  await apply(toWindow(1, 5n));
  t.equal(events.inWindows.size, 1);
});
