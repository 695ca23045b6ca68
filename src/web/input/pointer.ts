import type { InputEvent } from '../../wire/input.js';
import { WheelAxis } from './wheel.js';

export type Button = Extract<InputEvent, { type: 'button' }>['button'];

/** `MouseEvent.button`, and the bit that `MouseEvent.buttons` has for it. */
const BUTTONS: ReadonlyArray<readonly [button: Button, bit: number]> = [
  ['left', 1],
  ['middle', 4],
  ['right', 2],
  ['x1', 8],
  ['x2', 16],
];

export const buttonOf = (index: number): Button | undefined => BUTTONS[index]?.[0];

export interface DesktopPoint {
  readonly x: number;
  readonly y: number;
}

export interface PointerOptions {
  readonly send: (event: InputEvent) => void;
  /** Runs `task` before the next picture is drawn. */
  readonly nextFrame: (task: () => void) => void;
}

/**
 * Mouse state in desktop pixels. Moves wait for the next animation frame, where only the last counts; a button or a
 * wheel takes the waiting move with it, so that everything happens where it was seen. Buttons that are down come up
 * again whatever happens.
 */
export class Pointer {
  readonly #options: PointerOptions;
  readonly #down = new Set<Button>();
  readonly #vertical = new WheelAxis();
  readonly #horizontal = new WheelAxis();
  #waiting: DesktopPoint | undefined;
  #scheduled = false;
  #at: DesktopPoint = { x: 0, y: 0 };

  constructor(options: PointerOptions) {
    this.#options = options;
  }

  move(to: DesktopPoint): void {
    if (to.x === this.#at.x && to.y === this.#at.y) return;
    this.#at = to;
    this.#waiting = to;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.nextFrame(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  button(button: Button, down: boolean, at: DesktopPoint): void {
    if (down === this.#down.has(button)) return;
    this.#at = at;
    this.#flush();
    if (down) this.#down.add(button);
    else this.#down.delete(button);
    this.#options.send({ type: 'button', down, button, x: at.x, y: at.y });
  }

  /** Brings the host's buttons in line with `MouseEvent.buttons`, which also tells of those released elsewhere. */
  buttons(bits: number, at: DesktopPoint): void {
    for (const [button, bit] of BUTTONS) {
      if (this.#down.has(button) && (bits & bit) === 0) this.button(button, false, at);
    }
  }

  wheel(wheel: { deltaX: number; deltaY: number; deltaMode: number }, at: DesktopPoint): void {
    this.#at = at;
    this.#notch('vertical', -this.#vertical.add(wheel.deltaY, wheel.deltaMode));
    this.#notch('horizontal', this.#horizontal.add(wheel.deltaX, wheel.deltaMode));
  }

  releaseAll(): void {
    for (const button of [...this.#down]) this.button(button, false, this.#at);
  }

  #notch(axis: 'vertical' | 'horizontal', delta: number): void {
    if (delta === 0) return;
    this.#flush();
    this.#options.send({ type: 'wheel', axis, delta, x: this.#at.x, y: this.#at.y });
  }

  #flush(): void {
    const to = this.#waiting;
    if (!to) return;
    this.#waiting = undefined;
    this.#options.send({ type: 'move', x: to.x, y: to.y });
  }
}
