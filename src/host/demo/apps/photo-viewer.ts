import { drawText, textWidth } from '../font/text.js';
import { fillRoundRect } from '../pixels/paint.js';
import { hit, type Rect, rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import type { App, CursorName, MouseButton } from '../scene/app.js';
import { paintPhoto } from '../scene/photo.js';
import { THEME } from '../scene/theme.js';

const PICTURES = 3;
const CAPTIONS = ['Weir lake, late afternoon', 'Weir lake, sunset', 'Weir lake, early morning'] as const;
const FOOTER = 40;
const CACHED = 6;

/** Painted pictures, shared between desktops: they cost a tenth of a second each. */
const painted = new Map<string, Surface>();

function picture(width: number, height: number, index: number): Surface {
  const key = `${width}x${height}/${index}`;
  const known = painted.get(key);
  if (known) return known;
  const fresh = paintPhoto(width, height, index);
  if (painted.size === CACHED) painted.delete(painted.keys().next().value as string);
  painted.set(key, fresh);
  return fresh;
}

/** A picture with a button that shows the next one. */
export class PhotoViewer implements App {
  readonly title = 'Photo';
  #canvas!: Surface;
  #damage!: (area: Rect) => void;
  #index = 0;
  #pressed = false;

  open(canvas: Surface, damage: (area: Rect) => void): void {
    this.#canvas = canvas;
    this.#damage = damage;
    this.#drawPicture();
  }

  get #button(): Rect {
    const { width, height } = this.#canvas;
    return rect(width - 100, height - 34, 88, 28);
  }

  cursorAt(x: number, y: number): CursorName {
    return hit(this.#button, x, y) ? 'hand' : 'arrow';
  }

  press(button: MouseButton, down: boolean, x: number, y: number): void {
    if (button !== 'left') return;
    const inside = hit(this.#button, x, y);
    const clicked = !down && this.#pressed && inside;
    this.#pressed = down && inside;
    if (clicked) {
      this.#index = (this.#index + 1) % PICTURES;
      this.#drawPicture();
    } else this.#drawFooter();
  }

  #drawPicture(): void {
    const { width, height } = this.#canvas;
    this.#canvas.blit(picture(width, Math.max(1, height - FOOTER), this.#index), 0, 0);
    this.#drawFooter();
    this.#damage(this.#canvas.bounds);
  }

  #drawFooter(): void {
    const { width, height } = this.#canvas;
    const footer = rect(0, height - FOOTER, width, FOOTER);
    this.#canvas.fill(footer, THEME.window);
    drawText(this.#canvas, 'ui', 14, height - 15, CAPTIONS[this.#index], THEME.muted);
    const button = this.#button;
    fillRoundRect(this.#canvas, button, 6, this.#pressed ? 0x0f6a82 : THEME.accent);
    const x = (button.left + button.right - textWidth('strong', 'Next')) / 2;
    drawText(this.#canvas, 'strong', x, button.top + 19, 'Next', 0xffffff);
    this.#damage(footer);
  }
}
