import { intersect, isEmpty, type Rect, rect } from '../pixels/rect.js';

/** Side of a cell; also the largest bitmap that is sent. */
const DAMAGE_CELL = 64;

/** What of the desktop has to be composed again: in each cell, the box around all that was damaged there. */
export class Damage {
  readonly #bounds: Rect;
  readonly #columns: number;
  readonly #cells: (Rect | undefined)[];
  /** Numbers of the cells that have a box. */
  #damaged: number[] = [];

  constructor(width: number, height: number) {
    this.#bounds = rect(0, 0, width, height);
    this.#columns = Math.ceil(width / DAMAGE_CELL);
    this.#cells = new Array(this.#columns * Math.ceil(height / DAMAGE_CELL)).fill(undefined);
  }

  add(area: Rect): void {
    const r = intersect(area, this.#bounds);
    if (isEmpty(r)) return;
    for (let top = r.top - (r.top % DAMAGE_CELL); top < r.bottom; top += DAMAGE_CELL) {
      for (let left = r.left - (r.left % DAMAGE_CELL); left < r.right; left += DAMAGE_CELL)
        this.#addTo((top / DAMAGE_CELL) * this.#columns + left / DAMAGE_CELL, left, top, r);
    }
  }

  #addTo(cell: number, left: number, top: number, area: Rect): void {
    const part = intersect(area, rect(left, top, DAMAGE_CELL, DAMAGE_CELL));
    const box = this.#cells[cell];
    if (!box) this.#damaged.push(cell);
    this.#cells[cell] = box ? around(box, part) : part;
  }

  /** The damaged boxes, none of which leaves its cell; afterwards there are none. */
  take(): Rect[] {
    const boxes = this.#damaged.map((cell) => this.#cells[cell] as Rect);
    for (const cell of this.#damaged) this.#cells[cell] = undefined;
    this.#damaged = [];
    return boxes;
  }
}

const around = (a: Rect, b: Rect): Rect => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
