export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** More rectangles than this cost more in calls than their pixels do; their bounds are drawn instead. */
const MAX_RECTANGLES = 256;

/** The parts of a picture that changed since it was last put on screen. Tiles side by side become one rectangle. */
export class Damage {
  #rectangles: Rectangle[] = [];

  add(rectangle: Rectangle): void {
    const last = this.#rectangles.at(-1);
    const joined = last && (joinRight(last, rectangle) ?? joinBelow(last, rectangle));
    if (!joined) {
      this.#rectangles.push(rectangle);
      return;
    }
    this.#rectangles[this.#rectangles.length - 1] = joined;
    this.#joinLastTwo();
  }

  /** A finished row of tiles may lie right below the row before it. */
  #joinLastTwo(): void {
    const [above, below] = this.#rectangles.slice(-2);
    const joined = below && joinBelow(above, below);
    if (joined) this.#rectangles.splice(-2, 2, joined);
  }

  /** What to draw; nothing is left afterwards. */
  take(): Rectangle[] {
    const taken = this.#rectangles;
    this.#rectangles = [];
    return taken.length <= MAX_RECTANGLES ? taken : [bounds(taken)];
  }
}

function joinRight(a: Rectangle, b: Rectangle): Rectangle | undefined {
  if (a.top !== b.top || a.height !== b.height || a.left + a.width !== b.left) return undefined;
  return { ...a, width: a.width + b.width };
}

function joinBelow(a: Rectangle, b: Rectangle): Rectangle | undefined {
  if (a.left !== b.left || a.width !== b.width || a.top + a.height !== b.top) return undefined;
  return { ...a, height: a.height + b.height };
}

function bounds(rectangles: readonly Rectangle[]): Rectangle {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const r of rectangles) {
    left = Math.min(left, r.left);
    top = Math.min(top, r.top);
    right = Math.max(right, r.left + r.width);
    bottom = Math.max(bottom, r.top + r.height);
  }
  return { left, top, width: right - left, height: bottom - top };
}
