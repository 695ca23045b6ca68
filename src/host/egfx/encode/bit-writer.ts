/** Writes bits, the most significant first. */
export class BitWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** Bits that do not make a byte yet, in the low end. */
  #pending = 0;
  #count = 0;

  /** Bits written so far. */
  get bitLength(): number {
    return 8 * this.#length + this.#count;
  }

  bit(value: number): this {
    this.#pending = (this.#pending << 1) | (value & 1);
    if (++this.#count === 8) this.#flush();
    return this;
  }

  /** The lowest `count` bits of `value`, at most 32. */
  bits(value: number, count: number): this {
    for (let left = count; 0 < left; ) {
      const taken = Math.min(8 - this.#count, left);
      left -= taken;
      this.#pending = (this.#pending << taken) | ((value >>> left) & ((1 << taken) - 1));
      this.#count += taken;
      if (this.#count === 8) this.#flush();
    }
    return this;
  }

  repeat(value: number, count: number): this {
    for (let left = count; 0 < left; left -= 32) this.bits(-value, Math.min(32, left));
    return this;
  }

  /** Fills up the last byte with zeros. */
  align(): this {
    while (this.#count !== 0) this.bit(0);
    return this;
  }

  /** Whole bytes. INVARIANT: the writer stands at a byte boundary. */
  bytes(source: Uint8Array): this {
    this.#room(source.length);
    this.#bytes.set(source, this.#length);
    this.#length += source.length;
    return this;
  }

  /** Everything written, the last byte filled up with zeros. */
  finish(): Uint8Array {
    this.align();
    return this.#bytes.subarray(0, this.#length);
  }

  #flush(): void {
    this.#room(1);
    this.#bytes[this.#length++] = this.#pending;
    this.#pending = 0;
    this.#count = 0;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
