import type { EncodeJob, EncodeResult } from './jobs.js';
import type { WorkerPool } from './pool.js';

/** Below this, sharing the work costs more than it saves: a job costs a tenth of a millisecond, a cell about a tenth of that. */
const CELLS_PER_PART = 48;

/** Results of one batch, in the order of its cells. */
export interface EncodedBatch {
  readonly parts: readonly EncodeResult[];
  readonly tiles: number;
  /** Cells that were looked at; the others did not fit into the budget. */
  readonly done: Uint16Array;
  /** Time spent in workers. */
  readonly micros: number;
}

/** A batch that one job did. */
export const wholeBatch = (cells: Uint16Array, part: EncodeResult): EncodedBatch => ({
  parts: [part],
  tiles: part.tiles,
  done: cells.subarray(0, part.consumed),
  micros: part.micros,
});

/**
 * Encodes cells on as many workers as pay off. Parts have disjoint cells, so they may write the same shadow at once.
 * Only the first part leaves `prefix` bytes free.
 */
export async function encodeBatch(
  pool: Pick<WorkerPool, 'encode' | 'threads'>,
  job: Omit<EncodeJob, 'type'>,
  options: { signal?: AbortSignal } = {},
): Promise<EncodedBatch> {
  const count = Math.max(1, Math.min(pool.threads, Math.floor(job.cells.length / CELLS_PER_PART)));
  const byteBudget = Math.ceil(job.byteBudget / count);
  const jobs = Array.from({ length: count }, (_, part): EncodeJob => {
    // Every part gets its share of the most urgent cells, which come first.
    const cells = job.cells.filter((_cell, index) => index % count === part);
    return { ...job, type: 'encode', cells, byteBudget, prefix: part === 0 ? job.prefix : 0 };
  });
  // All parts must have settled before the picture may be written again, also when one fails.
  const settled = await Promise.allSettled(jobs.map((part) => pool.encode(part, options)));
  const parts = settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return {
    parts,
    tiles: parts.reduce((sum, part) => sum + part.tiles, 0),
    done: joinCells(parts.map((part, index) => jobs[index].cells.subarray(0, part.consumed))),
    micros: parts.reduce((sum, part) => sum + part.micros, 0),
  };
}

function joinCells(parts: readonly Uint16Array[]): Uint16Array {
  if (parts.length === 1) return parts[0];
  const joined = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
