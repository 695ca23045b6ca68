import type { Rectangle } from '../../rdp/share/refresh-rect.js';

/** Encoders work in macroblocks of this side. */
const BLOCK = 16;

/** Which parts of a surface H.264 has drawn on last, in whole blocks: rather too many than too few. */
export class VideoArea {
  readonly #columns: number;
  readonly #rows: number;
  /** Undefined until there is any: most surfaces never have. */
  #blocks: Uint8Array | undefined;

  constructor(width: number, height: number) {
    this.#columns = Math.ceil(width / BLOCK);
    this.#rows = Math.ceil(height / BLOCK);
  }

  add({ left, top, right, bottom }: Rectangle): void {
    this.#blocks ??= new Uint8Array(this.#columns * this.#rows);
    this.#fill(this.#blocks, left / BLOCK, top / BLOCK, Math.ceil(right / BLOCK), Math.ceil(bottom / BLOCK), 1);
  }

  /** Something else was drawn there. */
  remove({ left, top, right, bottom }: Rectangle): void {
    if (!this.#blocks) return;
    this.#fill(this.#blocks, Math.ceil(left / BLOCK), Math.ceil(top / BLOCK), right / BLOCK, bottom / BLOCK, 0);
  }

  meets({ left, top, right, bottom }: Rectangle): boolean {
    if (!this.#blocks) return false;
    const [from, to] = [Math.floor(left / BLOCK), Math.min(Math.ceil(right / BLOCK), this.#columns)];
    for (let row = Math.floor(top / BLOCK); row < Math.min(Math.ceil(bottom / BLOCK), this.#rows); row++) {
      if (this.#blocks.subarray(row * this.#columns + from, row * this.#columns + to).includes(1)) return true;
    }
    return false;
  }

  clear(): void {
    this.#blocks = undefined;
  }

  /** In blocks; what lies outside is cut off. */
  #fill(blocks: Uint8Array, left: number, top: number, right: number, bottom: number, value: number): void {
    const [from, to] = [Math.floor(left), Math.min(Math.floor(right), this.#columns)];
    for (let row = Math.floor(top); row < Math.min(Math.floor(bottom), this.#rows); row++) {
      if (from < to) blocks.fill(value, row * this.#columns + from, row * this.#columns + to);
    }
  }
}
