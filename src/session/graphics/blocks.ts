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
  setMet(rectangle: Rectangle, marked: boolean): void {
    this.#set(this.#met(rectangle), marked);
  }

  /** Marks or clears the blocks that lie wholly inside the rectangle. */
  setCovered({ left, top, right, bottom }: Rectangle, marked: boolean): void {
    const { width, height } = this.#size;
    this.#set(
      {
        left: Math.ceil(left / SIDE),
        top: Math.ceil(top / SIDE),
        right: width <= right ? this.#columns : Math.floor(right / SIDE),
        bottom: height <= bottom ? this.#rows : Math.floor(bottom / SIDE),
      },
      marked,
    );
  }

  /** Does the rectangle meet a marked block? */
  some(rectangle: Rectangle): boolean {
    return this.#look(this.#met(rectangle), 1);
  }

  /** Does it meet marked blocks only? */
  every(rectangle: Rectangle): boolean {
    return this.#marks !== undefined && !this.#look(this.#met(rectangle), 0);
  }

  clear(): void {
    this.#marks = undefined;
  }

  /** In blocks; what lies outside is cut off. */
  #met({ left, top, right, bottom }: Rectangle): Rectangle {
    return {
      left: Math.floor(left / SIDE),
      top: Math.floor(top / SIDE),
      right: Math.min(Math.ceil(right / SIDE), this.#columns),
      bottom: Math.min(Math.ceil(bottom / SIDE), this.#rows),
    };
  }

  #set({ left, top, right, bottom }: Rectangle, marked: boolean): void {
    if (!marked && !this.#marks) return;
    this.#marks ??= new Uint8Array(this.#columns * this.#rows);
    const value = marked ? 1 : 0;
    for (let row = top; row < bottom; row++) {
      if (left < right) this.#marks.fill(value, row * this.#columns + left, row * this.#columns + right);
    }
  }

  #look({ left, top, right, bottom }: Rectangle, value: number): boolean {
    if (!this.#marks) return false;
    for (let row = top; row < bottom; row++) {
      if (this.#marks.subarray(row * this.#columns + left, row * this.#columns + right).includes(value)) return true;
    }
    return false;
  }
}
