import { type Rect, rect } from './pixels/rect.js';
import { Surface } from './pixels/surface.js';

/** Bitmaps start at a multiple of this, so that their width needs no padding inside the desktop. */
const STEP = 4;

/** What the client has been sent. Compares freshly composed cells with it, so that only changed pixels travel. */
export class SentPicture {
  #sent: Surface;
  #known = false;

  constructor(width: number, height: number) {
    this.#sent = new Surface(width, height);
  }

  /** The client has nothing any more, or asks for everything. */
  forget(): void {
    this.#known = false;
  }

  get known(): boolean {
    return this.#known;
  }

  /** Marks everything as sent from here on. */
  remember(): void {
    this.#known = true;
  }

  /** The part of `cell` that differs from what was sent, and copies it; undefined where nothing does. */
  take(current: Surface, cell: Rect): Rect | undefined {
    const changed = this.#known ? this.#differing(current, cell) : cell;
    if (changed) this.#sent.blit(current, 0, 0, changed);
    return changed;
  }

  #differing(current: Surface, cell: Rect): Rect | undefined {
    const before = this.#sent.pixels;
    const now = current.pixels;
    const stride = current.stride;
    let { left, right } = { left: cell.right, right: cell.left };
    let { top, bottom } = { top: -1, bottom: -1 };
    for (let y = cell.top; y < cell.bottom; y++) {
      const row = y * stride;
      let x = cell.left;
      while (x < cell.right && now[row + x] === before[row + x]) x++;
      if (x === cell.right) continue;
      if (top === -1) top = y;
      bottom = y + 1;
      left = Math.min(left, x);
      let last = cell.right - 1;
      while (now[row + last] === before[row + last]) last--;
      right = Math.max(right, last + 1);
    }
    if (top === -1) return undefined;
    const from = left - (left % STEP);
    const to = Math.min(cell.right, Math.ceil(right / STEP) * STEP);
    return rect(from, top, to - from, bottom - top);
  }
}
