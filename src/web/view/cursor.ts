import type { CursorMessage } from '../worker-messages.js';
import { clamp } from './geometry.js';

/** Chromium and Firefox ignore larger cursors; such a picture is drawn by the page instead. */
const MAX_SIDE = 128;
/** A fitted picture may be small; a pointer is still found at this scale of its own size. */
const SCALE = { min: 0.4, max: 2 } as const;

/** How a cursor is shown at a scale, in CSS. */
export interface CursorStyle {
  readonly css: string;
  /** Present when the page has to draw the picture under the pointer itself. */
  readonly drawn:
    | { readonly url: string; readonly width: number; readonly height: number; readonly x: number; readonly y: number }
    | undefined;
}

/**
 * CSS for a pointer whose picture is at `url`, when one desktop pixel takes `scale` CSS pixels. `image-set` tells the
 * browser how many of the picture's pixels make a CSS pixel, so that it stays sharp on dense screens.
 */
export function cursorStyle(
  image: { width: number; height: number; hotspotX: number; hotspotY: number },
  url: string,
  scale: number,
): CursorStyle {
  const shown = clamp(scale, SCALE.min, SCALE.max);
  const [width, height] = [image.width * shown, image.height * shown];
  const x = clamp(Math.round(image.hotspotX * shown), 0, Math.max(0, Math.ceil(width) - 1));
  const y = clamp(Math.round(image.hotspotY * shown), 0, Math.max(0, Math.ceil(height) - 1));
  if (Math.max(width, height) > MAX_SIDE) return { css: 'none', drawn: { url, width, height, x, y } };
  const picture = shown === 1 ? `url("${url}")` : `image-set(url("${url}") ${Number((1 / shown).toFixed(4))}x)`;
  return { css: `${picture} ${x} ${y}, default`, drawn: undefined };
}

/** Shows the host's pointer over the desktop, and owns the object URL of its picture. */
export class Cursor {
  readonly #surface: HTMLElement;
  readonly #drawn: HTMLImageElement;
  #message: CursorMessage = { kind: 'default' };
  #url: string | undefined;
  #scale = 1;
  #hotspot = { x: 0, y: 0 };

  /** `surface` gets the CSS cursor; `drawn` is the picture that follows the pointer where CSS cannot. */
  constructor(surface: HTMLElement, drawn: HTMLImageElement) {
    this.#surface = surface;
    this.#drawn = drawn;
  }

  show(message: CursorMessage): void {
    const old = this.#url;
    this.#message = message;
    this.#url = message.kind === 'image' ? URL.createObjectURL(message.png) : undefined;
    this.#apply();
    if (old) URL.revokeObjectURL(old);
  }

  rescale(scale: number): void {
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#apply();
  }

  /** The pointer is at this place of the surface. */
  follow(x: number, y: number): void {
    if (this.#drawn.hidden) return;
    this.#drawn.style.transform = `translate(${x - this.#hotspot.x}px, ${y - this.#hotspot.y}px)`;
  }

  dispose(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = undefined;
  }

  #apply(): void {
    const message = this.#message;
    if (message.kind !== 'image' || !this.#url) {
      this.#surface.style.cursor = message.kind === 'hidden' ? 'none' : 'default';
      this.#drawn.hidden = true;
      return;
    }
    const { css, drawn } = cursorStyle(message, this.#url, this.#scale);
    this.#surface.style.cursor = css;
    this.#drawn.hidden = drawn === undefined;
    if (!drawn) return;
    this.#hotspot = drawn;
    this.#drawn.src = drawn.url;
    this.#drawn.width = drawn.width;
    this.#drawn.height = drawn.height;
  }
}
