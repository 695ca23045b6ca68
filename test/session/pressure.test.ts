import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { DECODE_HEADER } from '../../src/codec/commands.js';
import type { BitmapData } from '../../src/rdp/active/events.js';
import { ORDERED_LIMIT } from '../../src/session/outbox.js';
import { LANE_DEFAULTS } from '../../src/workers/lane.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { DEADLY_WIDTH } from './dying-worker.js';
import { noise, scene, stripes } from './scene.js';
import { rectangle, type ScriptedConnection } from './scripted-host.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory of array buffers is given back a turn after the collection that found them. */
async function bytesHeld(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
}

/** Sends changes as fast as the session takes them, and waits until it has taken them all. */
async function flood(connection: ScriptedConnection, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const top = (i % 10) * 48;
    const fits = connection.bitmaps(rectangle((i % 4) * 160, top, 160, 25, noise(i)));
    if (!fits) await once(connection.socket, 'drain');
  }
}

t.test('a stalled viewer costs no growth in memory, and nobody waits for it', async (t) => {
  const { host, view, picture } = await scene(t, { pool });
  const good = view();
  const stalled = view({ stalled: true });
  await good.status('active');
  await flood(host.last, 200);
  await good.shows(await rgbaOf(picture));
  const before = await bytesHeld();
  await flood(host.last, 1500);
  await good.shows(await rgbaOf(picture));
  const grown = (await bytesHeld()) - before;
  t.ok(grown < 8 * 1024 * 1024, `${(grown / 1024 / 1024).toFixed(1)} MB after 24 MB from the host`);
  t.ok(stalled.sink.writableLength < ORDERED_LIMIT, `${stalled.sink.writableLength} bytes wait`);
  t.notOk(stalled.sink.destroyed, 'it may still come back');
  t.ok(good.frames > 20, `${good.frames} frames for the other`);
});

t.test('a viewer at 2 Mbit/s sees frames no older than a second, and others are not held up', async (t) => {
  const { host, view, picture } = await scene(t, { pool });
  const fast = view();
  const slow = view({ bytesPerMs: 250 });
  await Promise.all([fast.status('active'), slow.status('active')]);
  const until = performance.now() + 4000;
  for (let i = 0; performance.now() < until; i++) {
    // A video of four times what the slow line carries, and somebody typing below it.
    for (let row = 0; row < 10; row++) host.last.bitmaps(rectangle(100, 100 + row * 20, 256, 20, noise(i * 10 + row)));
    if (i % 5 === 0) host.last.bitmaps(rectangle(i % 600, 460, 10, 16, stripes(i)));
    const frames = fast.frames;
    await fast.until((viewer) => viewer.frames > frames, 'the next frame');
  }
  const oldest = Math.max(...slow.ages);
  t.ok(oldest < 1000, `oldest frame ${oldest.toFixed(0)} ms at 2 Mbit/s, ${slow.frames} frames`);
  fast.ages.sort((a, b) => a - b);
  const usual = fast.ages[Math.floor(fast.ages.length * 0.9)];
  t.ok(fast.frames > 2 * slow.frames);
  t.ok(usual < 500, `90 % of the other's ${fast.frames} frames younger than ${usual.toFixed(1)} ms`);
  await slow.shows(await rgbaOf(picture));
});

t.test('a viewer that never acknowledges is given up', async (t) => {
  const { host, view, session } = await scene(t, { pool, planner: { ackTimeoutMs: 80 } });
  const silent = view({ acknowledges: false });
  await silent.status('active');
  host.last.bitmaps(rectangle(0, 0, 160, 25, stripes(1)));
  await silent.closed;
  t.match(silent.error, { code: 'VIEWER_TIMEOUT' });
  t.equal(silent.messages.at(-1)?.type, 'bye');
  t.equal(session.viewerCount, 0);
});

t.test('ordered messages that pile up end the viewer', async (t) => {
  const { host, view, metrics, session } = await scene(t, { pool });
  const stalled = view({ stalled: true });
  await once(session, 'desktop');
  // Every viewer is told of progress, however slow it is.
  for (let i = 0; i < 50_000 && !stalled.sink.destroyed; i++) host.asked[0].onCheckpoint?.('activated');
  await stalled.closed;
  t.match(stalled.error, { code: 'VIEWER_TOO_SLOW' });
  t.equal(metrics.viewersTooSlow, 1);
  t.equal(session.status.state, 'connecting');
});

