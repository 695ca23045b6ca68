/** Commands collected on the main thread, to be drawn by one job. */
export interface Batch {
  /** Bytes collected so far. */
  readonly length: number;
  /** Pixels that they draw. */
  readonly pixels: number;
  /** Hands the bytes over; the batch is empty afterwards. */
  take(): Uint8Array<ArrayBuffer>;
}

export interface LaneOptions {
  /** Bytes that may be collected while a job runs before the host is asked to pause. */
  readonly byteLimit: number;
  /** The same for pixels, so that no job keeps a worker from other sessions for long, however well its bytes compress. */
  readonly pixelLimit: number;
  /** The host is also asked to pause when what was collected has waited for so long: what it sends later is newer. */
  readonly msLimit: number;
  readonly now: () => number;
}

/** What a worker draws in some milliseconds, so that many busy sessions together do not make a long queue. */
export const LANE_DEFAULTS: LaneOptions = Object.freeze({
  byteLimit: 128 * 1024,
  pixelLimit: 2 * 1024 * 1024,
  msLimit: 50,
  now: () => performance.now(),
});

/**
 * The decode jobs of one session: in order, one at a time. What arrives while a job runs is collected and becomes the
 * next one, so a busy lane makes fewer, larger jobs.
 *
 * A failed job ends the lane: what follows might depend on what is missing.
 */
export class Lane {
  readonly #batch: Batch;
  readonly #draw: (batch: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly #options: LaneOptions;
  #busy = false;
  #error: unknown;
  /** When the first of what waits was committed. */
  #since: number | undefined;
  #waiting: (() => void)[] = [];

  /** `draw` runs one job; the lane calls it again only after its promise has settled. */
  constructor(
    batch: Batch,
    draw: (batch: Uint8Array<ArrayBuffer>) => Promise<void>,
    options: Partial<LaneOptions> = {},
  ) {
    this.#batch = batch;
    this.#draw = draw;
    this.#options = { ...LANE_DEFAULTS, ...options };
  }

  /** Does the host have to wait? */
  get full(): boolean {
    const { byteLimit, pixelLimit, msLimit, now } = this.#options;
    if (byteLimit <= this.#batch.length || pixelLimit <= this.#batch.pixels) return true;
    return this.#since !== undefined && msLimit <= now() - this.#since;
  }

  get idle(): boolean {
    return !this.#busy && this.#batch.length === 0;
  }

  /** Starts a job for what was collected, unless one runs; then it follows by itself. */
  commit(): void {
    if (this.#batch.length === 0 || this.#error !== undefined) return;
    if (this.#busy) this.#since ??= this.#options.now();
    else void this.#work();
  }

  /** Resolves when the lane has room again; rejects when it failed. */
  async room(): Promise<void> {
    while (this.full && this.#error === undefined) await this.#change();
    if (this.#error !== undefined) throw this.#error;
  }

  /** Resolves when all that was committed is drawn; rejects when the lane failed. */
  async drained(): Promise<void> {
    this.commit();
    while (!this.idle && this.#error === undefined) await this.#change();
    if (this.#error !== undefined) throw this.#error;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#batch.length !== 0) {
        this.#since = undefined;
        const job = this.#draw(this.#batch.take());
        this.#wake();
        await job;
      }
    } catch (error) {
      this.#error = error;
    }
    this.#busy = false;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
