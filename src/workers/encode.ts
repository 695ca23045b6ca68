import { CACHE_HIT } from '../codec/tile-cache.js';
import type { EncodeJob, EncodeResult } from './jobs.js';
import { native } from './native.js';

/** Cells of one native call. Smaller when the budget runs low, so that it is never exceeded by more than a tile. */
const CELLS_PER_CALL = 32;

export function encode({ surface, shadow, cells, cache, byteBudget, prefix }: EncodeJob): EncodeResult {
  const startedAt = performance.now();
  const { encodeTiles, maxEncodedSize } = native();
  const worstTile = maxEncodedSize(1);
  const out = scratch(prefix + byteBudget + maxEncodedSize(CELLS_PER_CALL));
  const stores = new Uint32Array(2 * cells.length);
  const hashes = new BigUint64Array(cells.length);
  let [length, tiles, pairs, kept, consumed] = [prefix, 0, 0, 0, 0];
  while (consumed < cells.length && length < prefix + byteBudget) {
    const affordable = Math.floor((prefix + byteBudget - length) / worstTile);
    const part = cells.subarray(consumed, consumed + clamp(affordable, 1, CELLS_PER_CALL));
    const partStores = stores.subarray(pairs);
    const done = encodeTiles(surface, shadow, part, cache, out.subarray(length), partStores, hashes.subarray(kept));
    kept += rebase(partStores.subarray(0, done.stores), length, kept);
    pairs += done.stores;
    length += done.length;
    tiles += done.tiles;
    consumed += part.length;
  }
  return {
    bytes: out.slice(0, length),
    tiles,
    stores: stores.slice(0, pairs),
    hashes: hashes.slice(0, kept),
    consumed,
    micros: (performance.now() - startedAt) * 1000,
  };
}

/** Offsets and indices count from where a call began; makes them count from the first. Returns how many hashes it added. */
function rebase(stores: Uint32Array, offset: number, index: number): number {
  let added = 0;
  for (let i = 0; i < stores.length; i += 2) {
    stores[i] += offset;
    if (stores[i + 1] === CACHE_HIT) continue;
    stores[i + 1] += index;
    added++;
  }
  return added;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

let shared = new Uint8Array(0);

/** Memory of this thread that lives from job to job; jobs of one worker never overlap. */
function scratch(length: number): Uint8Array<ArrayBuffer> {
  if (shared.length < length) shared = new Uint8Array(length);
  return shared;
}
