import type { Rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import type { CursorName, Keystroke, MouseButton } from './app.js';
import type { Move } from './frame.js';
import type { LockKeys } from './taskbar.js';

/** A picture that a person works with: the desktop, or the windows of a program. Knows nothing of RDP. */
export interface Scene {
  readonly surface: Surface;
  /** What the text box holds. */
  readonly text: string;
  resize(width: number, height: number): void;
  /** The next tick composes everything. */
  redraw(): void;
  /** Advances what moves by itself, composes what changed and returns the cells concerned. */
  tick(now: number, clock: string, locks: LockKeys): Rect[];
  /** What has moved since the last call, for whoever would rather copy than draw. */
  takeMoves(): Move[];
  cursorAt(x: number, y: number): CursorName;
  pointerMoved(x: number, y: number): void;
  button(button: MouseButton, down: boolean, x: number, y: number): void;
  wheel(delta: number, x: number, y: number): void;
  type(stroke: Keystroke): void;
  /** The input monitor's figures are out of date. */
  inputChanged(): void;
}
