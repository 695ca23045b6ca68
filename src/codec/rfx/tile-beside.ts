import { CELL } from '../commands.js';
import type { ClipRectangle } from './tile-clip.js';
import { TileFlag } from './tile-payload.js';

/** What a tile draws of one cell. */
export interface TilePart {
  /** 1 for the cell with the tile's left top corner, 2 for the one to its right, 4 and 8 for those below. */
  readonly bit: number;
  /** 0 or 1: cells to the right of the first, and below. */
  readonly column: number;
  readonly row: number;
  /** In pixels of that cell. */
  readonly drawn: readonly ClipRectangle[];
}

/** A whole cell. */
export const WHOLE: readonly ClipRectangle[] = [[0, 0, CELL, CELL]];

/** What a payload draws of its 64×64 pixels. */
export function drawnBy(payload: Uint8Array): readonly ClipRectangle[] {
  if ((payload[1] & TileFlag.clipped) === 0) return WHOLE;
  const drawn: ClipRectangle[] = [];
  for (let at = 3; at < 3 + 4 * payload[2]; at += 4) {
    drawn.push([payload[at], payload[at + 1], payload[at + 2] + 1, payload[at + 3] + 1]);
  }
  return drawn;
}

/** The cells that a payload draws on when its corner is at x, y of a cell. */
export function partsOf(payload: Uint8Array, x: number, y: number): TilePart[] {
  const rectangles = drawnBy(payload);
  const parts: TilePart[] = [];
  for (let row = 0; row * CELL < y + CELL; row++) {
    for (let column = 0; column * CELL < x + CELL; column++) {
      const drawn = moved(rectangles, x - column * CELL, y - row * CELL);
      if (drawn.length !== 0) parts.push({ bit: 1 << (column + 2 * row), column, row, drawn });
    }
  }
  return parts;
}

/** The payload without what it draws on cells whose bit is not in `bits`. INVARIANT: parts are of this payload. */
export function onlyParts(
  payload: Uint8Array,
  x: number,
  y: number,
  parts: readonly TilePart[],
  bits: number,
): Uint8Array {
  const rectangles = parts.flatMap(({ bit, column, row, drawn }) =>
    (bits & bit) === 0 ? [] : moved(drawn, column * CELL - x, row * CELL - y),
  );
  const rest = payload.subarray(2 + (payload[1] & TileFlag.clipped ? 1 + 4 * payload[2] : 0));
  const clipped = new Uint8Array(2 + 1 + 4 * rectangles.length + rest.length);
  clipped.set([payload[0], payload[1] | TileFlag.clipped, rectangles.length]);
  for (const [i, [left, top, width, height]] of rectangles.entries()) {
    clipped.set([left, top, width - 1, height - 1], 3 + 4 * i);
  }
  clipped.set(rest, 3 + 4 * rectangles.length);
  return clipped;
}

/** Rectangles moved by x, y, as far as they are within 64×64 pixels then. */
function moved(rectangles: readonly ClipRectangle[], x: number, y: number): ClipRectangle[] {
  const within: ClipRectangle[] = [];
  for (const [left, top, width, height] of rectangles) {
    const [fromX, fromY] = [Math.max(left + x, 0), Math.max(top + y, 0)];
    const [toX, toY] = [Math.min(left + x + width, CELL), Math.min(top + y + height, CELL)];
    if (fromX < toX && fromY < toY) within.push([fromX, fromY, toX - fromX, toY - fromY]);
  }
  return within;
}

/** Does one of the outer rectangles hold each of the inner ones? */
export function isInside(inner: readonly ClipRectangle[], outer: readonly ClipRectangle[]): boolean {
  if (inner === outer) return true;
  for (const [left, top, width, height] of inner) {
    if (!isCovered(left, top, width, height, outer)) return false;
  }
  return true;
}

/** Does one of the rectangles hold this one? */
export function isCovered(
  left: number,
  top: number,
  width: number,
  height: number,
  rectangles: readonly ClipRectangle[],
): boolean {
  for (const [x, y, w, h] of rectangles) {
    if (x <= left && y <= top && left + width <= x + w && top + height <= y + h) return true;
  }
  return false;
}

/** Do they share pixels? */
export function meet(some: readonly ClipRectangle[], others: readonly ClipRectangle[]): boolean {
  for (const [left, top, width, height] of some) {
    for (const [x, y, w, h] of others) {
      if (x < left + width && left < x + w && y < top + height && top < y + h) return true;
    }
  }
  return false;
}
