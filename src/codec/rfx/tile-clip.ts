import { CELL } from '../commands.js';
import { codecInvalid, readU16 } from './message-bytes.js';
import type { TargetSize } from './tile-payload.js';

/** Rectangles of one message; kernels allow no more either. */
export const MAX_RECTANGLES = 4096;
/** Rectangles that one tile may carry. Hosts have a handful. */
const MAX_CLIP = 32;
/** Rectangles of a region share no pixels, or few. Kernels draw a tile so often and no more. */
const MAX_OVERLAP = 16;
/** TS_RFX_RECT, [MS-RDPRFX] 2.2.2.1.6: left, top, width, height. */
export const RECTANGLE_BYTES = 8;

/** How much of a tile the rectangles let through. */
export type Clip = 'whole' | 'nothing' | 'tooMany' | readonly ClipRectangle[];
export type ClipRectangle = readonly [x: number, y: number, width: number, height: number];

/**
 * The rectangles of a region, found again by tile. They are sorted into rows of tiles once, since hosts like to send one for
 * each tile.
 */
export class RegionClip {
  readonly #size: TargetSize;
  readonly #left: number;
  readonly #top: number;
  /** Rectangles that touch a row of tiles, four numbers each: left, top, right, bottom in the target. */
  readonly #rows: number[][] = [];
  #count = 0;

  /** Rectangles and tiles count from `left`, `top` of the target. */
  constructor(size: TargetSize, left = 0, top = 0) {
    this.#size = size;
    this.#left = left;
    this.#top = top;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds `count` rectangles that stand at `at`. INVARIANT: they are within the message, and MAX_RECTANGLES was met. */
  add(message: Uint8Array, at: number, count: number): void {
    const { width, height } = this.#size;
    for (let from = at; from < at + count * RECTANGLE_BYTES; from += RECTANGLE_BYTES) {
      const left = this.#left + readU16(message, from);
      const top = this.#top + readU16(message, from + 2);
      const right = Math.min(left + readU16(message, from + 4), width);
      const bottom = Math.min(top + readU16(message, from + 6), height);
      this.#count++;
      if (right <= Math.max(left, 0) || bottom <= Math.max(top, 0)) continue;
      const last = Math.ceil((bottom - this.#top) / CELL);
      for (let row = Math.floor((Math.max(top, 0) - this.#top) / CELL); row < last; row++) {
        let rectangles = this.#rows[row];
        if (!rectangles) this.#rows[row] = rectangles = [];
        rectangles.push(left, top, right, bottom);
      }
    }
  }

  /**
   * What is drawn of the tile at x, y. Throws CODEC_INVALID when too many rectangles lie on each other. INVARIANT: the tile
   * begins in the target.
   */
  of(x: number, y: number): Clip {
    const rectangles = this.#rows[(y - this.#top) / CELL];
    if (!rectangles) return 'nothing';
    const right = Math.min(x + CELL, this.#size.width);
    const bottom = Math.min(y + CELL, this.#size.height);
    const visible = (right - x) * (bottom - y);
    let pixels = 0;
    let whole = false;
    let clip: ClipRectangle[] | undefined;
    for (let i = 0; i < rectangles.length; i += 4) {
      const fromX = Math.max(rectangles[i], x);
      const toX = Math.min(rectangles[i + 2], right);
      if (toX <= fromX) continue;
      const fromY = Math.max(rectangles[i + 1], y);
      const toY = Math.min(rectangles[i + 3], bottom);
      if (toY <= fromY) continue;
      const part = (toX - fromX) * (toY - fromY);
      pixels += part;
      if (part === visible) whole = true;
      else {
        clip ??= [];
        if (clip.length <= MAX_CLIP) clip.push([fromX - x, fromY - y, toX - fromX, toY - fromY]);
      }
    }
    if (MAX_OVERLAP * visible < pixels) throw codecInvalid('RFX_REGION', 'rects', pixels);
    if (whole) return 'whole';
    if (!clip) return 'nothing';
    return MAX_CLIP < clip.length ? 'tooMany' : clip;
  }
}
