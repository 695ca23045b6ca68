import { intersect, isEmpty, moved, type Rect, rect } from './pixels/rect.js';
import { Surface } from './pixels/surface.js';
import type { Move } from './scene/frame.js';

/** Bitmaps start at a multiple of this, so that their width needs no padding inside the desktop. */
const STEP = 4;
/** Every so many pixels are looked at to see whether a copy is worth it. */
const SAMPLE = 3;
/** Samples that a copy has to mend. */
const WORTHWHILE = 20;

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

  /**
   * Moves pixels of what was sent, if the client's picture comes closer to the current one by that. Returns the rectangle
   * that is worth copying, clipped to the desktop.
   */
  move(current: Surface, { from, dx, dy }: Move): Rect | undefined {
    if (!this.#known) return undefined;
    const { bounds } = this.#sent;
    const to = intersect(moved(intersect(from, bounds), dx, dy), bounds);
    if (isEmpty(to)) return undefined;
    const part = moved(to, -dx, -dy);
    const shift = dy * current.stride + dx;
    let [better, worse] = [0, 0];
    for (let y = to.top; y < to.bottom; y += SAMPLE) {
      for (let x = to.left; x < to.right; x += SAMPLE) {
        const at = current.at(x, y);
        const wanted = current.pixels[at];
        const [now, then] = [this.#sent.pixels[at] === wanted, this.#sent.pixels[at - shift] === wanted];
        if (then && !now) better++;
        else if (now && !then) worse++;
      }
    }
    if (better < 2 * worse + WORTHWHILE) return undefined;
    const copy = new Surface(part.right - part.left, part.bottom - part.top);
    copy.blit(this.#sent.window(part), 0, 0);
    this.#sent.blit(copy, to.left, to.top);
    return part;
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
