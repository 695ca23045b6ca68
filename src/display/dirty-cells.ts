import { type CellGrid, cellDistance } from './geometry.js';

/**
 * The cells that a viewer has yet to see. Merging is free, and this is where slowness is absorbed: however often a cell
 * changes before the viewer is ready for it, it is encoded once, with its newest pixels.
 *
 * When not all cells fit into a frame, calm ones go before busy ones, so that what somebody types is not held up by a
 * video; the longer a cell waits, the less that counts, so that every cell has its turn. Among equals those nearest to
 * the pointer go first, where the person looks, and in every second frame the cells beside the pointer before all others.
 *
 * Times are passed in and only compared.
 */
export class DirtyCells {
  readonly grid: CellGrid;
  /** Number of the frame that was next when the cell became dirty; 0 while it is clean. */
  readonly #since: Uint32Array;
  /** How often the cell was drawn on since it became dirty. */
  readonly #touches: Uint16Array;
  /** When the newest message that drew on the cell arrived. */
  readonly #arrivedAt: Float64Array;
  #frame = 1;
  #count = 0;

  constructor(grid: CellGrid) {
    this.grid = grid;
    this.#since = new Uint32Array(grid.count);
    this.#touches = new Uint16Array(grid.count);
    this.#arrivedAt = new Float64Array(grid.count);
  }

  get count(): number {
    return this.#count;
  }

  has(cell: number): boolean {
    return this.#since[cell] !== 0;
  }

  add(cell: number, arrivedAt: number): void {
    this.#arrivedAt[cell] = arrivedAt;
    this.#touches[cell] = Math.min(this.#touches[cell] + 1, BUSIEST);
    if (this.#since[cell] !== 0) return;
    this.#since[cell] = this.#frame;
    this.#count++;
  }

  addAll(arrivedAt: number): void {
    for (let cell = 0; cell < this.grid.count; cell++) this.add(cell, arrivedAt);
  }

  /** Adds every cell whose byte is not zero; `touched` has one byte per cell. */
  merge(touched: Uint8Array, arrivedAt: number): void {
    for (let cell = 0; cell < touched.length; cell++) if (touched[cell] !== 0) this.add(cell, arrivedAt);
  }

  /** All dirty cells in the order in which a frame should carry them. They stay dirty until {@link clear}. */
  ordered(pointer?: number): Uint16Array {
    const cells = new Uint16Array(this.#count);
    for (let cell = 0, at = 0; at < cells.length; cell++) {
      if (this.#since[cell] !== 0) cells[at++] = cell;
    }
    const keys = Float64Array.from(cells, (cell) => this.#rank(cell, pointer) * KEY_CELLS + cell).sort();
    for (let i = 0; i < cells.length; i++) cells[i] = keys[i] % KEY_CELLS;
    return cells;
  }

  /** When the oldest of what these cells show arrived; undefined for no cells. */
  oldest(cells: Uint16Array): number | undefined {
    let oldest: number | undefined;
    for (const cell of cells) oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, this.#arrivedAt[cell]);
    return oldest;
  }

  /** Marks cells as carried by the frame being made and ends that frame. What changes from now on waits for the next. */
  clear(cells: Uint16Array): void {
    for (const cell of cells) {
      if (this.#since[cell] !== 0) this.#count--;
      this.#since[cell] = 0;
      this.#touches[cell] = 0;
    }
    this.#frame++;
  }

  /** A whole number; the smallest goes first. */
  #rank(cell: number, pointer: number | undefined): number {
    const turn = FRAME_WEIGHT * this.#since[cell] + this.#touches[cell];
    if (pointer === undefined) return turn * RANK_DISTANCES;
    const distance = cellDistance(this.grid, cell, pointer);
    const beside = distance <= 1 && this.#frame % 2 === 1;
    return (beside ? 0 : turn * RANK_DISTANCES) + distance;
  }
}

/** Touches beyond these count no more. */
const BUSIEST = 16;
/** A frame of waiting outweighs so many touches: a busy cell is passed over for eight frames at most. */
const FRAME_WEIGHT = 2;
/** Above every cell number and every distance, so that turn, distance and cell fit into one sortable number. */
const KEY_CELLS = 0x10000;
const RANK_DISTANCES = 0x100;
