export interface KeyFrameRequestsOptions {
  readonly now: () => number;
  /** Milliseconds between two requests. */
  readonly everyMs: number;
  /** Does anybody still wait? */
  readonly wanted: () => boolean;
  /** Has the host paint everything again. Encoders begin anew with that, but not all of them. */
  readonly repaint: () => void;
  /** Has the host begin with everything anew. */
  readonly restart: () => void;
  /** Has it begin without H.264: some send nothing for a picture that has not changed, whatever they are asked. */
  readonly giveUp: () => void;
}

/** Each costs the host a whole picture, and every viewer the bytes. */
export const KEY_FRAMES_EVERY_MS = 1000;

/**
 * Asks the host for a key frame, ever more urgently until one comes, and not more often than it can be borne: any number
 * of viewers may want one, and say so with every unit.
 */
export class KeyFrameRequests {
  readonly #options: KeyFrameRequestsOptions;
  #asked = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeyFrameRequestsOptions) {
    this.#options = options;
  }

  /** Asks soon: whoever wants one now may be about to be counted among those who look. */
  want(): void {
    const wait = this.#askedAt + this.#options.everyMs - this.#options.now();
    this.#timer ??= setTimeout(() => this.#ask(), Math.max(wait, 0));
  }

  /** A key frame came, for all who wanted one. */
  came(): void {
    this.#asked = 0;
    this.close();
  }

  /** No timer is left behind. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #ask(): void {
    const { now, everyMs, wanted, repaint, restart, giveUp } = this.#options;
    this.close();
    if (!wanted()) {
      this.#asked = 0;
      return;
    }
    this.#askedAt = now();
    this.#asked++;
    // Not every viewer that wants one says so again. What asks for more is given more time.
    this.#timer = setTimeout(() => this.#ask(), everyMs * this.#asked);
    if (this.#asked === 1) repaint();
    else if (this.#asked === 2) restart();
    else {
      this.came();
      giveUp();
    }
  }
}
