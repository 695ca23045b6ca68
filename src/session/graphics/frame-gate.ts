/** Someone whose pace the host's frames follow. */
export interface FrameWatcher {
  /** Number of the newest frame of the host that it has shown; infinite when it shows all there is. */
  readonly shown: number;
}

export interface FrameGateOptions {
  /** Frames beyond the one that the slowest viewer shows, for which the host need not wait. */
  readonly window: number;
  /** A frame is acknowledged after this time in any case, so that one slow viewer is no burden to the others. */
  readonly mostMs: number;
  readonly now: () => number;
  readonly acknowledge: (frame: DrawnFrame) => void;
  /** Those who look, now. */
  readonly watchers: () => Iterable<FrameWatcher>;
}

/** Two are on their way to a viewer at most, as its planner has it: with these a third is always ready. */
export const FRAME_WINDOW = 2;
/**
 * A host that is made to wait longer draws less that nobody sees, and what is seen is older: at 2 Mbit/s a quarter of a
 * second costs twice the age and saves two fifths of the frames (measured with a frame of noise every 8 ms).
 */
export const FRAME_MOST_MS = 100;

export interface DrawnFrame {
  /** The host's name for it. */
  readonly id: number;
  /** Counts the frames of the screen, as {@link FrameWatcher.shown} does. */
  readonly number: number;
  /** When its first command came, and when its last one was drawn. */
  readonly begunAt: number;
  readonly drawnAt: number;
}

/**
 * When the host hears that a frame was drawn, [MS-RDPEGFX] 3.3.5.12: once viewers are not more than a window behind it.
 * The host then sends as many frames as are seen, and neither decodes nor sends what would be skipped.
 */
export class FrameGate {
  readonly #options: FrameGateOptions;
  readonly #held: DrawnFrame[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FrameGateOptions) {
    this.#options = options;
  }

  /** Frames that the host is still to hear of. */
  get held(): number {
    return this.#held.length;
  }

  frameDrawn(frame: Omit<DrawnFrame, 'drawnAt'>): void {
    this.#held.push({ ...frame, drawnAt: this.#options.now() });
    this.update();
  }

  /** Looks again at what viewers have shown. */
  update(): void {
    clearTimeout(this.#timer);
    const { window, mostMs, now, acknowledge, watchers } = this.#options;
    let slowest = Number.POSITIVE_INFINITY;
    for (const { shown } of watchers()) slowest = Math.min(slowest, shown);
    const since = now() - mostMs;
    while (this.#held.length !== 0 && (this.#held[0].number <= slowest + window || this.#held[0].drawnAt <= since)) {
      acknowledge(this.#held.shift() as DrawnFrame);
    }
    if (this.#held.length === 0) return;
    this.#timer = setTimeout(() => this.update(), Math.max(this.#held[0].drawnAt - since, 1));
  }

  /** The connection is gone, and with it whoever waits. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }
}
