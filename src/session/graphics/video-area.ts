import type { Size } from '../../display/geometry.js';
import type { Rectangle } from '../../rdp/share/refresh-rect.js';
import { Blocks } from './blocks.js';

/** What of a surface H.264 has drawn on, as far as that is known without its pixels. */
export class VideoArea {
  /** Where there may be H.264: rather too many. */
  readonly #possible: Blocks;
  /** Where there is nothing else, so that it is void already: rather too few. */
  readonly #certain: Blocks;

  constructor(size: Size) {
    this.#possible = new Blocks(size);
    this.#certain = new Blocks(size);
  }

  add(rectangle: Rectangle): void {
    this.#possible.setMet(rectangle, true);
    this.#certain.setCovered(rectangle, true);
  }

  /** Something else was drawn there. */
  remove(rectangle: Rectangle): void {
    this.#possible.setCovered(rectangle, false);
    this.#certain.setMet(rectangle, false);
  }

  /** Something else was drawn, and nobody knows where. */
  blur(): void {
    this.#certain.clear();
  }

  /** Is there perhaps H.264 in the rectangle? */
  meets(rectangle: Rectangle): boolean {
    return this.#possible.some(rectangle);
  }

  /** Is there certainly nothing else in it? */
  fills(rectangle: Rectangle): boolean {
    return this.#certain.every(rectangle);
  }

  clear(): void {
    this.#possible.clear();
    this.#certain.clear();
  }
}
