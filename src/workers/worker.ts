/** Entry of a worker thread: one job in, one reply out. State that outlives a job is in shared memory or nowhere. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { decode } from './decode.js';
import { encode } from './encode.js';
import { findCopy } from './find-copy.js';
import type { DecodeResult, EncodeResult, Job, JobReply } from './jobs.js';
import { toPlainError } from './plain-error.js';

export function run(job: Job): unknown {
  try {
    if (job.type === 'copy') return { ok: true, value: findCopy(job) };
    const value = job.type === 'decode' ? decode(job) : encode(job);
    return moved({ ok: true, value }, buffersOf(value));
  } catch (error) {
    return { ok: false, error: toPlainError(error) } satisfies JobReply<never>;
  }
}

/** What changes threads without being copied. */
function buffersOf(result: DecodeResult | EncodeResult): ArrayBufferLike[] {
  if ('bytes' in result) return [result.bytes.buffer, result.stores.buffer, result.hashes.buffer];
  const encoded = result.encoded ? buffersOf(result.encoded.result) : [];
  return [result.batch.buffer, ...encoded];
}

function moved(reply: JobReply<DecodeResult | EncodeResult>, buffers: ArrayBufferLike[]): unknown {
  return move({ [valueSymbol]: reply, [transferableSymbol]: buffers } as never);
}
