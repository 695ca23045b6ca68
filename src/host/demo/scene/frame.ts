import { drawText } from '../font/text.js';
import { fillDisc, fillRoundRect, strokeLine } from '../pixels/paint.js';
import { hit, intersect, isEmpty, moved, type Rect, rect } from '../pixels/rect.js';
import { mix, Surface } from '../pixels/surface.js';
import type { App } from './app.js';
import { THEME } from './theme.js';

const TITLE_HEIGHT = 32;
const RADIUS = 9;
const BUTTON_RADIUS = 8;
const CLOSE_FROM_RIGHT = 20;
const MINIMIZE_FROM_RIGHT = 42;
const SHADOW = 18;
const SHADOW_OFFSET = 6;
const SHADOW_STRENGTH = 92;
const SHADOW_COLOR = 0x020a14;

/** Pixels of the desktop that went elsewhere. A window above may have covered some of them. */
export interface Move {
  readonly from: Rect;
  readonly dx: number;
  readonly dy: number;
}

/** A window on the desktop: title bar, content and a shadow. Owns its pixels. */
export class WindowFrame {
  readonly app: App;
  readonly surface: Surface;
  left: number;
  top: number;
  #active = false;
  /** Where it was when its movement was asked for last. */
  #before: { readonly left: number; readonly top: number };

  constructor(app: App, place: Rect) {
    this.app = app;
    this.left = place.left;
    this.top = place.top;
    this.#before = { left: place.left, top: place.top };
    this.surface = new Surface(place.right - place.left, place.bottom - place.top);
  }

  get bounds(): Rect {
    return rect(this.left, this.top, this.surface.width, this.surface.height);
  }

  /** Bounds and shadow: all that changes when the window moves. */
  get extent(): Rect {
    const { left, top, right, bottom } = this.bounds;
    return {
      left: left - SHADOW,
      top: top - SHADOW + SHADOW_OFFSET,
      right: right + SHADOW,
      bottom: bottom + SHADOW + SHADOW_OFFSET,
    };
  }

  /** How the window and what is in it have moved on the desktop since the last call. */
  takeMoves(): Move[] {
    const { left, top } = this.#before;
    const [dx, dy] = [this.left - left, this.top - top];
    this.#before = { left: this.left, top: this.top };
    const moves: Move[] = [];
    if (dx || dy) moves.push({ from: moved(this.opaque, -dx, -dy), dx, dy });
    const scroll = this.app.takeScroll?.();
    if (!scroll) return moves;
    const area = moved(scroll.area, this.left + this.content.left, this.top + this.content.top);
    const part = { ...area, top: area.top + Math.max(0, -scroll.down), bottom: area.bottom - Math.max(0, scroll.down) };
    moves.push({ from: part, dx: 0, dy: scroll.down });
    return moves;
  }

  /** Where nothing behind the window shows through. */
  get opaque(): Rect {
    const { left, top, right, bottom } = this.bounds;
    return { left, top: top + RADIUS, right, bottom: bottom - RADIUS };
  }

  get content(): Rect {
    return { left: 1, top: TITLE_HEIGHT, right: this.surface.width - 1, bottom: this.surface.height - 1 };
  }

  onTitle(x: number, y: number): boolean {
    return hit(rect(this.left, this.top, this.surface.width, TITLE_HEIGHT), x, y);
  }

  /** Draws everything; `damage` takes desktop coordinates. */
  open(damage: (area: Rect) => void): void {
    this.surface.fill(this.surface.bounds, THEME.border);
    this.surface.fill(this.content, THEME.window);
    this.drawTitle();
    const { left, top } = this.content;
    this.app.open(this.surface.window(this.content), (area) => damage(moved(area, this.left + left, this.top + top)));
  }

  set active(value: boolean) {
    if (this.#active === value) return;
    this.#active = value;
    this.drawTitle();
  }

  /** On the button that closes, or the one that minimizes? The desktop's windows stay open, those of a program do not. */
  onClose(x: number, y: number): boolean {
    return this.#onButton(CLOSE_FROM_RIGHT, x, y);
  }

  onMinimize(x: number, y: number): boolean {
    return this.#onButton(MINIMIZE_FROM_RIGHT, x, y);
  }

  #onButton(fromRight: number, x: number, y: number): boolean {
    const [centreX, centreY] = [this.left + this.surface.width - fromRight, this.top + TITLE_HEIGHT / 2];
    return Math.hypot(x - centreX, y - centreY) <= BUTTON_RADIUS;
  }

