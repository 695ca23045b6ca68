import t from 'tap';
import { Codec, type DecodeCommand, DecodeFlag } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { createPicture } from '../../src/display/framebuffer.js';
import type { DecodeJob } from '../../src/workers/jobs.js';
import { WorkerPool } from '../../src/workers/pool.js';

/** Its worker draws nothing, so whatever is drawn was drawn on this thread. */
const workerFile = new URL('./fake-worker.js', import.meta.url);

const picture = createPicture({ width: 640, height: 480 });
const shadow = createPicture(picture);

function rectangle(left: number, width: number, height: number): DecodeCommand {
  const place = { left, top: 0, visibleWidth: width, visibleHeight: height, width, height };
  const data = new Uint8Array(width * height * 4).fill(0x55);
  return { codec: Codec.raw, bitsPerPixel: 32, flags: DecodeFlag.bottomUp, ...place, data };
}

function job(...commands: readonly DecodeCommand[]): DecodeJob {
  const batch = new DecodeBatchWriter();
  for (const command of commands) batch.append(command);
  const { pixels, width, height, stride } = picture;
  const touched = new Uint8Array(new SharedArrayBuffer(picture.grid.count));
  const palette = new Uint8Array(new SharedArrayBuffer(1024));
  return { type: 'decode', batch: batch.take(), surface: { pixels, width, height, stride }, touched, palette };
}

const request = {
  shadow: { pixels: shadow.pixels, width: 640, height: 480, stride: shadow.stride },
  ...{ cells: new Uint16Array(0), cache: new BigUint64Array(4), byteBudget: 100_000, prefix: 32, mostCells: 48 },
};

/** Pixels drawn; the fourth byte has no meaning. */
const drawn = (): number => picture.pixels.filter((byte) => byte === 0x55).length / 3;

t.beforeEach(() => {
  picture.pixels.fill(0);
  shadow.pixels.fill(0);
});

t.test('a small job is done on the calling thread', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile });
  t.teardown(() => pool.close());
  const { failedRecord, encoded } = await pool.decode({ ...job(rectangle(0, 18, 18)), encode: request });
  t.equal(failedRecord, undefined);
  t.equal(drawn(), 18 * 18);
  t.same([...(encoded?.cells ?? [])], [0]);
  t.equal(encoded?.result.tiles, 1);
  const surface = { pixels: picture.pixels, width: 640, height: 480, stride: picture.stride };
  picture.pixels.fill(0xff);
  const result = await pool.encode({ ...request, type: 'encode', surface, cells: Uint16Array.of(0) });
  t.equal(result.tiles, 1, 'the cell is white now');
  t.match(pool.stats, { running: 0, waiting: 0, completed: 2, failed: 0 });
});

t.test('a job on more pixels, or on cells that wait, goes to a worker', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile });
  t.teardown(() => pool.close());
  await pool.decode(job(rectangle(0, 200, 200)));
  await pool.decode({ ...job(rectangle(0, 8, 8)), encode: { ...request, cells: new Uint16Array(8) } });
  const none = new WorkerPool({ threads: 1, workerFile, smallPixels: 0 });
  t.teardown(() => none.close());
  await none.decode(job(rectangle(0, 8, 8)));
  t.equal(drawn(), 0);
});

t.test('what a small job draws on in many places is left to a job of its own', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile });
  t.teardown(() => pool.close());
  const places = Array.from({ length: 10 }, (_, cell) => rectangle(cell * 64, 2, 2));
  const { encoded } = await pool.decode({ ...job(...places), encode: request });
  t.equal(drawn(), 10 * 4);
  t.equal(encoded, undefined);
});

t.test('a record that cannot be decoded is named here too', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile });
  t.teardown(() => pool.close());
  const bad = { ...rectangle(0, 8, 8), data: new Uint8Array(3) };
  t.equal((await pool.decode(job(rectangle(8, 8, 8), bad))).failedRecord, 1);
});