t.test('a full lane pauses the host, and loses nothing', async (t) => {
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const slowPool = {
    threads: pool.threads,
    busy: false,
    encode: pool.encode.bind(pool),
    findCopy: pool.findCopy.bind(pool),
    decode: async (job: Parameters<typeof pool.decode>[0]) => {
      await gate;
      return pool.decode(job);
    },
  };
  const { host, view, metrics, picture } = await scene(t, { pool: slowPool, laneBytes: 64 * 1024 });
  const viewer = view();
  await viewer.status('active');
  const { socket } = host.last;
  let sent = 0;
  // The kernel's buffers take some megabytes; then the host's own begin to fill.
  while (socket.writableLength < 2 * 1024 * 1024) {
    host.last.bitmaps(rectangle((sent % 4) * 160, (sent % 10) * 48, 160, 25, noise(sent)));
    sent++;
    await new Promise(setImmediate);
  }
  t.ok(metrics.hostPauses >= 1, 'the lane was full');
  t.ok(metrics.hostBytes < 1024 * 1024, `${metrics.hostBytes} bytes taken of ${sent * 16_000}`);
  open();
  await once(socket, 'drain');
  await viewer.shows(await rgbaOf(picture));
  t.ok(metrics.hostBytes > sent * 16_000, 'all of it arrived');
});

t.test('a worker that dies ends the session it worked for, and no other', async (t) => {
  const workerFile = new URL('./dying-worker.js', import.meta.url);
  const mortal = new WorkerPool({ threads: 2, workerFile, smallPixels: 0 });
  t.teardown(() => mortal.destroy());
  const [doomed, other] = await Promise.all([scene(t, { pool: mortal }), scene(t, { pool: mortal })]);
  doomed.host.size = { width: DEADLY_WIDTH, height: 480 };
  const [victim, witness] = [doomed.view(), other.view()];
  await Promise.all([victim.status('active'), witness.status('active')]);
  doomed.host.last.bitmaps(rectangle(0, 0, 160, 25, stripes(1)));
  t.equal((await doomed.session.closed).code, 'WORKER_FAILED');
  await victim.closed;
  t.match(victim.error, { code: 'WORKER_FAILED' });
  other.host.last.bitmaps(rectangle(0, 0, 160, 25, stripes(2)));
  await witness.until(({ frames }) => frames > 0, 'a frame');
  await witness.shows(await rgbaOf(other.picture));
  t.equal(other.session.status.state, 'active');
});

t.test('twenty sessions at once', async (t) => {
  const scenes = await Promise.all(Array.from({ length: 20 }, () => scene(t, { pool })));
  const viewers = scenes.map(({ view }) => view());
  await Promise.all(viewers.map((viewer) => viewer.status('active')));
  await Promise.all(scenes.map(({ host }) => flood(host.last, 30)));
  await Promise.all(scenes.map(async ({ picture }, index) => viewers[index].shows(await rgbaOf(picture))));
  t.equal(viewers.filter(({ frames }) => frames > 0).length, 20);
});

/** The picture as it is now, for `shows`. */
async function rgbaOf(picture: () => Promise<Uint8Array>): Promise<() => Uint8Array> {
  const rgba = await picture();
  return () => rgba;
}

/** A whole desktop of 640 × 480 in one colour, 25 bytes long: runs of 16 bit pixels, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4. */
const wholeDesktop = (color: number): BitmapData => {
  const runs = [65_535, 65_535, 65_535, 65_535, 640 * 480 - 4 * 65_535];
  const data = Uint8Array.from(runs.flatMap((run) => [0xf3, run & 0xff, run >> 8, color & 0xff, color >> 8]));
  const place = { left: 0, top: 0, right: 640, bottom: 480, width: 640, height: 480 };
  return { ...place, bitsPerPixel: 16, compressed: true, data };
};

t.test('small messages that draw much become many jobs, so that other sessions have their turn', async (t) => {
  const jobs: number[] = [];
  const counting = {
    threads: pool.threads,
    busy: false,
    encode: pool.encode.bind(pool),
    findCopy: pool.findCopy.bind(pool),
    decode: (job: Parameters<typeof pool.decode>[0]) => {
      jobs.push(Math.round(job.batch.length / (DECODE_HEADER + 28) /* data, padded */));
      return pool.decode(job);
    },
  };
  const { host, view, picture } = await scene(t, { pool: counting });
  const viewer = view();
  await viewer.status('active');
  host.last.bitmaps(...Array.from({ length: 200 }, (_, color) => wholeDesktop(color)));
  await viewer.shows(await rgbaOf(picture));
  t.equal(
    jobs.reduce((sum, records) => sum + records, 0),
    200,
  );
  t.ok(Math.max(...jobs) * 640 * 480 <= LANE_DEFAULTS.pixelLimit + 640 * 480, jobs.join(' '));
});
