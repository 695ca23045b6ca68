import { clamp } from './geometry.js';
import { PACING, Pacing } from './pacing.js';

/** What to do for a viewer now. `until` is the time at which to ask again if nothing else happens before. */
export type Plan =
  | { readonly type: 'encode'; readonly byteBudget: number }
  | { readonly type: 'wait'; readonly until?: number }
  /** The viewer has not acknowledged in time. */
  | { readonly type: 'lost' };

export interface PlannerOptions {
  /** A visible viewer that does not acknowledge for so long is given up. */
  readonly ackTimeoutMs: number;
}

export const PLANNER_DEFAULTS: PlannerOptions = Object.freeze({ ackTimeoutMs: 20_000 });

/** On a long line the pending frame follows after half a round trip, and never sooner than this. */
const LEAST_SPACING_MS = 14;

interface SentFrame {
  readonly sequence: number;
  readonly bytes: number;
  readonly sentAt: number;
}

/**
 * Decides when a viewer gets its next frame: at most one is in flight, and one more pending behind it when the line is
 * long. What does not go now stays dirty and merges, so the next frame is the newest picture, never an old one.
 *
 * Times are milliseconds of any steady clock and are passed in.
 */
export class FramePlanner {
  readonly pacing = new Pacing();
  readonly #options: PlannerOptions;
  readonly #unacknowledged: SentFrame[] = [];
  #encoding = false;
  #visible = true;
  #sinkReady = true;
  #visibleAt = Number.NEGATIVE_INFINITY;
  #lastAckAt = Number.NEGATIVE_INFINITY;
  #lastSentAt = Number.NEGATIVE_INFINITY;

  constructor(options: Partial<PlannerOptions> = {}) {
    this.#options = { ...PLANNER_DEFAULTS, ...options };
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** Frames sent and not yet acknowledged. */
  get inFlight(): number {
    return this.#unacknowledged.length;
  }

  /** Is nothing on its way to the viewer? */
  get idle(): boolean {
    return !this.#encoding && this.#unacknowledged.length === 0;
  }

  /** A hidden viewer gets no frames and is not expected to acknowledge. */
  setVisible(visible: boolean, now: number): void {
    this.#visible = visible;
    if (visible) this.#visibleAt = now;
  }

  /** False while the sink holds more than the viewer's byte budget. */
  setSinkReady(ready: boolean): void {
    this.#sinkReady = ready;
  }

  plan(now: number, dirty: number): Plan {
    const oldest = this.#unacknowledged[0];
    const lostAt = oldest && this.#visible ? this.#lostAt(oldest) : undefined;
    if (lostAt !== undefined && lostAt <= now) return { type: 'lost' };
    if (dirty === 0 || this.#encoding || !this.#visible || !this.#sinkReady) return { type: 'wait', until: lostAt };
    if (oldest === undefined) return { type: 'encode', byteBudget: this.pacing.budget };
    const byteBudget = this.pacing.budget - this.#bytesInFlight();
    if (MOST_UNACKNOWLEDGED <= this.#unacknowledged.length || byteBudget < PACING.leastBytes) {
      return { type: 'wait', until: lostAt };
    }
    const pendingAt = this.#lastSentAt + this.#spacing();
    return pendingAt <= now ? { type: 'encode', byteBudget } : { type: 'wait', until: pendingAt };
  }

  /** An encode batch begins; until {@link sent} or {@link nothingToSend} there is no other. */
  begin(): void {
    this.#encoding = true;
  }

  /** The batch became frame `sequence` and was handed to the sink. */
  sent(sequence: number, bytes: number, now: number): void {
    this.#encoding = false;
    this.#lastSentAt = now;
    this.#unacknowledged.push({ sequence, bytes, sentAt: now });
  }

  /** The batch found that the viewer has these pixels already. */
  nothingToSend(): void {
    this.#encoding = false;
  }

  /** The viewer has drawn frame `sequence` and those before it. Unknown sequences change nothing and return false. */
  acknowledge(sequence: number, drawMs: number, now: number): boolean {
    const index = this.#unacknowledged.findIndex((frame) => frame.sequence === sequence);
    if (index < 0) return false;
    const frames = this.#unacknowledged.splice(0, index + 1);
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes, 0);
    const roundTrip = now - frames[frames.length - 1].sentAt;
    const drawing = clamp(drawMs, 0, roundTrip);
    this.pacing.delivered(bytes, roundTrip - drawing, now - this.#lastAckAt);
    this.#lastAckAt = now;
    return true;
  }

  /** Counts from the last sign of life. The time in which nothing was expected of a hidden viewer is left out. */
  #lostAt(oldest: SentFrame): number {
    return Math.max(oldest.sentAt, this.#lastAckAt, this.#visibleAt) + this.#options.ackTimeoutMs;
  }

  #bytesInFlight(): number {
    return this.#unacknowledged.reduce((sum, frame) => sum + frame.bytes, 0);
  }

  #spacing(): number {
    return Math.max(LEAST_SPACING_MS, (this.pacing.leastRtt ?? 0) / 2);
  }
}

/** One in flight and one pending. */
const MOST_UNACKNOWLEDGED = 2;
