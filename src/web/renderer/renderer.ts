import type { Frame } from '../../wire/frame.js';
import type { Desktop } from '../../wire/messages.js';
import { Damage } from './damage.js';

/**
 * Draws a frame and adds its rectangles to `damage`. Throws or rejects with WIRE_INVALID. Without a promise the frame is
 * drawn when it returns.
 */
export type DrawFrame = (damage: Damage) => Promise<void> | void;

/** The pixels of one desktop. */
export interface Picture {
  readonly image: ImageData;
  /** Begins to decode what takes time; frames are then drawn in order, one after the other. Throws WIRE_INVALID. */
  receive(frame: Frame): DrawFrame;
  /** No frame follows. One that is being drawn comes to its end, and shows nothing. */
  dispose(): void;
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
  /** A frame that was not drawn at once makes no sense. */
  readonly onError: (error: unknown) => void;
}

interface Received {
  /** Undefined for a frame of a desktop that is gone: it shows nothing, but the gateway still waits to hear of it. */
  readonly picture: Picture | undefined;
  readonly draw: DrawFrame | undefined;
  readonly onDrawn: () => void;
}

/**
 * Draws frames on a picture in the order in which they arrive and puts what changed on the canvas when the screen is next
 * drawn; then a frame counts as drawn. While a frame waits for its video, the picture holds a part of it, and nothing of
 * the picture is put on the canvas. A desktop of another size takes the canvas over together with its first frame, so that
 * a resize shows the old picture until the new one is there, and never an empty canvas.
 */
export class Renderer {
  readonly #options: RendererOptions;
  #damage = new Damage();
  #picture: Picture | undefined;
  #generation = 0;
  /** The picture has its first frame, and may take the canvas over. */
  #ready = false;
  #shown: Picture | undefined;
  readonly #received: Received[] = [];
  /** The picture of the frame that is being drawn. */
  #drawing: Picture | undefined;
  #waiting: (() => void)[] = [];
  #scheduled = false;
  /** The screen was drawn while a frame was not yet. */
  #overdue = false;
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
    // The old picture goes first: the new one may take its memory.
    this.#picture?.dispose();
    this.#picture = this.#options.makePicture(width, height);
    this.#ready = false;
    this.#damage = new Damage();
  }

  /** Draws a frame; `onDrawn` is called once it is on the canvas. Throws WIRE_INVALID. */
  frame(frame: Frame, onDrawn: () => void): void {
    const picture = frame.generation === this.#generation ? this.#picture : undefined;
    this.#received.push({ picture, draw: picture?.receive(frame), onDrawn });
    this.#advance();
  }

  #advance(): void {
    while (!this.#drawing) {
      const next = this.#received.shift();
      if (!next) return;
      const { picture, draw } = next;
      // Its desktop may have gone while it waited.
      const later = picture && picture === this.#picture ? draw?.(this.#damage) : undefined;
      if (later && picture) {
        this.#drawing = picture;
        void this.#finish(next, later);
        return;
      }
      this.#drawn(next);
    }
  }

  async #finish(received: Received, drawn: Promise<void>): Promise<void> {
    try {
      await drawn;
      this.#drawing = undefined;
      this.#drawn(received);
      if (this.#overdue) this.#present();
      this.#advance();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #drawn({ picture, onDrawn }: Received): void {
    if (picture && picture === this.#picture) this.#ready = true;
    this.#waiting.push(onDrawn);
    if (!this.#visible) this.#present();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      this.#options.nextFrame(() => this.#present());
    }
  }

  #present(): void {
    this.#scheduled = false;
    this.#overdue = this.#drawing !== undefined && this.#drawing === this.#picture && this.#waiting.length > 0;
    if (this.#overdue) return;
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
