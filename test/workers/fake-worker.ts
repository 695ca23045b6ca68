/** Stands in for the worker of the pool: what a job does is said by the first byte of its batch. */

import { GatewayError } from '../../src/errors.js';
import type { Job } from '../../src/workers/jobs.js';
import { toPlainError } from '../../src/workers/plain-error.js';

export const Behaviour = { ok: 0, codedError: 1, plainError: 2, exit: 3, waitForFlag: 4, unrecoverable: 5 } as const;

export function run(job: Job): unknown {
  if (job.type === 'encode') return { ok: true, value: encodeFake(job.cells) };
  if (job.type === 'copy') return { ok: true, value: { copy: undefined, micros: 1 } };
  const flags = new Int32Array(job.touched.buffer);
  try {
    switch (job.batch[0]) {
      case Behaviour.codedError:
        throw new GatewayError('CODEC_INVALID', { record: 3 }, { detail: 'record 3' });
      case Behaviour.plainError:
        throw new TypeError('not a function');
      case Behaviour.exit:
        process.exit(3);
        break;
      case Behaviour.waitForFlag:
        Atomics.store(flags, 1, 1);
        Atomics.notify(flags, 1);
        Atomics.wait(flags, 0, 0, 10_000);
    }
    return { ok: true, value: { failedRecord: undefined, micros: job.batch.length, batch: job.batch } };
  } catch (error) {
    return { ok: false, error: toPlainError(error) };
  }
}

/** One byte per cell: its number. */
function encodeFake(cells: Uint16Array): unknown {
  return {
    bytes: Uint8Array.from(cells),
    tiles: cells.length,
    stores: new Uint32Array(0),
    hashes: new BigUint64Array(0),
    consumed: cells.length,
    micros: 1,
  };
}
