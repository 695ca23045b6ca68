/** Figures for the overlay: what happened in the second that just ended. */
export interface Figures {
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Mean time to decode and draw a frame. */
  readonly drawMs: number;
  /** Mean time from the host's message at the gateway to the picture on screen, when the clocks are known. */
  readonly latencyMs: number | undefined;
}

/** Counts frames and bytes, and gives the figures of one period at a time. */
export class Meter {
  #since: number;
  #frames = 0;
  #bytes = 0;
  #drawMs = 0;
  #latencyMs = 0;
  #latencies = 0;

  constructor(now: number) {
    this.#since = now;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
  }

  drawn(drawMs: number, latencyMs: number | undefined): void {
    this.#frames += 1;
    this.#drawMs += drawMs;
    if (latencyMs === undefined) return;
    this.#latencyMs += latencyMs;
    this.#latencies += 1;
  }

  take(now: number): Figures {
    const seconds = Math.max(0.001, (now - this.#since) / 1000);
    const figures: Figures = {
      framesPerSecond: this.#frames / seconds,
      bytesPerSecond: this.#bytes / seconds,
      drawMs: this.#frames === 0 ? 0 : this.#drawMs / this.#frames,
      latencyMs: this.#latencies === 0 ? undefined : this.#latencyMs / this.#latencies,
    };
    this.#since = now;
    this.#frames = this.#bytes = this.#drawMs = this.#latencyMs = this.#latencies = 0;
    return figures;
  }
}
