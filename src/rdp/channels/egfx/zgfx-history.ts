/** Memory comes in pages as it is filled: an array that grows would be copied, and thrown away, again and again. */
const PAGE = 0x1_0000;
/** Above this many bytes a copy by the engine is faster than a loop. */
const SHORT_COPY = 32;

/** The last bytes of everything unpacked: a ring, whose pages are there once something was written to them. */
export class ZgfxHistory {
  readonly #limit: number;
  readonly #pages: Uint8Array[] = [];
  /** Where the next byte goes. */
  #next = 0;
  /** Bytes that may be copied from. */
  length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(bytes: Uint8Array): void {
    let from = Math.max(0, bytes.length - this.#limit);
    this.length = Math.min(this.length + bytes.length - from, this.#limit);
    while (from < bytes.length) {
      const page = this.#page();
      const offset = this.#next % PAGE;
      const piece = bytes.subarray(from, from + page.length - offset);
      page.set(piece, offset);
      from += piece.length;
      this.#next += piece.length;
      if (this.#next === this.#limit) this.#next = 0;
    }
  }

  /** Copies `count` bytes from `distance` bytes before the end; the caller has compared both with `length`. */
  copy(distance: number, count: number, to: Uint8Array, at: number): void {
    let from = this.#next - distance;
    if (from < 0) from += this.#limit;
    let target = at;
    const end = at + count;
    while (target < end) {
      const page = this.#pages[Math.floor(from / PAGE)];
      const offset = from % PAGE;
      const piece = Math.min(end - target, page.length - offset);
      if (piece <= SHORT_COPY) for (let i = 0; i < piece; i++) to[target + i] = page[offset + i];
      else to.set(page.subarray(offset, offset + piece), target);
      target += piece;
      from += piece;
      if (from === this.#limit) from = 0;
    }
  }

  /** The page that the next byte goes to. */
  #page(): Uint8Array {
    const index = Math.floor(this.#next / PAGE);
    this.#pages[index] ??= new Uint8Array(Math.min(PAGE, this.#limit - index * PAGE));
    return this.#pages[index];
  }
}
