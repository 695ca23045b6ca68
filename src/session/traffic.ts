import type { Stats } from '../wire/messages.js';

/** What came from the host since somebody asked last, for the overlay of viewers. */
export class Traffic {
  #bytes = 0;
  #frames = 0;
  /** The host says where its frames end. */
  #marked = false;
  /** As the host measured it, in ms. */
  hostRtt: number | undefined;

  /** Bytes that came in one go. Without frame markers, what draws counts as a frame. */
  chunk(bytes: number, draws: boolean): void {
    this.#bytes += bytes;
    if (draws && !this.#marked) this.#frames++;
  }

  /** The end of a frame, as the host marks it. */
  frame(): void {
    this.#marked = true;
    this.#frames++;
  }

  /** Counts start over. */
  take(): Stats {
    const stats = { hostRtt: this.hostRtt, hostFrames: this.#frames, hostBytes: this.#bytes };
    this.#frames = 0;
    this.#bytes = 0;
    return stats;
  }
}
