import type { Pixels } from '../../egfx/encode/pixels.js';

/** Smaller pictures cost less than what is said about them. */
const MIN_PIXELS = 48;
/** Slots that are used, and pictures that are remembered without one. */
const SLOTS = 1000;
const REMEMBERED = 4000;
const BYTES_PER_PIXEL = 4;

/** What to do with a picture: load it, or draw it and store it (after giving up what was in the slot), or draw it only. */
export type CacheDecision =
  | { readonly type: 'load'; readonly slot: number }
  | { readonly type: 'store'; readonly slot: number; readonly key: bigint; readonly evict: readonly number[] }
  | { readonly type: 'draw' };

interface Entry {
  readonly slot: number;
  readonly bytes: number;
}

/** Keeps in mind which pictures the client's bitmap cache holds. What comes a second time is worth a place there. */
export class BitmapCacheModel {
  readonly #budget: number;
  /** Pictures in the cache by content, the one used longest ago first. */
  readonly #stored = new Map<string, Entry>();
  /** Seen once. */
  readonly #seen = new Set<string>();
  readonly #free: number[] = Array.from({ length: SLOTS }, (_, i) => SLOTS - i);
  #bytes = 0;
  #lastKey = 0n;

  constructor(budget: number) {
    this.#budget = budget;
  }

  decide(picture: Pixels): CacheDecision {
    if (picture.data.length < MIN_PIXELS) return { type: 'draw' };
    const content = contentOf(picture);
    const entry = this.#stored.get(content);
    if (entry) {
      this.#stored.delete(content);
      this.#stored.set(content, entry);
      return { type: 'load', slot: entry.slot };
    }
    if (!this.#seen.delete(content)) {
      if (this.#seen.size === REMEMBERED) this.#seen.delete(this.#seen.values().next().value as string);
      this.#seen.add(content);
      return { type: 'draw' };
    }
    return this.#store(content, BYTES_PER_PIXEL * picture.data.length);
  }

  #store(content: string, bytes: number): CacheDecision {
    const evict: number[] = [];
    while (this.#free.length === 0 || this.#budget < this.#bytes + bytes) {
      const [oldest, entry] = this.#stored.entries().next().value as [string, Entry];
      this.#stored.delete(oldest);
      this.#bytes -= entry.bytes;
      this.#free.push(entry.slot);
      evict.push(entry.slot);
    }
    const slot = this.#free.pop() as number;
    this.#stored.set(content, { slot, bytes });
    this.#bytes += bytes;
    return { type: 'store', slot, key: ++this.#lastKey, evict };
  }
}

/** The picture itself: two pictures never pass for one another. */
function contentOf({ width, data }: Pixels): string {
  return `${width}:${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')}`;
}
