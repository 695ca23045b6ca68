import { setTimeout as delay } from 'node:timers/promises';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import type { WorkerPool } from '../../src/workers/pool.js';
import { latency, megabytes, type Row, round } from '../load/figures.js';
import { connectionTo, HostEnd, type PlayableRecording } from './recorded-connection.js';
import { setUp } from './stage.js';

/** What a recording draws: pixels by the rectangles of its updates, and which units do, fragments included. */
export function analyse(source: PlayableRecording): { readonly pixels: number; readonly draws: readonly boolean[] } {
  const { settings, connected } = connectionTo(new HostEnd(), source);
  const stage = new ActiveStage(settings, connected);
  const draws: boolean[] = new Array(source.units.length).fill(false);
  let pixels = 0;
  let fragments = 0;
  source.units.forEach(({ data }, index) => {
    const events = stage.receive(data, []);
    if (events.some(drawsPixels)) draws.fill(true, index - fragments, index + 1);
    fragments = events.length === 0 ? fragments + 1 : 0;
    pixels += events.reduce((sum, event) => sum + areaOf(event), 0);
  });
  return { pixels, draws };
}

const drawsPixels = (event: ActiveEvent): boolean =>
  areaOf(event) !== 0 || (event.type === 'graphics' && event.pdu.type === 'wireToSurface2');

/** Progressive messages do not say how much they draw. */
function areaOf(event: ActiveEvent): number {
  if (event.type === 'surfaceBits') return area(event.bits);
  if (event.type === 'graphics') return event.pdu.type === 'wireToSurface1' ? area(event.pdu.rectangle) : 0;
  return event.type === 'bitmaps' ? event.rectangles.reduce((sum, bitmap) => sum + area(bitmap), 0) : 0;
}

const area = (r: { left: number; top: number; right: number; bottom: number }): number =>
  (r.right - r.left) * (r.bottom - r.top);

/** As fast as the pipeline takes it: what a slow viewer would miss is merged, nothing is skipped before decoding. */
export async function throughput(source: PlayableRecording, pool: WorkerPool): Promise<Row> {
  const { host, session, viewer, settled } = await setUp(source, pool);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const { data } of source.units) await host.send(data);
  await settled();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  session.destroy();
  const megapixels = analyse(source).pixels / 1e6;
  return {
    'MP/s': round(megapixels / seconds),
    // Does not depend on who else uses the machine.
    'MP/CPU s': round((megapixels * 1e6) / (user + system)),
    'MB/s in': round(source.bytes / 1e6 / seconds),
    'frames/s': round(viewer.frames / seconds),
    'CPU cores': round((user + system) / 1e6 / seconds, 2),
    'RSS MB': megabytes(process.memoryUsage().rss),
  };
}

/**
 * At the recorded speed: from the host's first byte of a step to the frame's write to the viewer's sink. A step that
 * begins before the frame of the one before is written counts from its own beginning.
 */
export async function addedLatency(source: PlayableRecording, pool: WorkerPool, maxSeconds: number): Promise<Row> {
  const { host, session, viewer, settled } = await setUp(source, pool);
  const values: number[] = [];
  let waitingSince: number | undefined;
  viewer.on('frame', () => {
    if (waitingSince !== undefined) values.push(performance.now() - waitingSince);
    waitingSince = undefined;
  });
  const { draws } = analyse(source);
  const startedAt = performance.now();
  for (const [index, { time, data }] of source.units.entries()) {
    if (maxSeconds * 1000 < time) break;
    const wait = startedAt + time - performance.now();
    if (1 < wait) await delay(wait);
    if (draws[index]) waitingSince ??= performance.now();
    await host.send(data);
  }
  await settled();
  session.destroy();
  const { p50, p95, p99, max } = latency(values);
  return { steps: values.length, 'p50 ms': p50, 'p95 ms': p95, 'p99 ms': p99, 'max ms': max };
}

/** Plays everything to a viewer that draws. Throws when its picture is not the session's, which has none of H.264. */
export async function check(source: PlayableRecording, pool: WorkerPool, tiles = false): Promise<void> {
  if (source.video) return;
  const { host, session, viewer, settled } = await setUp(source, pool, { check: true, handedOn: tiles });
  for (const { data } of source.units) await host.send(data);
  await settled();
  const { rgba } = await session.snapshot();
  session.destroy();
  const shown = new Uint8Array(viewer.canvas?.rgba.buffer ?? new ArrayBuffer(0));
  if (Buffer.compare(shown, rgba) !== 0) throw new Error('the viewer’s picture differs from the session’s');
}
