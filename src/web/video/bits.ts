/** Bits of a NAL unit's payload, with the Exp-Golomb codes of [ITU-T H.264] 9.1. Past the end there are zeros. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#at;
  }

  /** More was read than there is. */
  get past(): boolean {
    return this.#bytes.length * 8 < this.#at;
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3] ?? 0;
    const value = (byte >> (7 - (this.#at & 7))) & 1;
    this.#at += 1;
    return value;
  }

  /** Up to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  /** ue(v). */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.past && this.bit() === 0) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

export class BitWriter {
  readonly #bytes: number[] = [];
  #count = 0;

  bit(value: number): void {
    if (this.#count % 8 === 0) this.#bytes.push(0);
    this.#bytes[this.#bytes.length - 1] |= value << (7 - (this.#count % 8));
    this.#count += 1;
  }

  unsigned(value: number): void {
    const length = 32 - Math.clz32(value + 1);
    for (let i = 1; i < length; i++) this.bit(0);
    for (let i = length - 1; 0 <= i; i--) this.bit(((value + 1) >>> i) & 1);
  }

  /** rbsp_trailing_bits, [ITU-T H.264] 7.3.2.11. */
  finish(): Uint8Array {
    this.bit(1);
    return Uint8Array.from(this.#bytes);
  }
}
