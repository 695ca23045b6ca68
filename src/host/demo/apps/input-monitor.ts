import { drawText } from '../font/text.js';
import { fillRoundRect, strokeRoundRect } from '../pixels/paint.js';
import { type Rect, rect } from '../pixels/rect.js';
import { mix, type Surface } from '../pixels/surface.js';
import type { App, MouseButton } from '../scene/app.js';
import { THEME } from '../scene/theme.js';

/** All input that the desktop has seen. */
export interface InputState {
  readonly x: number;
  readonly y: number;
  readonly held: ReadonlySet<MouseButton>;
  readonly clicks: Readonly<Record<MouseButton, number>>;
  readonly wheel: { readonly vertical: number; readonly horizontal: number };
  /** The last key in words, such as `0x1E down`. */
  readonly key: string;
}

/** Shows pointer, buttons, wheels and the last key. */
export class InputMonitor implements App {
  readonly title = 'Input';
  readonly #state: () => InputState;
  #canvas!: Surface;
  #damage!: (area: Rect) => void;
  #stale = false;

  constructor(state: () => InputState) {
    this.#state = state;
  }

  open(canvas: Surface, damage: (area: Rect) => void): void {
    this.#canvas = canvas;
    this.#damage = damage;
    this.#draw();
  }

  /** Something changed; the next tick shows it, however many events that were. */
  changed(): void {
    this.#stale = true;
  }

  tick(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#draw();
  }

  #draw(): void {
    const state = this.#state();
    this.#canvas.fill(this.#canvas.bounds, THEME.window);
    this.#drawMouse(state);
    const rows = [
      ['Pointer', `${state.x}, ${state.y}`],
      ['Clicks', clicksText(state)],
      ['Wheel', `${signed(state.wheel.vertical)}, sideways ${signed(state.wheel.horizontal)}`],
      ['Key', state.key],
    ] as const;
    rows.forEach(([label, value], row) => {
      const baseline = 30 + row * 25;
      drawText(this.#canvas, 'strong', 104, baseline, label, THEME.text);
      drawText(this.#canvas, 'ui', 172, baseline, value, THEME.text);
    });
    this.#damage(this.#canvas.bounds);
  }

  /** A mouse whose held buttons light up. */
  #drawMouse({ held }: InputState): void {
    const canvas = this.#canvas;
    const body = rect(22, 14, 58, 92);
    fillRoundRect(canvas, body, 26, 0xffffff);
    const light = (area: Rect, button: MouseButton): void => {
      if (held.has(button)) canvas.window(area).fill({ left: 0, top: 0, right: 99, bottom: 99 }, THEME.on);
    };
    light(rect(23, 15, 27, 36), 'left');
    light(rect(52, 15, 27, 36), 'right');
    this.#roundOff(body, 26);
    canvas.fill(rect(50, 15, 2, 36), THEME.border);
    canvas.fill(rect(23, 51, 56, 2), THEME.border);
    fillRoundRect(canvas, rect(46, 24, 10, 20), 5, held.has('middle') ? THEME.on : THEME.faint);
    strokeRoundRect(canvas, rect(46, 24, 10, 20), 5, THEME.border);
    fillRoundRect(canvas, rect(15, 58, 8, 15), 3, held.has('x2') ? THEME.on : THEME.faint);
    fillRoundRect(canvas, rect(15, 76, 8, 15), 3, held.has('x1') ? THEME.on : THEME.faint);
    strokeRoundRect(canvas, body, 26, THEME.muted, 1.6);
  }

  /** Takes back what a lit button painted outside the body's round corners. */
  #roundOff(body: Rect, radius: number): void {
    for (let y = body.top; y < body.top + radius; y++) {
      for (let x = body.left; x < body.right; x++) {
        const dx = Math.max(body.left + radius - x - 0.5, x + 0.5 - (body.right - radius), 0);
        const outside = Math.hypot(dx, body.top + radius - y - 0.5) - radius + 0.5;
        if (0 < outside) {
          const at = this.#canvas.at(x, y);
          this.#canvas.pixels[at] = mix(this.#canvas.pixels[at], THEME.window, Math.round(255 * Math.min(1, outside)));
        }
      }
    }
  }
}

const signed = (value: number): string => (0 < value ? `+${value}` : `${value}`);

function clicksText({ clicks }: InputState): string {
  const parts = Object.entries(clicks).filter(([, count]) => 0 < count);
  return parts.length === 0 ? 'none yet' : parts.map(([name, count]) => `${name} ${count}`).join(', ');
}
