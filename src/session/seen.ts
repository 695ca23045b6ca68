import { CELL } from '../codec/commands.js';
import { TileCache } from '../codec/tile-cache.js';
import { DirtyCells } from '../display/dirty-cells.js';
import { BYTES_PER_PIXEL, type Picture } from '../display/framebuffer.js';
import type { HandOn } from '../display/hand-on.js';
import type { PictureMemory } from '../display/picture-memory.js';

/** One desktop as one viewer knows it. */
export interface Seen {
  /** What the viewer shows; void where it drew tiles of a host that nobody else decoded. */
  readonly shadow: Picture;
  readonly cache: TileCache;
  readonly dirty: DirtyCells;
  readonly generation: number;
  /** For each cell the last tile of a host that the viewer drew, or the base of tiles. */
  readonly versions: Float64Array;
  /** 1 for a cell whose shadow is void. */
  readonly unknown: Uint8Array;
}

export function nothingSeen(
  picture: Picture,
  memory: PictureMemory,
  cacheSlots: number,
  generation: number,
  now: number,
): Seen {
  const { grid } = picture;
  const dirty = new DirtyCells(grid);
  dirty.addAll(now);
  const versions = new Float64Array(grid.count);
  const unknown = new Uint8Array(grid.count).fill(1);
  return { shadow: memory.take(picture), cache: new TileCache(cacheSlots), dirty, generation, versions, unknown };
}

/** A copy changes these cells of the viewer's picture and of the shadow: they have to be looked at again. */
export function copiedOver(seen: Seen, cells: Iterable<number>, now: number): void {
  for (const cell of cells) {
    seen.versions[cell] = 0;
    seen.unknown[cell] = 0;
    if (!seen.dirty.has(cell)) seen.dirty.add(cell, now);
  }
}

/** The viewer shows the cell as the picture does, and that may be what a host's tiles stand on. */
export function hasBase({ versions }: Seen, cell: number, handOn: HandOn): void {
  versions[cell] = Math.max(versions[cell], handOn.baseInPicture(cell) ?? 0);
}

/** The viewer drew a tile that the gateway did not. INVARIANT: no job writes the shadow. */
export function forgetCell({ shadow, unknown }: Seen, cell: number): void {
  if (unknown[cell] !== 0) return;
  unknown[cell] = 1;
  const { pixels, width, height, stride, grid } = shadow;
  const [left, top] = [(cell % grid.columns) * CELL, Math.floor(cell / grid.columns) * CELL];
  const length = Math.min(CELL, width - left) * BYTES_PER_PIXEL;
  for (let row = top; row < Math.min(top + CELL, height); row++) {
    const at = row * stride + left * BYTES_PER_PIXEL;
    pixels.fill(0, at, at + length);
  }
}
