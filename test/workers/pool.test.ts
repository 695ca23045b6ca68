import t from 'tap';
import { hasCode } from '../../src/errors.js';
import { encodeBatch } from '../../src/workers/encode-batch.js';
import type { DecodeJob, EncodeJob } from '../../src/workers/jobs.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { Behaviour } from './fake-worker.js';

const workerFile = new URL('./fake-worker.js', import.meta.url);

const surface = { pixels: new Uint8Array(new SharedArrayBuffer(4)), width: 1, height: 1, stride: 4 };

function decodeJob(behaviour: number, length = 8): DecodeJob {
  const batch = new Uint8Array(length);
  batch[0] = behaviour;
  const touched = new Uint8Array(new SharedArrayBuffer(8));
  return { type: 'decode', batch, surface, touched, palette: new Uint8Array(new SharedArrayBuffer(1024)) };
}

const flagsOf = (job: DecodeJob): Int32Array => new Int32Array(job.touched.buffer);

async function reached(flags: Int32Array, index: number): Promise<void> {
  const { async, value } = (Atomics as unknown as { waitAsync: WaitAsync }).waitAsync(flags, index, 0, 5000);
  if (async) await value;
}
type WaitAsync = (flags: Int32Array, index: number, value: number, ms: number) => { async: boolean; value: unknown };

t.test('a job is answered, and its batch changes hands', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile, smallPixels: 0 });
  t.teardown(() => pool.destroy());
  const job = decodeJob(Behaviour.ok, 100);
  const result = await pool.decode(job);
  t.same(result, { failedRecord: undefined, micros: 100 });
  t.equal(job.batch.byteLength, 0, 'the sender has lost the bytes');
  t.match(pool.stats, { threads: 1, running: 0, waiting: 0, completed: 1, failed: 0 });
});

t.test('errors keep their code and context across the thread boundary', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile, smallPixels: 0 });
  t.teardown(() => pool.destroy());
  const coded = await pool.decode(decodeJob(Behaviour.codedError)).catch((error: unknown) => error);
  t.ok(hasCode(coded));
  t.match(coded, { code: 'CODEC_INVALID', context: { record: 3 } });
  const plain = await pool.decode(decodeJob(Behaviour.plainError)).catch((error: unknown) => error);
  t.match(plain, { code: 'INTERNAL', context: { cause: 'not a function' } });
  t.equal(pool.stats.failed, 2);
});

t.test('a worker that dies fails its own job only, and is replaced', async (t) => {
  const pool = new WorkerPool({ threads: 2, workerFile, smallPixels: 0 });
  t.teardown(() => pool.destroy());
  const others = Array.from({ length: 6 }, () => pool.decode(decodeJob(Behaviour.ok)));
  const dying = pool.decode(decodeJob(Behaviour.exit));
  const later = Array.from({ length: 6 }, () => pool.decode(decodeJob(Behaviour.ok)));
  await t.rejects(dying, { code: 'WORKER_FAILED', context: { job: 'decode' } });
  t.equal((await Promise.all([...others, ...later])).length, 12);
  t.equal((await pool.decode(decodeJob(Behaviour.ok))).micros, 8);
});

t.test('an aborted job settles only when no worker touches its memory', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile, smallPixels: 0 });
  t.teardown(() => pool.destroy());
  const abort = new AbortController();
  const job = decodeJob(Behaviour.waitForFlag);
  const running = pool.decode(job, { signal: abort.signal });
  let settled = false;
  running.catch(() => {
    settled = true;
  });
  await reached(flagsOf(job), 1);
  abort.abort();
  await new Promise(setImmediate);
  t.notOk(settled, 'the worker still holds the memory');
  Atomics.store(flagsOf(job), 0, 1);
  Atomics.notify(flagsOf(job), 0);
  await t.rejects(running, { code: 'ABORTED' });
  await t.rejects(pool.decode(decodeJob(Behaviour.ok), { signal: abort.signal }), { code: 'ABORTED' });
  t.equal((await pool.decode(decodeJob(Behaviour.ok))).micros, 8, 'the thread lives on');
});

t.test('destroy rejects what runs with ABORTED, and nothing starts afterwards', async (t) => {
  const pool = new WorkerPool({ threads: 1, workerFile, smallPixels: 0 });
  const job = decodeJob(Behaviour.waitForFlag);
  const running = pool.decode(job);
  running.catch(() => {});
  await reached(flagsOf(job), 1);
  await pool.destroy();
  await t.rejects(running, { code: 'ABORTED' });
  await t.rejects(pool.decode(decodeJob(Behaviour.ok)), { code: 'ABORTED' });
  await pool.closed;
});

t.test('a large batch is split so that every part has its share of the urgent cells', async (t) => {
  const pool = new WorkerPool({ threads: 2, workerFile, smallPixels: 0 });
  t.teardown(() => pool.close());
  const cells = Uint16Array.from({ length: 200 }, (_, index) => index);
  const job = { surface, shadow: surface, cells, cache: new BigUint64Array(0), byteBudget: 1000, prefix: 0 };
  const batch = await encodeBatch(pool, job);
  t.equal(batch.parts.length, 2);
  t.equal(batch.tiles, 200);
  t.same([...batch.parts[0].bytes.subarray(0, 3)], [0, 2, 4]);
  t.same(
    [...batch.done].sort((a, b) => a - b),
    [...cells],
  );
  const small = await encodeBatch(pool, { ...job, cells: cells.subarray(0, 10) });
  t.equal(small.parts.length, 1);
});

t.test('a batch settles after all its parts, also when one fails', async (t) => {
  const started: EncodeJob[] = [];
  const finish: (() => void)[] = [];
  const pool = {
    threads: 2,
    encode: (job: EncodeJob): Promise<never> => {
      started.push(job);
      if (started.length === 1) return Promise.reject(new Error('first part'));
      return new Promise((_resolve, reject) => finish.push(() => reject(new Error('second part'))));
    },
  };
  const cells = new Uint16Array(200);
  const batch = encodeBatch(pool, {
    surface,
    shadow: surface,
    cells,
    cache: new BigUint64Array(0),
    byteBudget: 10,
    prefix: 32,
  });
  let settled = false;
  batch.catch(() => {
    settled = true;
  });
  await new Promise(setImmediate);
  t.notOk(settled, 'the second part still reads the picture');
  t.same(
    started.map((job) => [job.prefix, job.byteBudget]),
    [
      [32, 5],
      [0, 5],
    ],
  );
  finish[0]();
  await t.rejects(batch, { message: 'first part' });
});
