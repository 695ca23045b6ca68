import type { Size } from '../../display/geometry.js';
import type { Rectangle } from '../../rdp/share/refresh-rect.js';

/** Encoders work in macroblocks of this side. */
const SIDE = 16;

/** A mark for each block of a surface; those at the right and bottom edge may be smaller. */
export class Blocks {
  readonly #size: Size;
  readonly #columns: number;
  readonly #rows: number;
  /** Undefined until there is any: most surfaces never have. */
  #marks: Uint8Array | undefined;

  constructor(size: Size) {
    this.#size = size;
    this.#columns = Math.ceil(size.width / SIDE);
    this.#rows = Math.ceil(size.height / SIDE);
  }

  /** Marks or clears the blocks that the rectangle meets. */
  setMet({ left, top, right, bottom }: Rectangle, marked: boolean): void {
    this.#set(floor(left), floor(top), this.#endColumn(right), this.#endRow(bottom), marked);
  }

  /** Marks or clears the blocks that lie wholly inside the rectangle. */
  setCovered({ left, top, right, bottom }: Rectangle, marked: boolean): void {
    const { width, height } = this.#size;
    const endColumn = width <= right ? this.#columns : floor(right);
    const endRow = height <= bottom ? this.#rows : floor(bottom);
    this.#set(ceil(left), ceil(top), endColumn, endRow, marked);
  }

  /** Does the rectangle meet a marked block? */
  some(rectangle: Rectangle): boolean {
    return this.#meets(rectangle, 1);
  }

  /** Does it meet marked blocks only? */
  every(rectangle: Rectangle): boolean {
    return this.#marks !== undefined && !this.#meets(rectangle, 0);
  }

  clear(): void {
    this.#marks = undefined;
  }

  #endColumn(right: number): number {
    return Math.min(ceil(right), this.#columns);
  }

  #endRow(bottom: number): number {
    return Math.min(ceil(bottom), this.#rows);
  }

  #set(left: number, top: number, right: number, bottom: number, marked: boolean): void {
    if (!marked && !this.#marks) return;
    this.#marks ??= new Uint8Array(this.#columns * this.#rows);
    const value = marked ? 1 : 0;
    for (let row = top; row < bottom; row++) {
      if (left < right) this.#marks.fill(value, row * this.#columns + left, row * this.#columns + right);
    }
  }

  /** Asked for each region of each picture: makes no objects. */
  #meets({ left, top, right, bottom }: Rectangle, value: number): boolean {
    const marks = this.#marks;
    if (!marks) return false;
    const first = floor(left);
    const end = this.#endColumn(right);
    const endRow = this.#endRow(bottom);
    for (let row = floor(top); row < endRow; row++) {
      const start = row * this.#columns;
      for (let at = start + first; at < start + end; at++) if (marks[at] === value) return true;
    }
    return false;
  }
}

const floor = (pixels: number): number => Math.floor(pixels / SIDE);
const ceil = (pixels: number): number => Math.ceil(pixels / SIDE);
