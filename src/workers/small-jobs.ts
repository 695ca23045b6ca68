import { CELL } from '../codec/commands.js';
import { batchPixels } from '../codec/decode-batch.js';
import { decode } from './decode.js';
import { encode } from './encode.js';
import type { DecodeJob, DecodeResult, EncodeJob, EncodeResult } from './jobs.js';
import { fromPlainError, toPlainError } from './plain-error.js';

/** A batch of more bytes is not looked through. */
const MOST_BYTES = 8 * 1024;

/**
 * Does a job work on so few pixels that this takes less time than handing it to another thread and taking it back? What
 * somebody types is of that size: a glyph and the caret cost 30 µs here and 150 µs there (bench/pipeline, typing).
 */
export function isSmall(job: DecodeJob | EncodeJob, mostPixels: number): boolean {
  if (job.type === 'encode') return job.cells.length * CELL * CELL < mostPixels;
  const { batch, encode } = job;
  if (MOST_BYTES < batch.length) return false;
  return batchPixels(batch) + (encode?.cells.length ?? 0) * CELL * CELL < mostPixels;
}

/** Does a small job on this thread. When it draws on more cells than expected, they are left to a job of their own. */
export function workHere(job: DecodeJob | EncodeJob, mostPixels: number): DecodeResult | EncodeResult {
  try {
    if (job.type === 'encode') return encode(job);
    const mostCells = Math.min(job.encode?.mostCells ?? 0, mostPixels / (CELL * CELL));
    return decode({ ...job, encode: job.encode && { ...job.encode, mostCells } });
  } catch (error) {
    throw fromPlainError(toPlainError(error));
  }
}
