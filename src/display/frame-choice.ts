import type { KeptTile } from './cell-chains.js';
import type { HandOn } from './hand-on.js';

export interface HandedCell {
  readonly cell: number;
  /** Those that the viewer lacks. */
  readonly tiles: readonly KeptTile[];
  /** The viewer lacks what they stand on as well: the cell is encoded, too, and drawn first. */
  readonly withBase: boolean;
}

/** How the cells of a frame are sent. Cells that are in none of these wait for the next. */
export interface FrameChoice {
  readonly handed: readonly HandedCell[];
  /** Bytes of their payloads. */
  readonly handedBytes: number;
  /** Encoded from their pixels. */
  readonly encode: Uint16Array;
  /** The viewer has these already. */
  readonly shown: Uint16Array;
}

/** What an encoded cell takes, roughly: only to see how far a budget goes before cells are encoded. */
const USUAL_CELL = 512;

/**
 * Goes through dirty cells in the order in which a frame should carry them. What a host's tiles make of a cell is handed
 * on, with the pixels below if need be, as long as the budget lasts; all else is encoded, except cells whose pixels are
 * about to be drawn.
 *
 * `versions` holds for each cell the last tile, or base of tiles, that the viewer drew. `carry` takes tiles into the frame, or says that they
 * have to wait for the next one.
 */
export function chooseForFrame(
  cells: Uint16Array,
  handOn: HandOn,
  versions: Float64Array,
  byteBudget: number,
  carry: (cell: number, tiles: readonly KeptTile[]) => boolean,
): FrameChoice {
  const { chains } = handOn;
  const handed: HandedCell[] = [];
  const encode: number[] = [];
  const shown: number[] = [];
  let [spent, handedBytes] = [0, 0];
  for (const cell of cells) {
    const tiles = chains.since(cell, versions[cell]);
    if (tiles === undefined) {
      if (handOn.stale(cell)) continue;
      encode.push(cell);
      spent += USUAL_CELL;
    } else if (tiles.length === 0) shown.push(cell);
    else {
      const withBase = versions[cell] < chains.base(cell);
      if (withBase && handOn.baseInPicture(cell) === undefined) continue;
      const bytes = tiles.reduce((sum, tile) => sum + tile.bytes, 0);
      if ((0 < spent && byteBudget < spent + bytes) || !carry(cell, tiles)) continue;
      handed.push({ cell, tiles, withBase });
      if (withBase) encode.push(cell);
      spent += bytes + (withBase ? USUAL_CELL : 0);
      handedBytes += bytes;
    }
  }
  return { handed, handedBytes, encode: Uint16Array.from(encode), shown: Uint16Array.from(shown) };
}
