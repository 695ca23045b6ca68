import { LIMITS } from '../bytes/limits.js';
import { CELL } from '../codec/commands.js';
import { invalid, tooLarge } from '../errors.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

/** The 64×64 cells that cover a desktop, row-major; those at the right and bottom edge may be partly outside. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly count: number;
}

/** Throws unless a desktop of this size may exist: every allocation of pixels passes here first. */
export function checkDesktop({ width, height }: Size): void {
  if (!Number.isInteger(width) || width < 1) throw invalid('desktop', 'width', width);
  if (!Number.isInteger(height) || height < 1) throw invalid('desktop', 'height', height);
  if (LIMITS.desktopSide < width) throw tooLarge('desktop', 'width', width);
  if (LIMITS.desktopSide < height) throw tooLarge('desktop', 'height', height);
  if (LIMITS.desktopPixels < width * height) throw tooLarge('desktop', 'pixels', width * height);
}

export function cellGrid({ width, height }: Size): CellGrid {
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  return { columns, rows, count: columns * rows };
}

/** The cell that holds a pixel; positions outside the desktop belong to the nearest cell. */
export function cellAt(grid: CellGrid, x: number, y: number): number {
  const column = clamp(Math.floor(x / CELL), 0, grid.columns - 1);
  const row = clamp(Math.floor(y / CELL), 0, grid.rows - 1);
  return row * grid.columns + column;
}

/** Distance in cells between two cells, diagonals counting as one. */
export function cellDistance(grid: CellGrid, a: number, b: number): number {
  const columns = Math.abs((a % grid.columns) - (b % grid.columns));
  const rows = Math.abs(Math.floor(a / grid.columns) - Math.floor(b / grid.columns));
  return Math.max(columns, rows);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
