import { CELL } from '../codec/commands.js';
import { partsOf } from '../codec/rfx/tile-beside.js';
import { BesideTile } from './beside-tile.js';
import type { HostTile } from './cell-chains.js';
import type { CellGrid, Rectangle } from './geometry.js';
import type { SurfacePlaces } from './surface-places.js';
import type { Part } from './tile-command.js';

/** What a tile draws of one cell of its target. */
export interface PlacedTile {
  readonly tile: HostTile;
  readonly part: Part;
  /** The cell's corner on the target; of a tile that is drawn whole, its own. */
  readonly left: number;
  readonly top: number;
  /** The cell of the desktop that shows all of it; undefined where there is none, so that the tile has to be drawn. */
  readonly cell: number | undefined;
}

/** Finds the cells of the desktop that hold what is drawn on targets. */
export class TargetCells {
  readonly #places: SurfacePlaces;
  readonly #grid: CellGrid;

  constructor(places: SurfacePlaces, grid: CellGrid) {
    this.#places = places;
    this.#grid = grid;
  }

  /** Calls `visit` for every cell that shows some of `part`, or may, and says whether it lies in `part` as a whole. */
  each(target: number, part: Rectangle, visit: (cell: number, whole: boolean) => void): void {
    const shown = this.#places.onDesktop(target, part);
    if (shown) this.eachOnDesktop(shown, visit);
  }

  eachOnDesktop({ left, top, width, height }: Rectangle, visit: (cell: number, whole: boolean) => void): void {
    if (width <= 0 || height <= 0) return;
    const { columns, rows } = this.#grid;
    const [right, bottom] = [left + width, top + height];
    const [firstRow, lastRow] = [Math.max(Math.floor(top / CELL), 0), Math.min(Math.ceil(bottom / CELL), rows)];
    const [first, last] = [Math.max(Math.floor(left / CELL), 0), Math.min(Math.ceil(right / CELL), columns)];
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = first; column < last; column++) {
        const [x, y] = [column * CELL, row * CELL];
        visit(row * columns + column, left <= x && top <= y && x + CELL <= right && y + CELL <= bottom);
      }
    }
  }

  /** Where a cell of the desktop is on a target whose tiles are cells. */
  cornerOn(target: number, cell: number): { readonly left: number; readonly top: number } {
    const { left, top } = this.#places.corner(target) ?? ORIGIN;
    const { columns } = this.#grid;
    return { left: (cell % columns) * CELL - left, top: Math.floor(cell / columns) * CELL - top };
  }

  /** A tile at left, top of a target whose tiles are cells: as one, or as part of up to four. */
  placed(tile: HostTile, target: number, left: number, top: number): readonly PlacedTile[] {
    if (left % CELL === 0 && top % CELL === 0) {
      return [{ tile, part: undefined, left, top, cell: this.#cellAt(target, left, top) }];
    }
    const corner = this.#places.corner(target) ?? ORIGIN;
    const [atX, atY] = [corner.left + left, corner.top + top];
    const { desktop } = this.#places;
    if (desktop.width <= atX || desktop.height <= atY) return [{ tile, part: undefined, left, top, cell: undefined }];
    return this.#besides(tile, target, left, top, atX, atY);
  }

  /** The tile's corner is at x, y of the desktop. */
  #besides(tile: HostTile, target: number, left: number, top: number, x: number, y: number): readonly PlacedTile[] {
    const { payload, quantizations, qualities } = tile;
    const { columns, rows } = this.#grid;
    const [column, row, withinX, withinY] = [Math.floor(x / CELL), Math.floor(y / CELL), x % CELL, y % CELL];
    const parts = partsOf(payload, withinX, withinY);
    let bits = 0;
    for (const part of parts) if (column + part.column < columns && row + part.row < rows) bits |= part.bit;
    const beside = new BesideTile(payload, row * columns + column, withinX, withinY, parts, bits);
    const shared: HostTile = { payload, quantizations, qualities, beside };
    const { width, height } = this.#places.all(target);
    const placed: PlacedTile[] = [];
    for (const part of parts) {
      const [cellLeft, cellTop] = [left - withinX + part.column * CELL, top - withinY + part.row * CELL];
      if (width <= cellLeft || height <= cellTop) continue;
      const cell = this.#cellAt(target, cellLeft, cellTop);
      placed.push({ tile: shared, part, left: cellLeft, top: cellTop, cell });
    }
    return placed;
  }

  /** The cell of the desktop that is the cell at left, top of a target. */
  #cellAt(target: number, left: number, top: number): number | undefined {
    const corner = this.#places.corner(target);
    if (!corner) return undefined;
    const { columns, rows } = this.#grid;
    const [x, y] = [left + corner.left, top + corner.top];
    const [column, row] = [x / CELL, y / CELL];
    if (column < 0 || columns <= column || row < 0 || rows <= row) return undefined;
    // A surface that ends within the cell shows less of it.
    const { width, height } = this.#places.all(target);
    const { desktop } = this.#places;
    const shown =
      Math.min(CELL, desktop.width - x) <= width - left && Math.min(CELL, desktop.height - y) <= height - top;
    return shown ? row * columns + column : undefined;
  }
}

const ORIGIN = { left: 0, top: 0 };
