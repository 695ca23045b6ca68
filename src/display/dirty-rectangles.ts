import { CELL } from '../codec/commands.js';
import { type CellGrid, clamp, type Rectangle, type Size } from './geometry.js';

/** Rectangles in pixels that cover exactly the cells marked in `touched`: runs of a row, joined with equal runs above. */
export function dirtyRectangles(size: Size, grid: CellGrid, touched: Uint8Array): Rectangle[] {
  const done: Run[] = [];
  let open: Run[] = [];
  for (let row = 0; row < grid.rows; row++) {
    const runs = runsOfRow(grid, touched, row);
    const above = open;
    open = runs.map((run) => {
      const same = above.find((other) => other.from === run.from && other.to === run.to);
      if (!same) return run;
      above.splice(above.indexOf(same), 1);
      return { ...same, bottom: run.bottom };
    });
    done.push(...above);
  }
  return [...done, ...open].map((run) => toPixels(size, run));
}

/** Columns `from` to `to` and rows `top` to `bottom`, ends excluded. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

function runsOfRow(grid: CellGrid, touched: Uint8Array, row: number): Run[] {
  const runs: Run[] = [];
  const at = row * grid.columns;
  for (let column = 0; column < grid.columns; column++) {
    if (touched[at + column] === 0) continue;
    const from = column;
    while (column < grid.columns && touched[at + column] !== 0) column++;
    runs.push({ from, to: column, top: row, bottom: row + 1 });
  }
  return runs;
}

function toPixels(size: Size, run: Run): Rectangle {
  const left = run.from * CELL;
  const top = run.top * CELL;
  return {
    left,
    top,
    width: clamp(run.to * CELL, 0, size.width) - left,
    height: clamp(run.bottom * CELL, 0, size.height) - top,
  };
}
