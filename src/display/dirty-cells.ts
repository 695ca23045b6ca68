import { type CellGrid, cellDistance } from './geometry.js';

/**
 * The cells that a viewer has yet to see. Merging is free, and this is where slowness is absorbed: however often a cell
 * changes before the viewer is ready for it, it is encoded once, with its newest pixels.
 *
 * When not all cells fit into a frame, what was drawn longest ago goes first, so that what is seen stays young. A cell that
 * is drawn on again and again, as in a video, is always new and waits behind calm ones, so that what somebody types is not
 * held up by it, but for no longer than {@link PATIENCE_MS}. Among equals those nearest to the pointer go first, where the
 * person looks, and in every second frame the cells beside the pointer before all others.
 *
 * Times are passed in and only compared.
 */
export class DirtyCells {
  readonly grid: CellGrid;
  readonly #dirty: Uint8Array;
  /** When the first message that drew on the cell since it became dirty arrived. */
  readonly #since: Float64Array;
  /** When the newest message that drew on the cell arrived. */
  readonly #arrivedAt: Float64Array;
  #frame = 1;
  #count = 0;

  constructor(grid: CellGrid) {
    this.grid = grid;
    this.#dirty = new Uint8Array(grid.count);
    this.#since = new Float64Array(grid.count);
    this.#arrivedAt = new Float64Array(grid.count);
  }

  get count(): number {
    return this.#count;
  }

  has(cell: number): boolean {
    return this.#dirty[cell] !== 0;
  }

  add(cell: number, arrivedAt: number): void {
    this.#arrivedAt[cell] = arrivedAt;
    if (this.#dirty[cell] !== 0) return;
    this.#dirty[cell] = 1;
    this.#since[cell] = arrivedAt;
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
      if (this.#dirty[cell] !== 0) cells[at++] = cell;
    }
    const earliest = cells.reduce((least, cell) => Math.min(least, this.#due(cell)), Number.POSITIVE_INFINITY);
    const keys = Float64Array.from(cells, (cell) => this.#rank(cell, earliest, pointer) * KEY_CELLS + cell).sort();
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
  clear(cells: Iterable<number>): void {
    for (const cell of cells) {
      this.#count -= this.#dirty[cell];
      this.#dirty[cell] = 0;
    }
    this.#frame++;
  }

  #due(cell: number): number {
    return Math.min(this.#arrivedAt[cell], this.#since[cell] + PATIENCE_MS);
  }

  /** A whole number; the smallest goes first. */
  #rank(cell: number, earliest: number, pointer: number | undefined): number {
    const turn = Math.min(Math.floor((this.#due(cell) - earliest) / TURN_MS) + 1, LAST_TURN);
    if (pointer === undefined) return turn * RANK_DISTANCES;
    const distance = cellDistance(this.grid, cell, pointer);
    const beside = distance <= 1 && this.#frame % 2 === 1;
    return (beside ? 0 : turn * RANK_DISTANCES) + distance;
  }
}

/** A cell that changes all the time is passed over for so long. */
const PATIENCE_MS = 400;
/** What arrived within so short a time is equally old. */
const TURN_MS = 8;
const LAST_TURN = 0xffff;
/** Above every cell number and every distance, so that turn, distance and cell fit into one sortable number. */
const KEY_CELLS = 0x10000;
const RANK_DISTANCES = 0x100;
