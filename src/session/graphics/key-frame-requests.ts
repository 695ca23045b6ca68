export interface KeyFrameRequestsOptions {
  readonly now: () => number;
  /** Has the host paint everything again. Encoders begin anew with that, but not all of them. */
  readonly repaint: () => void;
  /** Has the host begin with everything anew. */
  readonly restart: () => void;
}

/** Each costs the host a whole picture, and every viewer the bytes. */
const EVERY_MS = 2000;

/** Asks the host for a key frame, at most so often: any number of viewers may want one, and say so with every unit. */
export class KeyFrameRequests {
  readonly #options: KeyFrameRequestsOptions;
  #asked = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeyFrameRequestsOptions) {
    this.#options = options;
  }

  want(): void {
    if (this.#timer) return;
    const wait = this.#askedAt + EVERY_MS - this.#options.now();
    if (wait <= 0) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), wait);
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
    this.close();
    this.#askedAt = this.#options.now();
    this.#asked++;
    if (this.#asked === 1) this.#options.repaint();
    else this.#options.restart();
  }
}
