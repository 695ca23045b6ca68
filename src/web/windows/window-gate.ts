import type { InputEvent } from '../../wire/input.js';
import type { Windows } from '../../wire/windows.js';
import { windowAt } from './window-view.js';

type Button = Extract<InputEvent, { type: 'button' }>['button'];

/**
 * Lets pointer input through where a window is. What was pressed inside goes on outside, so that a drag may leave its
 * window; what was pressed outside is not heard of at all.
 */
export class WindowGate {
  readonly #held = new Set<Button>();
  /** Undefined while the desktop itself is shown. */
  windows: Windows | undefined;

  /** Is the event one for the host? `onPress` hears of the window that was pressed, before the answer. */
  allows(event: InputEvent, onPress: (window: number) => void): boolean {
    if (event.type === 'button') return this.#button(event, onPress);
    if (event.type !== 'move' && event.type !== 'wheel') return true;
    return this.#held.size !== 0 || !this.windows || windowAt(this.windows, event) !== undefined;
  }

  #button(event: Extract<InputEvent, { type: 'button' }>, onPress: (window: number) => void): boolean {
    const { button, down } = event;
    if (!down) return this.#held.delete(button);
    const window = this.windows && windowAt(this.windows, event);
    if (this.windows && !window && this.#held.size === 0) return false;
    if (window && !window.auxiliary) onPress(window.id);
    this.#held.add(button);
    return true;
  }
}
