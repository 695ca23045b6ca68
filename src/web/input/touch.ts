/** What fingers mean. Places are CSS pixels in the window. */
export interface TouchActions {
  tap(x: number, y: number): void;
  longPress(x: number, y: number): void;
  dragStart(x: number, y: number): void;
  dragMove(x: number, y: number): void;
  dragEnd(x: number, y: number): void;
  /** Two fingers moved together; whoever listens pans a zoomed picture and scrolls otherwise. */
  slide(dx: number, dy: number, x: number, y: number): void;
  /** Two fingers moved apart (`factor` above 1) or together. */
  pinch(factor: number, x: number, y: number): void;
}

export interface TouchOptions {
  readonly actions: TouchActions;
  readonly later: (task: () => void, ms: number) => () => void;
}

const LONG_PRESS_MS = 500;
/** A finger is never quite still. */
const SLOP = 10;
/** Two fingers pinch once their distance changed so much, and slide once they moved so far. */
const PINCH_SLOP = 24;

interface Finger {
  readonly id: number;
  readonly startX: number;
  readonly startY: number;
  x: number;
  y: number;
}

type Gesture = 'none' | 'pressing' | 'dragging' | 'held' | 'two' | 'sliding' | 'pinching';

/** Recognises tap, long press, drag, two-finger slide and pinch. */
export class Touch {
  readonly #actions: TouchActions;
  readonly #later: TouchOptions['later'];
  readonly #fingers: Finger[] = [];
  #gesture: Gesture = 'none';
  #cancelLongPress: (() => void) | undefined;
  #lastDistance = 0;
  #startDistance = 0;

  constructor({ actions, later }: TouchOptions) {
    this.#actions = actions;
    this.#later = later;
  }

  down(id: number, x: number, y: number): void {
    this.#fingers.push({ id, startX: x, startY: y, x, y });
    if (this.#fingers.length === 1) this.#press(x, y);
    else if (this.#fingers.length === 2) this.#second();
  }

  move(id: number, x: number, y: number): void {
    const finger = this.#fingers.find((candidate) => candidate.id === id);
    if (!finger) return;
    const dx = x - finger.x;
    const dy = y - finger.y;
    finger.x = x;
    finger.y = y;
    if (this.#gesture === 'pressing' && distance(finger.startX, finger.startY, x, y) > SLOP) this.#startDrag(finger);
    else if (this.#gesture === 'dragging') this.#actions.dragMove(x, y);
    else if (this.#fingers.length === 2) this.#both(dx, dy);
  }

  up(id: number): void {
    const index = this.#fingers.findIndex((candidate) => candidate.id === id);
    if (index < 0) return;
    const [finger] = this.#fingers.splice(index, 1);
    if (this.#gesture === 'pressing') this.#actions.tap(finger.x, finger.y);
    if (this.#gesture === 'dragging') this.#actions.dragEnd(finger.x, finger.y);
    this.#endPress();
    // The second finger of a pinch lingers; it starts nothing new.
    this.#gesture = this.#fingers.length === 0 ? 'none' : 'held';
  }

  cancel(): void {
    const [finger] = this.#fingers;
    if (this.#gesture === 'dragging' && finger) this.#actions.dragEnd(finger.x, finger.y);
    this.#endPress();
    this.#fingers.length = 0;
    this.#gesture = 'none';
  }

  #press(x: number, y: number): void {
    this.#gesture = 'pressing';
    this.#cancelLongPress = this.#later(() => {
      this.#gesture = 'held';
      this.#actions.longPress(x, y);
    }, LONG_PRESS_MS);
  }

  #endPress(): void {
    this.#cancelLongPress?.();
    this.#cancelLongPress = undefined;
  }

  #startDrag(finger: Finger): void {
    this.#endPress();
    this.#gesture = 'dragging';
    this.#actions.dragStart(finger.startX, finger.startY);
    this.#actions.dragMove(finger.x, finger.y);
  }

  #second(): void {
    const [first] = this.#fingers;
    this.#endPress();
    if (this.#gesture === 'dragging') this.#actions.dragEnd(first.x, first.y);
    this.#gesture = 'two';
    this.#startDistance = this.#distance();
    this.#lastDistance = this.#startDistance;
  }

  #both(dx: number, dy: number): void {
    const [a, b] = this.#fingers;
    const now = this.#distance();
    if (this.#gesture === 'two') this.#decide(now);
    const x = (a.x + b.x) / 2;
    const y = (a.y + b.y) / 2;
    // Each finger reports alone, so the middle moves by half.
    if (this.#gesture === 'sliding' || this.#gesture === 'pinching') this.#actions.slide(dx / 2, dy / 2, x, y);
    if (this.#gesture !== 'pinching' || this.#lastDistance === 0) return;
    this.#actions.pinch(now / this.#lastDistance, x, y);
    this.#lastDistance = now;
  }

  #decide(now: number): void {
    const [a, b] = this.#fingers;
    if (Math.abs(now - this.#startDistance) > PINCH_SLOP) this.#gesture = 'pinching';
    else if ([a, b].every((f) => distance(f.startX, f.startY, f.x, f.y) > SLOP)) this.#gesture = 'sliding';
    this.#lastDistance = now;
  }

  #distance(): number {
    const [a, b] = this.#fingers;
    return distance(a.x, a.y, b.x, b.y);
  }
}

const distance = (x1: number, y1: number, x2: number, y2: number): number => Math.hypot(x2 - x1, y2 - y1);
