import type { WorkerPool } from '../../src/workers/pool.js';
import { percentile, type Row, round } from '../load/figures.js';
import type { PlayableRecording } from './recorded-connection.js';
import { setUp } from './stage.js';

/** Units that the recorded host sent within this time make one step: as much as a person sees change at once. */
const STEP_MS = 4;
/** Plays of each kind before any counts: V8 compiles what it finds busy for so long, and a gateway runs for days. */
const WARM_UP = 20;
const ROUNDS = 7;
/** Plays of one kind in a row, so that each pays for the garbage of its own kind. The one before them does not count. */
const ROUND_PLAYS = 3;

interface Steps {
  readonly frames: number;
  readonly bytes: number;
  readonly cpuMs: number;
}

/**
 * Plays a recording to one viewer, every step shown. Processor time is that of all threads, from the host's first unit
 * until the viewer has everything.
 */
async function play(source: PlayableRecording, pool: WorkerPool, tiles: boolean): Promise<Steps> {
  const { host, session, viewer, settled } = await setUp(source, pool, { handedOn: tiles });
  // The empty desktop that every session begins with.
  await settled();
  const cpu = process.cpuUsage();
  let last = 0;
  for (const { time, data } of source.units) {
    if (STEP_MS < time - last) await settled();
    last = time;
    await host.send(data);
  }
  await settled();
  const { user, system } = process.cpuUsage(cpu);
  session.destroy();
  return { frames: viewer.frames, bytes: viewer.bytes, cpuMs: (user + system) / 1000 };
}

/** Bytes and processor time as if played at the recorded speed to a fast viewer. */
export async function everyStep(source: PlayableRecording, pool: WorkerPool): Promise<Row> {
  const { frames, bytes, cpuMs } = await play(source, pool, false);
  return {
    frames,
    'KB in': round(source.bytes / 1024),
    'KB out': round(bytes / 1024),
    'out/in': round(bytes / source.bytes, 2),
    'CPU s/s': round(cpuMs / 1000 / Math.max(source.seconds, 0.001), 3),
  };
}

/** The mean of a few plays in a row. */
async function average(source: PlayableRecording, pool: WorkerPool, tiles: boolean): Promise<Steps> {
  await play(source, pool, tiles);
  const mean = { frames: 0, bytes: 0, cpuMs: 0 };
  for (let i = 0; i < ROUND_PLAYS; i++) {
    const { frames, bytes, cpuMs } = await play(source, pool, tiles);
    mean.frames += frames / ROUND_PLAYS;
    mean.bytes += bytes / ROUND_PLAYS;
    mean.cpuMs += cpuMs / ROUND_PLAYS;
  }
  return mean;
}

/**
 * A viewer that draws tiles as the host encoded them, beside one that gets pixels, in turns: medians, and the middle half
 * of the ratios of neighbours. H.264 has no other way than to be handed on.
 */
export async function handedOn(source: PlayableRecording, pool: WorkerPool): Promise<Row> {
  const [pixels, tiles]: Steps[][] = [[], []];
  for (let i = 0; i < WARM_UP; i++) for (const kind of [false, true]) await play(source, pool, kind || source.video);
  for (let i = 0; i < ROUNDS; i++) {
    if (!source.video) pixels.push(await average(source, pool, false));
    tiles.push(await average(source, pool, true));
  }
  const tileMs = median(tiles.map(({ cpuMs }) => cpuMs));
  const row = {
    'KB in': round(source.bytes / 1024),
    'pixels out/in': '-',
    'handed on out/in': round(median(tiles.map(({ bytes }) => bytes)) / source.bytes, 3),
    'pixels CPU ms': '-',
    'handed on CPU ms': round(tileMs, 1),
    'CPU ratio': '-',
    'middle half': '-',
  };
  if (source.video) return row;
  const pixelMs = median(pixels.map(({ cpuMs }) => cpuMs));
  const ratios = tiles.map(({ cpuMs }, at) => cpuMs / pixels[at].cpuMs);
  return {
    ...row,
    'pixels out/in': round(median(pixels.map(({ bytes }) => bytes)) / source.bytes, 2),
    'pixels CPU ms': round(pixelMs, 1),
    'CPU ratio': round(tileMs / pixelMs, 2),
    'middle half': `${percentile(ratios, 0.25).toFixed(2)} to ${percentile(ratios, 0.75).toFixed(2)}`,
  };
}

const median = (values: readonly number[]): number => percentile(values, 0.5);
