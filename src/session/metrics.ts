import type { CodecCounts } from './codec-counts.js';

/** Upper bounds in milliseconds; values above the last fall into one more bucket. */
export const MILLISECOND_BUCKETS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 125, 250, 500, 1000, 2000] as const;

/** Counts values by size. Plain numbers: whoever exports metrics reads them when asked. */
export class Histogram {
  readonly counts: number[] = new Array(MILLISECOND_BUCKETS.length + 1).fill(0);
  sum = 0;
  count = 0;

  observe(ms: number): void {
    let bucket = 0;
    while (bucket < MILLISECOND_BUCKETS.length && MILLISECOND_BUCKETS[bucket] < ms) bucket++;
    this.counts[bucket]++;
    this.sum += ms;
    this.count++;
  }
}

/** What all sessions of a process did, for /metrics. */
export class SessionMetrics {
  sessionsStarted = 0;
  /** By error code; SESSION_ENDED for those that ended as asked. */
  readonly sessionsEnded = new Map<string, number>();
  reconnects = 0;
  hostBytes = 0;
  hostUnits = 0;
  /** Bitmaps from hosts, by codec. */
  readonly codecs: CodecCounts = new Map();
  /** Bytes that had to wait because a decode lane was full. */
  hostPauses = 0;
  framesSent = 0;
  frameBytes = 0;
  tilesSent = 0;
  inputEvents = 0;
  inputDropped = 0;
  viewersTooSlow = 0;
  /** A batch from its first record to drawn, waiting included. */
  readonly laneMs = new Histogram();
  /** Time of a decode job in its worker. */
  readonly decodeMs = new Histogram();
  /** Time of an encode batch in its workers, summed over them. */
  readonly encodeMs = new Histogram();
  /** Arrival of the oldest host message in a frame to handing that frame to the sink. */
  readonly latencyMs = new Histogram();
  /** Handing a frame to the sink to its acknowledgement. */
  readonly ackMs = new Histogram();

  ended(code: string): void {
    this.sessionsEnded.set(code, (this.sessionsEnded.get(code) ?? 0) + 1);
  }
}
