interface Waiting {
  /** Work that its flow had been given when it was asked for. */
  readonly start: number;
  readonly run: () => void;
}

/**
 * Whose turn it is when more is asked than can be done: whoever has been given least work so far. Somebody who types
 * waits for what runs, not for all the videos that were there before; and the videos share what is left evenly.
 *
 * Start-time fair queuing (Goyal, Vin, Cheng 1996), with work charged once it is known. The clock of the queue is the
 * start of whatever began last, so that nobody saves up turns by being idle.
 */
export class FairQueue {
  readonly #waiting: Waiting[] = [];
  readonly #given = new WeakMap<object, number>();
  #clock = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** `run` is called when {@link next} finds that it is its turn. Flows are told apart by identity. */
  push(flow: object, run: () => void): void {
    const start = Math.max(this.#clock, this.#given.get(flow) ?? 0);
    let at = this.#waiting.length;
    while (0 < at && start < this.#waiting[at - 1].start) at--;
    this.#waiting.splice(at, 0, { start, run });
  }

  /** Lets the next one run. False when nobody waits. */
  next(): boolean {
    const first = this.#waiting.shift();
    if (!first) return false;
    this.#clock = Math.max(this.#clock, first.start);
    first.run();
    return true;
  }

  /** `flow` has been given so much work. */
  charge(flow: object, work: number): void {
    this.#given.set(flow, Math.max(this.#clock, this.#given.get(flow) ?? 0) + work);
  }
}
