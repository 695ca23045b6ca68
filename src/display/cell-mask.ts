import { CELL } from '../codec/commands.js';
import type { ClipRectangle } from '../codec/rfx/tile-clip.js';

/** A set of pixels of one cell. */
export class CellMask {
  /** Two words for each row. */
  readonly #words = new Uint32Array(2 * CELL);

  clear(): void {
    this.#words.fill(0);
  }

  /** False when it held all of them before. INVARIANT: they are within the cell. */
  add(rectangles: readonly ClipRectangle[]): boolean {
    let added = 0;
    for (const [left, top, width, height] of rectangles) {
      const [low, high] = [bits(left, left + width), bits(left - 32, left + width - 32)];
      for (let at = 2 * top; at < 2 * (top + height); at += 2) {
        added |= (low & ~this.#words[at]) | (high & ~this.#words[at + 1]);
        this.#words[at] |= low;
        this.#words[at + 1] |= high;
      }
    }
    return added !== 0;
  }

  /** Does it hold all pixels of a cell of this size? */
  covers(width: number, height: number): boolean {
    const [low, high] = [bits(0, width), bits(-32, width - 32)];
    for (let at = 0; at < 2 * height; at += 2) {
      if (((low & ~this.#words[at]) | (high & ~this.#words[at + 1])) !== 0) return false;
    }
    return true;
  }
}

/** Bits from `from` up to `to` of a word; both may be outside. */
function bits(from: number, to: number): number {
  const [first, end] = [Math.max(from, 0), Math.min(to, 32)];
  if (end <= first) return 0;
  return (end - first === 32 ? -1 : (1 << (end - first)) - 1) << first;
}
