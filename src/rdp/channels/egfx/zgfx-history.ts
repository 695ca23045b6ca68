const FIRST_CAPACITY = 0x4000;

/** The last bytes of everything unpacked: a ring that gets as large as its limit only where so much has arrived. */
export class ZgfxHistory {
  readonly #limit: number;
  #ring = new Uint8Array(0);
  /** Where the next byte goes. */
  #next = 0;
  /** Bytes that may be copied from. */
  length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(bytes: Uint8Array): void {
    const tail = bytes.length <= this.#limit ? bytes : bytes.subarray(bytes.length - this.#limit);
    this.#grow(this.length + tail.length);
    const front = Math.min(tail.length, this.#ring.length - this.#next);
    this.#ring.set(tail.subarray(0, front), this.#next);
    this.#ring.set(tail.subarray(front), 0);
    this.#next = (this.#next + tail.length) % this.#ring.length;
    this.length = Math.min(this.length + tail.length, this.#limit);
  }

  /** Copies `count` bytes from `distance` bytes before the end; the caller has compared both with `length`. */
  copy(distance: number, count: number, to: Uint8Array, at: number): void {
    const ring = this.#ring;
    let from = this.#next - distance;
    if (from < 0) from += ring.length;
    for (let i = 0; i < count; i++) {
      to[at + i] = ring[from++];
      if (from === ring.length) from = 0;
    }
  }

  /** A ring below its limit has not wrapped yet, so that its bytes are in order from the front. */
  #grow(needed: number): void {
    if (needed < this.#ring.length || this.#ring.length === this.#limit) return;
    const capacity = Math.min(this.#limit, Math.max(FIRST_CAPACITY, 2 * this.#ring.length, needed + 1));
    const larger = new Uint8Array(capacity);
    larger.set(this.#ring.subarray(0, this.length));
    this.#ring = larger;
    this.#next = this.length;
  }
}
