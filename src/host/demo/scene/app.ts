import type { Rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';

/** Pointer shapes that the demo draws itself. */
export type CursorName = 'arrow' | 'text' | 'hand' | 'move';

export type MouseButton = 'left' | 'right' | 'middle' | 'x1' | 'x2';

/** A key as the keyboard model understood it. */
export interface Keystroke {
  /** Text that it writes, or undefined for a key that only moves or edits. */
  readonly text?: string;
  /** Name of an editing key. */
  readonly key?: 'Backspace' | 'Delete' | 'Enter' | 'Tab' | 'Left' | 'Right' | 'Up' | 'Down' | 'Home' | 'End';
}

/** The pixels of `area` before it was drawn anew stand `down` rows lower now; a negative number means higher. */
export interface Scroll {
  readonly area: Rect;
  readonly down: number;
}

/**
 * What a window shows. Coordinates are the content's own. A method that changed pixels reports the changed rectangles
 * through `damage`, which the desktop passes in at the start.
 */
export interface App {
  readonly title: string;
  /** What was typed, of an app that takes text. */
  readonly text?: string;
  /** Draws everything. `canvas` stays valid and keeps its size until the next `open`. */
  open(canvas: Surface, damage: (area: Rect) => void): void;
  /** Time has passed; milliseconds of the desktop's clock. */
  tick?(now: number): void;
  /** Pixels that have moved within the content since the last call: whoever sends them may copy instead. */
  takeScroll?(): Scroll | undefined;
  cursorAt?(x: number, y: number): CursorName;
  press?(button: MouseButton, down: boolean, x: number, y: number): void;
  wheel?(delta: number): void;
  type?(stroke: Keystroke): void;
}
