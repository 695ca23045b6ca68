import { DirtyCells } from '../display/dirty-cells.js';
import { dirtyRectangles } from '../display/dirty-rectangles.js';
import { BYTES_PER_PIXEL, createPicture, type Picture } from '../display/framebuffer.js';
import type { Rectangle } from '../display/geometry.js';
import type { Screen, ScreenWatcher } from './screen.js';

/** What changed since the frame before, and the whole picture after it. */
export interface SessionFrame {
  /** Counts the frames of one reader from 1. */
  readonly sequence: number;
  readonly width: number;
  readonly height: number;
  /** Bytes per row. */
  readonly stride: number;
  /** The whole desktop as BGRX. Stays as it is until the next frame is asked for. */
  readonly pixels: Uint8Array;
  readonly rectangles: readonly Rectangle[];
  /** When the oldest message in it came from the host, in ms since the Unix epoch. */
  readonly arrivedAt: number;
}

/**
 * Reads a screen as fast as it is asked to, with a copy of its own. Like a viewer it never queues: what changes between
 * two frames is merged.
 */
export class ScreenReader implements ScreenWatcher {
  readonly #screen: Screen;
  readonly #now: () => number;
  #copy: Picture;
  #dirty: DirtyCells;
  #sequence = 0;
  #wake: (() => void) | undefined;

  constructor(screen: Screen, now: () => number) {
    this.#screen = screen;
    this.#now = now;
    this.#copy = createPicture(screen.picture);
    this.#dirty = new DirtyCells(screen.picture.grid);
    this.#dirty.addAll(now());
    screen.watch(this);
  }

  touched(cells: Uint8Array, arrivedAt: number): void {
    this.#dirty.merge(cells, arrivedAt);
  }

  settled(): void {
    if (this.#dirty.count !== 0) this.#wake?.();
  }

  replaced(picture: Picture): void {
    this.#copy = createPicture(picture);
    this.#dirty = new DirtyCells(picture.grid);
    this.#dirty.addAll(this.#now());
    this.#wake?.();
  }

  /** The next frame, as soon as something has changed; undefined once `signal` aborts. */
  async next(signal: AbortSignal): Promise<SessionFrame | undefined> {
    while (!signal.aborted && (this.#dirty.count === 0 || this.#screen.held)) await this.#change(signal);
    if (signal.aborted) return undefined;
    return this.#screen.read((picture) => this.#take(picture));
  }

  close(): void {
    this.#screen.unwatch(this);
  }

  #take(picture: Picture): SessionFrame {
    const cells = this.#dirty.ordered();
    const marks = new Uint8Array(picture.grid.count);
    for (const cell of cells) marks[cell] = 1;
    this.#dirty.clear(cells);
    const rectangles = dirtyRectangles(picture, picture.grid, marks);
    for (const rectangle of rectangles) copyRectangle(picture, this.#copy, rectangle);
    const { width, height, stride, pixels } = this.#copy;
    const arrivedAt = this.#dirty.oldest(cells) ?? this.#now();
    this.#sequence++;
    return { sequence: this.#sequence, width, height, stride, pixels, rectangles, arrivedAt };
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

function copyRectangle(from: Picture, to: Picture, { left, top, width, height }: Rectangle): void {
  const length = width * BYTES_PER_PIXEL;
  for (let row = top; row < top + height; row++) {
    const at = row * from.stride + left * BYTES_PER_PIXEL;
    to.pixels.set(from.pixels.subarray(at, at + length), at);
  }
}
