import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { latency, megabytes, type Row, round } from './figures.js';
import type { Usage } from './processes.js';
import { Rig } from './rig.js';
import { Throttle } from './throttle.js';
import type { LoadViewer } from './viewer.js';

export interface LoadOptions {
  readonly recordings: readonly string[];
  /** What the throttled viewer and those beside it see. */
  readonly heavy: readonly string[];
  readonly counts: readonly number[];
  readonly seconds: number;
  readonly threads: number;
}

/** Sessions that run beside a stalled or a throttled one. */
const BESIDE = 4;
const THROTTLED_BITS = 2_000_000;
/** Fast enough that 2 Mbit/s cannot carry everything. */
const THROTTLED_SPEED = 2;
/** Time for a new load to settle before it is measured. */
const SETTLE_MS = 2000;
const IDLE_SESSIONS = 25;
const BYTES_PER_PIXEL = 4;

const closeAll = (viewers: readonly LoadViewer[]): Promise<unknown> =>
  Promise.all(viewers.map((viewer) => viewer.close()));
const errorsOf = (viewers: readonly LoadViewer[]): string[] => viewers.flatMap(({ errors }) => errors);

/** Lets the viewers run for a while, and returns what the gateway used meanwhile. */
async function measure(
  rig: Rig,
  viewers: readonly LoadViewer[],
  seconds: number,
): Promise<{ before: Usage; after: Usage }> {
  await delay(SETTLE_MS);
  const before = await rig.usage();
  for (const viewer of viewers) viewer.reset();
  await delay(seconds * 1000);
  return { before, after: await rig.usage() };
}

/** N replayed sessions with one viewer each: latency, processor and memory as N grows. */
export async function growth({ recordings, counts, seconds, threads }: LoadOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of counts) {
    const rig = await Rig.start({ recordings, loop: true, threads });
    await closeAll(await rig.open(1));
    const empty = await rig.usage();
    const viewers = await rig.open(count);
    const { before, after } = await measure(rig, viewers, seconds);
    const { p50, p95, p99 } = latency(viewers.flatMap(({ latencies }) => latencies));
    const sum = (pick: (viewer: LoadViewer) => number): number =>
      viewers.reduce((total, viewer) => total + pick(viewer), 0);
    rows.push({
      sessions: count,
      'p50 ms': p50,
      'p95 ms': p95,
      'p99 ms': p99,
      'frames/s each': round(sum(({ frames }) => frames) / count / seconds),
      'Mbit/s each': round((sum(({ bytes }) => bytes) * 8) / count / seconds / 1e6, 2),
      'CPU % each': round((after.cpuMs - before.cpuMs) / seconds / 10 / count, 2),
      'MB each': megabytes((after.rss - empty.rss) / count),
      'RSS MB': megabytes(after.rss),
      errors: errorsOf(viewers).length,
    });
    await closeAll(viewers);
    await rig.end();
  }
  return rows;
}

/** One viewer of several stops reading: memory must not grow, the others must not notice. */
export async function stalled({ recordings, seconds, threads }: LoadOptions): Promise<Row[]> {
  const rig = await Rig.start({ recordings, loop: true, threads });
  const viewers = await rig.open(BESIDE + 1);
  const others = viewers.slice(1);
  const free = await measure(rig, viewers, seconds);
  const freeLatency = latency(others.flatMap(({ latencies }) => latencies));
  viewers[0].stall();
  const held = await measure(rig, viewers, seconds);
  const heldLatency = latency(others.flatMap(({ latencies }) => latencies));
  const row = (name: string, { before, after }: typeof free, { p50, p95, p99 }: typeof freeLatency): Row => ({
    viewer: name,
    'others p50 ms': p50,
    'others p95 ms': p95,
    'others p99 ms': p99,
    'RSS MB before': megabytes(before.rss),
    'RSS MB after': megabytes(after.rss),
    errors: errorsOf(viewers).length,
  });
  const rows = [row('reads', free, freeLatency), row('stalled', held, heldLatency)];
  await closeAll(viewers);
  await rig.end();
  return rows;
}

/** One viewer of several has 2 Mbit/s: its frames must stay young, the others must not notice. */
export async function throttled({ heavy, seconds, threads }: LoadOptions): Promise<Row[]> {
  // The recording that takes most bytes comes first, which is the one that the slow viewer sees.
  const byWeight = [...heavy].sort((a, b) => statSync(b).size - statSync(a).size);
  const rig = await Rig.start({ recordings: byWeight, loop: true, threads, speed: THROTTLED_SPEED });
  const throttle = await Throttle.open(rig.url, THROTTLED_BITS);
  const [slow] = await rig.open(1, throttle.url);
  const others = await rig.open(BESIDE);
  await measure(rig, [slow, ...others], 2 * seconds);
  const row = (viewer: string, viewers: readonly LoadViewer[]): Row => {
    const { p50, p95, p99, max } = latency(viewers.flatMap(({ latencies }) => latencies));
    const frames = viewers.reduce((sum, { frames }) => sum + frames, 0);
    const rate = round(frames / viewers.length / (2 * seconds));
    return {
      viewer,
      ...{ 'age p50 ms': p50, 'age p95 ms': p95, 'age p99 ms': p99, 'age max ms': max },
      'frames/s each': rate,
      errors: errorsOf(viewers).length,
    };
  };
  const rows = [row('2 Mbit/s', [slow]), row('others', others)];
  await closeAll([slow, ...others]);
  throttle.close();
  await rig.end();
  return rows;
}

/** Sessions whose host sends nothing more: what each costs in memory and processor. */
export async function idle({ recordings, seconds, threads }: LoadOptions): Promise<Row[]> {
  const rig = await Rig.start({ recordings: recordings.slice(0, 1), loop: false, threads });
  await closeAll(await rig.open(1));
  const empty = await rig.usage();
  const viewers = await rig.open(IDLE_SESSIONS);
  await untilQuiet(viewers);
  const { before, after } = await measure(rig, viewers, seconds);
  const [{ width, height }] = rig.hosts;
  const framebuffer = width * height * BYTES_PER_PIXEL;
  const each = (after.rss - empty.rss) / IDLE_SESSIONS;
  const rows: Row[] = [
    {
      sessions: IDLE_SESSIONS,
      desktop: `${width}x${height}`,
      'MB each': megabytes(each),
      'framebuffer MB': megabytes(framebuffer),
      'MB beyond it': megabytes(each - framebuffer),
      'CPU % each': round((after.cpuMs - before.cpuMs) / seconds / 10 / IDLE_SESSIONS, 2),
      errors: errorsOf(viewers).length,
    },
  ];
  await closeAll(viewers);
  await rig.end();
  return rows;
}

/** Waits until no viewer has got a frame for a second. */
async function untilQuiet(viewers: readonly LoadViewer[]): Promise<void> {
  for (let frames = -1; ; ) {
    const now = viewers.reduce((sum, viewer) => sum + viewer.frames, 0);
    if (now === frames) return;
    frames = now;
    await delay(1000);
  }
}
