import { clamp } from './geometry.js';

/**
 * How many bytes the next frame of a viewer may have. The answer follows what the viewer's line carried before: a frame
 * should arrive within {@link PACING.targetMs}, so that what is seen is new when it comes.
 */
export const PACING = {
  /** Time that what is on the way may need beyond the round trip. Shorter, it would not keep the line busy. */
  targetMs: 80,
  /** Longer round trips are not filled, so that a viewer that dawdles on small frames does not get larger ones. */
  mostRttMs: 300,
  /** Budget before anything is known about the line: 256 ms at 2 Mbit/s. */
  startBytes: 64 * 1024,
  /** The largest tile always fits. */
  leastBytes: 12 * 1024,
  /** Bounds what a line that slows down suddenly has to swallow. */
  mostBytes: 1024 * 1024,
  /** A budget grows at most by this factor per acknowledgement. */
  growth: 2,
  /** Frames smaller than this say more about the round trip than about the line. */
  sampleBytes: 4 * 1024,
} as const;

export class Pacing {
  #budget: number = PACING.startBytes;
  #leastRtt: number | undefined;

  /** Bytes that all frames on the way may have together. */
  get budget(): number {
    return this.#budget;
  }

  /** Shortest round trip seen, drawing excluded; undefined before the first small frame. */
  get leastRtt(): number | undefined {
    return this.#leastRtt;
  }

  /**
   * `bytes` came to the viewer. `roundTrip` is the time since their frame was handed to the sink, drawing excluded;
   * `sinceLast` the time since the acknowledgement before this one, until which the line was busy with earlier frames.
   */
  delivered(bytes: number, roundTrip: number, sinceLast: number = roundTrip): void {
    const small = bytes < PACING.sampleBytes;
    if (small || roundTrip < (this.#leastRtt ?? 0)) this.#leastRtt = Math.min(this.#leastRtt ?? roundTrip, roundTrip);
    if (small) return;
    const onLine = Math.max(Math.min(roundTrip - (this.#leastRtt ?? 0), sinceLast), 1);
    // What fills the round trip does not queue.
    const time = PACING.targetMs + Math.min(this.#leastRtt ?? 0, PACING.mostRttMs);
    const affordable = Math.min((bytes / onLine) * time, this.#budget * PACING.growth);
    // A small frame that arrives quickly proves nothing about larger ones; one that arrives late does.
    const proves = this.#budget / 2 <= bytes || affordable < this.#budget;
    if (proves) this.#budget = clamp(affordable, PACING.leastBytes, PACING.mostBytes);
  }
}
