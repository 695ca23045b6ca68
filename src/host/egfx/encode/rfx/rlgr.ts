import { BitWriter } from '../bit-writer.js';

/** Constants of [MS-RDPRFX] 3.1.8.1.7.3. */
const KPMAX = 80;
const LSGR = 3;
const UP_GR = 4;
const DN_GR = 6;
const UQ_GR = 3;
const DQ_GR = 3;

export type Entropy = 'rlgr1' | 'rlgr3';

/** Adaptive Run-Length Golomb-Rice coding, [MS-RDPRFX] 3.1.8.1.7.3.1. */
export function encodeRlgr(values: Int16Array, entropy: Entropy): Uint8Array {
  return new RlgrEncoder(values).encode(entropy);
}

class RlgrEncoder {
  readonly #values: Int16Array;
  readonly #bits = new BitWriter();
  #at = 0;
  #kp = 1 << LSGR;
  #krp = 1 << LSGR;

  constructor(values: Int16Array) {
    this.#values = values;
  }

  encode(entropy: Entropy): Uint8Array {
    while (this.#at < this.#values.length) {
      if (this.#kp >> LSGR) this.#runLength();
      else if (entropy === 'rlgr1') this.#one();
      else this.#two();
    }
    return this.#bits.finish();
  }

  /** A run of zeros and the value that ends it. A run up to the end is said in whole steps, which may lead beyond it. */
  #runLength(): void {
    let zeros = 0;
    while (this.#at < this.#values.length && this.#values[this.#at] === 0) {
      zeros++;
      this.#at++;
    }
    const last = this.#at === this.#values.length;
    while (last ? 0 < zeros : 1 << (this.#kp >> LSGR) <= zeros) {
      this.#bits.bit(0);
      zeros -= 1 << (this.#kp >> LSGR);
      this.#kp = Math.min(KPMAX, this.#kp + UP_GR);
    }
    if (last) return;
    const value = this.#values[this.#at++];
    this.#bits.bit(1).bits(zeros, this.#kp >> LSGR);
    this.#bits.bit(value < 0 ? 1 : 0);
    this.#golombRice(Math.abs(value) - 1);
    this.#kp = Math.max(0, this.#kp - DN_GR);
  }

  #one(): void {
    const code = toMagnitudeSign(this.#values[this.#at++]);
    this.#golombRice(code);
    this.#kp = code === 0 ? Math.min(KPMAX, this.#kp + UQ_GR) : Math.max(0, this.#kp - DQ_GR);
  }

  /** Two values: their sum, then the first in as many bits as the sum has. */
  #two(): void {
    const first = toMagnitudeSign(this.#values[this.#at++]);
    const second = this.#at < this.#values.length ? toMagnitudeSign(this.#values[this.#at++]) : 0;
    this.#golombRice(first + second);
    this.#bits.bits(first, 32 - Math.clz32(first + second));
    if (first && second) this.#kp = Math.max(0, this.#kp - 2 * DQ_GR);
    else if (!first && !second) this.#kp = Math.min(KPMAX, this.#kp + 2 * UQ_GR);
  }

  #golombRice(value: number): void {
    const bits = this.#krp >> LSGR;
    const ones = value >> bits;
    this.#bits.repeat(1, ones).bit(0).bits(value, bits);
    if (ones === 0) this.#krp = Math.max(0, this.#krp - 2);
    else if (1 < ones) this.#krp = Math.min(KPMAX, this.#krp + ones);
  }
}

/** Twice the magnitude, less one for negative values. */
const toMagnitudeSign = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
