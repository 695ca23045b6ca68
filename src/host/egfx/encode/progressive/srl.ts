import { BitWriter } from '../bit-writer.js';

const KP_MAX = 80;
const KP_START = 8;
const KP_UP = 4;
const KP_DOWN = 6;

/**
 * Simplified run-length coding ([MS-RDPEGFX] 3.2.8.1.4.1) of the values that coefficients get whose sign is not known yet:
 * runs of zeros, then sign and magnitude of the value that ends them.
 */
export class SrlEncoder {
  readonly #bits = new BitWriter();
  #kp = KP_START;
  #zeros = 0;

  /** `magnitudeBits` is how many bits the band has been given: the largest magnitude needs no end mark. */
  write(value: number, magnitudeBits: number): void {
    if (value === 0) {
      this.#zeros++;
      return;
    }
    while (1 << (this.#kp >> 3) <= this.#zeros) this.#fullRun();
    this.#bits.bit(1).bits(this.#zeros, this.#kp >> 3);
    this.#zeros = 0;
    this.#bits.bit(value < 0 ? 1 : 0);
    this.#kp = Math.max(0, this.#kp - KP_DOWN);
    const magnitude = Math.abs(value);
    this.#bits.repeat(0, magnitude - 1);
    if (magnitude < (1 << magnitudeBits) - 1) this.#bits.bit(1);
  }

  /** Zeros up to the end are said in whole runs, which may lead beyond it. */
  finish(): Uint8Array {
    while (0 < this.#zeros) this.#fullRun();
    return this.#bits.finish();
  }

  #fullRun(): void {
    this.#bits.bit(0);
    this.#zeros -= 1 << (this.#kp >> 3);
    this.#kp = Math.min(KP_MAX, this.#kp + KP_UP);
  }
}
