/** Slots that a hash may stand in; the encoder looks in the same ones (`kCacheWays`). */
const WAYS = 4;

/** Second entry of a pair in `stores` that reports a tile found in the cache (`kCacheHit`). */
export const CACHE_HIT = 0xffff_ffff;

/**
 * Which tiles a viewer keeps: the gateway's half of the tile cache. The browser's half holds the pixels.
 *
 * Slot `i` of the browser holds the cell whose hash is `table[i]`, 0 when free. The table is set-associative: a hash
 * stands in one of the four slots from `hash % sets * 4`, so that an encoder finds it with four comparisons. Encoders on
 * any thread read the table; `assign` alone writes it, between batches, and replaces the slot of a set that has been
 * unused for longest.
 *
 * INVARIANT: every tile that `assign` was told of reaches the browser, in the same order. The browser fills its slots
 * after it has drawn a whole frame, so a tile of that frame may still refer to what a slot held before.
 */
export class TileCache {
  /** Shared with encoders. */
  readonly table: BigUint64Array;
  /** When a slot was last stored or found, counted in tiles. */
  readonly #used: Uint32Array;
  readonly #sets: bigint;
  #clock = 0;

  /** `slots` is what the browser has room for; what does not fill a set is left unused. */
  constructor(slots: number) {
    const sets = Math.floor(slots / WAYS);
    this.#sets = BigInt(sets);
    this.table = new BigUint64Array(new SharedArrayBuffer(sets * WAYS * BigUint64Array.BYTES_PER_ELEMENT));
    this.#used = new Uint32Array(sets * WAYS);
  }

  /** Gives every tile that `stores` names a slot, and writes it into the tile's record in `bytes`. */
  assign(bytes: Uint8Array, stores: Uint32Array, hashes: BigUint64Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < stores.length; i += 2) {
      const at = stores[i];
      const hash = stores[i + 1];
      if (hash === CACHE_HIT) this.#used[view.getUint16(at, true)] = ++this.#clock;
      else view.setUint16(at, this.#insert(hashes[hash]), true);
    }
  }

  #insert(hash: bigint): number {
    const { table } = this;
    const first = Number(hash % this.#sets) * WAYS;
    let slot = first;
    for (let i = first; i < first + WAYS; i++) {
      if (table[i] === hash) {
        slot = i;
        break;
      }
      if (this.#used[i] < this.#used[slot]) slot = i;
    }
    table[slot] = hash;
    this.#used[slot] = ++this.#clock;
    return slot;
  }
}
