import { drawText, textWidth } from '../font/text.js';
import { fillRoundRect, strokeLine } from '../pixels/paint.js';
import { hit, type Rect, rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import { THEME } from './theme.js';

export const TASKBAR_HEIGHT = 42;

export interface LockKeys {
  readonly capsLock: boolean;
  readonly numLock: boolean;
  readonly scrollLock: boolean;
}

const BUTTON_HEIGHT = 28;
const BASELINE = 26;

/** The bar at the bottom: name, a button for each window, lock keys, size and time. */
export class Taskbar {
  readonly #surface: Surface;
  readonly #damage: (area: Rect) => void;
  #buttons: { readonly title: string; readonly area: Rect }[] = [];
  #clock = '';
  #locks: LockKeys = { capsLock: false, numLock: false, scrollLock: false };

  constructor(surface: Surface, damage: (area: Rect) => void) {
    this.#surface = surface;
    this.#damage = damage;
  }

  draw(titles: readonly string[], active: string): void {
    const s = this.#surface;
    s.fill(s.bounds, THEME.taskbar);
    s.fill(rect(0, 0, s.width, 1), 0x1c3850);
    this.#drawMark();
    let x = drawText(s, 'strong', 46, BASELINE, 'Sluice demo', THEME.taskbarText) + 22;
    const right = s.width - this.#statusWidth() - 12;
    this.#buttons = [];
    for (const title of titles) {
      const area = rect(x, (TASKBAR_HEIGHT - BUTTON_HEIGHT) / 2, textWidth('ui', title) + 24, BUTTON_HEIGHT);
      if (right < area.right) break;
      fillRoundRect(s, area, 6, title === active ? 0x1f4a66 : 0x12283c);
      drawText(s, 'ui', x + 12, BASELINE, title, title === active ? 0xffffff : THEME.taskbarText);
      this.#buttons.push({ title, area });
      x = area.right + 6;
    }
    this.#drawStatus();
    this.#damage(s.bounds);
  }

  /** Title on the button at this place. */
  buttonAt(x: number, y: number): string | undefined {
    return this.#buttons.find(({ area }) => hit(area, x, y))?.title;
  }

  status(clock: string, locks: LockKeys): void {
    const same =
      clock === this.#clock &&
      locks.capsLock === this.#locks.capsLock &&
      locks.numLock === this.#locks.numLock &&
      locks.scrollLock === this.#locks.scrollLock;
    if (same) return;
    this.#clock = clock;
    this.#locks = locks;
    this.#drawStatus();
    this.#damage(this.#statusArea());
  }

  /** Three ripples: water let through. */
  #drawMark(): void {
    for (let i = 0; i < 3; i++) {
      const y = 14 + 7 * i;
      const color = [0x7be0cf, 0x3fc0bf, 0x2b93b8][i];
      strokeLine(this.#surface, [17, y], [22, y - 2.5], 2.4, color);
      strokeLine(this.#surface, [22, y - 2.5], [28, y + 2.5], 2.4, color);
      strokeLine(this.#surface, [28, y + 2.5], [33, y], 2.4, color);
    }
  }

  #statusWidth(): number {
    return this.#surface.width < 600 ? 74 : 214;
  }

  #statusArea(): Rect {
    return { ...this.#surface.bounds, top: 1, left: this.#surface.width - this.#statusWidth() };
  }

  #drawStatus(): void {
    const s = this.#surface;
    const area = this.#statusArea();
    s.fill(area, THEME.taskbar);
    drawText(s, 'mono', s.width - 16 - textWidth('mono', this.#clock), BASELINE, this.#clock, THEME.taskbarText);
    if (this.#statusWidth() < 200) return;
    let x = area.left + 4;
    for (const [label, on] of [
      ['CAPS', this.#locks.capsLock],
      ['NUM', this.#locks.numLock],
      ['SCR', this.#locks.scrollLock],
    ] as const) {
      const width = textWidth('ui', label) + 8;
      if (on) fillRoundRect(s, rect(x, 12, width, 19), 4, THEME.on);
      drawText(s, 'ui', x + 4, BASELINE, label, on ? 0x04150c : 0x4f6778);
      x += width + 3;
    }
  }
}
