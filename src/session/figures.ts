/** How much of the newest round trip counts. */
const WEIGHT = 0.2;

/** What went to the viewers of one session. */
export class Figures {
  frames = 0;
  bytes = 0;
  /** From a frame on its way to its acknowledgement, smoothed; undefined before the first. */
  roundTripMs: number | undefined;
  readonly #onFirst: () => void;

  constructor(onFirst: () => void) {
    this.#onFirst = onFirst;
  }

  sent(bytes: number): void {
    this.frames++;
    this.bytes += bytes;
    if (this.frames === 1) this.#onFirst();
  }

  acknowledged(ms: number): void {
    this.roundTripMs = this.roundTripMs === undefined ? ms : this.roundTripMs + WEIGHT * (ms - this.roundTripMs);
  }
}
