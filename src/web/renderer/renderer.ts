import type { Frame } from '../../wire/frame.js';
import type { Desktop } from '../../wire/messages.js';
import { Damage } from './damage.js';

/** The pixels of one desktop. */
export interface Picture {
  readonly image: ImageData;
  /** Draws the tiles of a frame and adds their rectangles to `damage`. Throws WIRE_INVALID. */
  draw(frame: Frame, damage: Damage): void;
}

/** The part of a 2D canvas that is used; tests draw on an array. */
export interface Target {
  width: number;
  height: number;
  put(image: ImageData, left: number, top: number, width: number, height: number): void;
}

export interface RendererOptions {
  readonly target: Target;
  readonly makePicture: (width: number, height: number) => Picture;
  /** Runs `task` when the screen is next drawn. */
  readonly nextFrame: (task: () => void) => void;
  /** The first frame of a desktop is on the canvas, which has its size now. */
  readonly onShown: (width: number, height: number) => void;
}

/**
 * Decodes a frame when it arrives and puts what changed on the canvas when the screen is next drawn; then the frame
 * counts as drawn. A desktop of another size takes the canvas over together with its first frame, so that a resize shows
 * the old picture until the new one is there, and never an empty canvas.
 */
export class Renderer {
  readonly #options: RendererOptions;
  readonly #damage = new Damage();
  #picture: Picture | undefined;
  #generation = 0;
  /** The picture has its first frame, and may take the canvas over. */
  #ready = false;
  #shown: Picture | undefined;
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #visible = true;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  /** In a hidden tab no screen is drawn, so frames are put on the canvas as they come. */
  set visible(visible: boolean) {
    this.#visible = visible;
    if (!visible) this.#present();
  }

  /** What follows is drawn on a desktop of this size, all of it void so far. */
  desktop({ generation, width, height }: Desktop): void {
    this.#generation = generation;
    this.#picture = this.#options.makePicture(width, height);
    this.#ready = false;
    this.#damage.take();
  }

  /** Draws a frame; `onDrawn` is called once it is on the canvas. Throws WIRE_INVALID. */
  frame(frame: Frame, onDrawn: () => void): void {
    // A frame of a desktop that is gone shows nothing, but the gateway still waits to hear of it.
    if (frame.generation === this.#generation && this.#picture) {
      this.#picture.draw(frame, this.#damage);
      this.#ready = true;
    }
    this.#waiting.push(onDrawn);
    if (!this.#visible) this.#present();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      this.#options.nextFrame(() => this.#present());
    }
  }

  #present(): void {
    this.#scheduled = false;
    const drawn = this.#waiting;
    if (drawn.length === 0) return;
    this.#waiting = [];
    if (this.#picture && this.#ready) this.#put(this.#picture);
    for (const onDrawn of drawn) onDrawn();
  }

  #put(picture: Picture): void {
    const { target, onShown } = this.#options;
    const { width, height } = picture.image;
    const isNew = this.#shown !== picture;
    if (target.width !== width) target.width = width;
    if (target.height !== height) target.height = height;
    const changed = this.#damage.take();
    const parts = isNew ? [{ left: 0, top: 0, width, height }] : changed;
    for (const part of parts) target.put(picture.image, part.left, part.top, part.width, part.height);
    this.#shown = picture;
    if (isNew) onShown(width, height);
  }
}
