import { BitWriter } from '../bit-writer.js';
import { type BandRange, type BandValues, EXTRAPOLATED, HALVED } from '../rfx/bands.js';
import { encodeRlgr } from '../rfx/rlgr.js';
import { TILE_PIXELS } from '../rfx/tile.js';
import { extrapolatingWavelet, halvingWavelet } from '../rfx/wavelet.js';
import { SrlEncoder } from './srl.js';

const LOWEST = 'LL3';

/** The bits of an upgrade: [MS-RDPEGFX] 2.2.4.2.1.6.3 has both for each component. */
export interface Upgrade {
  readonly srl: Uint8Array;
  readonly raw: Uint8Array;
}

/**
 * What the decoder knows of one component of a tile ([MS-RDPEGFX] 3.2.8.1): its coefficients, which later passes refine and
 * later frames may refer to.
 */
export class ProgressiveComponent {
  readonly #ranges: readonly BandRange[];
  readonly #extrapolate: boolean;
  /** Coefficients as the decoder has them. */
  readonly #known = new Int32Array(TILE_PIXELS);
  /** What is being sent, in full precision: the coefficients, or their differences to what was known before. */
  readonly #wanted = new Int32Array(TILE_PIXELS);
  /** Coefficients whose sign the decoder has seen in this frame. */
  readonly #signed = new Uint8Array(TILE_PIXELS);
  #bitPosition: BandValues | undefined;

  constructor(extrapolate: boolean) {
    this.#extrapolate = extrapolate;
    this.#ranges = extrapolate ? EXTRAPOLATED : HALVED;
  }

  /** The first pass, cut off at a bit position for each band. With `difference`, relative to what is known. */
  first(plane: Int16Array, bitPosition: BandValues, difference: boolean): Uint8Array {
    const coefficients = this.#extrapolate ? extrapolatingWavelet(plane) : halvingWavelet(plane);
    if (!difference) this.#known.fill(0);
    for (let i = 0; i < coefficients.length; i++) this.#wanted[i] = coefficients[i] - this.#known[i];
    this.#bitPosition = bitPosition;
    const values = new Int16Array(this.#wanted.length);
    for (const { name, from, to } of this.#ranges) {
      const shift = bitPosition[name] - 1;
      for (let i = from; i < to; i++) {
        values[i] = name === LOWEST ? this.#wanted[i] >> shift : towardsZero(this.#wanted[i], shift);
        this.#known[i] += values[i] << shift;
        this.#signed[i] = values[i] === 0 ? 0 : 1;
      }
      if (name === LOWEST) for (let i = to - 1; from < i; i--) values[i] -= values[i - 1];
    }
    return encodeRlgr(values, 'rlgr1');
  }

  /**
   * A later pass: the bits between the last position and this one, [MS-RDPEGFX] 3.2.8.1.4. Where the sign is known they
   * stand as they are; where all bits so far were zero, they are run-length encoded and bring the sign with them.
   */
  upgrade(bitPosition: BandValues): Upgrade {
    const before = this.#bitPosition as BandValues;
    const srl = new SrlEncoder();
    const raw = new BitWriter();
    for (const { name, from, to } of this.#ranges) {
      const count = before[name] - bitPosition[name];
      const shift = bitPosition[name] - 1;
      if (count === 0) continue;
      const mask = (1 << count) - 1;
      for (let i = from; i < to; i++) {
        const wanted = this.#wanted[i];
        const negative = name !== LOWEST && wanted < 0;
        const bits = (negative ? -wanted >> shift : wanted >> shift) & mask;
        if (name === LOWEST || this.#signed[i]) raw.bits(bits, count);
        else {
          srl.write(negative ? -bits : bits, count);
          this.#signed[i] = bits === 0 ? 0 : 1;
        }
        this.#known[i] += (negative ? -bits : bits) * 2 ** shift;
      }
    }
    this.#bitPosition = bitPosition;
    return { srl: srl.finish(), raw: raw.finish() };
  }
}

const towardsZero = (value: number, shift: number): number => (value < 0 ? -(-value >> shift) : value >> shift);
