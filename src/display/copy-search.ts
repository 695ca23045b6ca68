import { CELL } from '../codec/commands.js';
import type { CellGrid, Rectangle, Size } from './geometry.js';

/** Less than this is encoded sooner than it is looked at: some lines of a terminal. */
export const LEAST_CELLS = 24;
const MOST_SKIPPED = 7;
const HOPELESS = 4;

/**
 * When it pays to look whether a change is a move: something that scrolls, a window that is dragged. A picture that
 * changes otherwise, as video does, is looked at less and less often.
 */
export class CopySearch {
  #misses = 0;
  #skip = 0;

  /** Should these cells, which are to be encoded, be looked at? */
  wants(cells: Uint16Array): boolean {
    if (cells.length < LEAST_CELLS) return false;
    if (this.#skip === 0) return true;
    this.#skip--;
    return false;
  }

  /** Is it likely enough that the next change of this size is a move? */
  get hopeful(): boolean {
    return this.#misses < HOPELESS;
  }

  result(found: boolean): void {
    this.#misses = found ? 0 : this.#misses + 1;
    this.#skip = Math.min(Math.max(this.#misses - 1, 0), MOST_SKIPPED);
  }
}

/** The smallest rectangle of whole cells that holds all these. INVARIANT: there is one at least. */
export function areaOf(cells: Uint16Array, grid: CellGrid, size: Size): Rectangle {
  let [first, last, top, bottom] = [grid.columns, 0, grid.rows, 0];
  for (const cell of cells) {
    const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
    first = Math.min(first, column);
    last = Math.max(last, column + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  return {
    left: first * CELL,
    top: top * CELL,
    width: Math.min(last * CELL, size.width) - first * CELL,
    height: Math.min(bottom * CELL, size.height) - top * CELL,
  };
}

/** The cells that a rectangle inside the desktop meets. */
export function cellsIn({ left, top, width, height }: Rectangle, grid: CellGrid): number[] {
  const cells: number[] = [];
  for (let row = Math.floor(top / CELL); row * CELL < top + height; row++) {
    for (let column = Math.floor(left / CELL); column * CELL < left + width; column++) {
      cells.push(row * grid.columns + column);
    }
  }
  return cells;
}