  /** Draws the title bar anew. */
  drawTitle(): void {
    const { width } = this.surface;
    const bar = rect(1, 1, width - 2, TITLE_HEIGHT - 2);
    this.surface.fill(bar, this.#active ? THEME.titleActive : THEME.titleIdle);
    this.surface.fill(rect(1, TITLE_HEIGHT - 1, width - 2, 1), THEME.faint);
    fillRoundRect(this.surface, rect(13, 11, 10, 10), 3, this.#active ? THEME.accent : THEME.border);
    drawText(this.surface, 'strong', 31, 21, this.app.title, this.#active ? THEME.text : THEME.muted);
    this.#drawButtons(width);
  }

  #drawButtons(width: number): void {
    const color = this.#active ? THEME.muted : THEME.border;
    const y = TITLE_HEIGHT / 2;
    fillDisc(this.surface, width - CLOSE_FROM_RIGHT, y, BUTTON_RADIUS, mix(THEME.titleIdle, color, 40));
    strokeLine(this.surface, [width - 22.5, y - 2.5], [width - 17.5, y + 2.5], 1.3, color);
    strokeLine(this.surface, [width - 17.5, y - 2.5], [width - 22.5, y + 2.5], 1.3, color);
    fillDisc(this.surface, width - MINIMIZE_FROM_RIGHT, y, BUTTON_RADIUS, mix(THEME.titleIdle, color, 40));
    strokeLine(this.surface, [width - 45, y], [width - 39, y], 1.3, color);
  }

  /** Puts the part of the window that lies in `area` onto the desktop. */
  compose(desktop: Surface, area: Rect): void {
    this.#composeShadow(desktop, area);
    desktop.blit(this.surface, this.left, this.top, intersect(area, this.opaque));
    this.#composeEdge(desktop, intersect(area, { ...this.bounds, bottom: this.opaque.top }));
    this.#composeEdge(desktop, intersect(area, { ...this.bounds, top: this.opaque.bottom }));
  }

  /** The rows with round corners are mixed pixel by pixel. */
  #composeEdge(desktop: Surface, area: Rect): void {
    if (isEmpty(area)) return;
    const { width, height } = this.surface;
    for (let y = area.top; y < area.bottom; y++) {
      for (let x = area.left; x < area.right; x++) {
        const u = x - this.left;
        const v = y - this.top;
        const dx = Math.max(RADIUS - u - 0.5, u + 0.5 - (width - RADIUS), 0);
        const dy = Math.max(RADIUS - v - 0.5, v + 0.5 - (height - RADIUS), 0);
        const distance = Math.hypot(dx, dy);
        // The one pixel wide border follows the curve.
        const inside = distance < RADIUS - 1 ? this.surface.pixels[this.surface.at(u, v)] : THEME.border;
        desktop.blend(x, y, inside, 255 * Math.min(1, Math.max(0, RADIUS + 0.5 - distance)));
      }
    }
  }

  #composeShadow(desktop: Surface, area: Rect): void {
    const shadow = intersect(area, this.extent);
    if (isEmpty(shadow)) return;
    const { left, top, right, bottom } = this.bounds;
    const solid = this.opaque;
    for (let y = shadow.top; y < shadow.bottom; y++) {
      const dy = Math.max(top + SHADOW_OFFSET + RADIUS - y, y - (bottom + SHADOW_OFFSET - RADIUS), 0);
      const covered = solid.top <= y && y < solid.bottom;
      for (let x = shadow.left; x < shadow.right; x++) {
        if (covered && solid.left <= x && x < solid.right) {
          x = solid.right - 1;
          continue;
        }
        const dx = Math.max(left + RADIUS - x, x - (right - RADIUS), 0);
        desktop.blend(x, y, SHADOW_COLOR, SHADOW_FADE[dy * SHADOW_SPAN + dx]);
      }
    }
  }
}

/** Opacity of the shadow at a distance of dx, dy from the window's inner edges. */
const SHADOW_SPAN = SHADOW + SHADOW_OFFSET + RADIUS + 1;
const SHADOW_FADE = Uint8Array.from({ length: SHADOW_SPAN * SHADOW_SPAN }, (_, i) => {
  const distance = Math.hypot(i % SHADOW_SPAN, Math.floor(i / SHADOW_SPAN)) - RADIUS + 4;
  const fade = Math.min(1, Math.max(0, 1 - distance / (SHADOW + 4)));
  return Math.round(SHADOW_STRENGTH * fade * fade);
});
