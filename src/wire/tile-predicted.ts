import { wireInvalid } from './header.js';
import type { TileDepth } from './tile-depth.js';

/** So many one bits say that the value follows as it is. */
const ESCAPE = 8;
/** Eight times the mean of folded differences, to begin with. */
const START_MEAN = 64;
/** A mean stays below eight times the largest folded difference, plus one. */
const MEANS = 4096;
const LENGTHS = 4;

/** Bytes that may be read beyond the end of a payload. */
export const READ_AHEAD = 8;

/**
 * Decodes the predicted coding of a tile (`docs/wire-tiles.md`): a stream each for green, red and blue, which holds for
 * every pixel the difference to a prediction as a Golomb-Rice code whose parameter follows the size of recent
 * differences. One object decodes many tiles and allocates nothing.
 *
 * This runs for each channel of each pixel, so it works channel by channel: one stream's state fits a processor's
 * registers, and no step waits for another channel.
 */
export class PredictedStream {
  readonly #colors: Uint32Array;
  readonly #green: Uint8Array;
  readonly #red: Uint8Array;
  readonly #blue: Uint8Array;
  /** Differences of green, which those of red and blue are measured against. */
  readonly #base: Int8Array;
  readonly #none: Int8Array;

  /** Colours are written to `colors`, row by row without gaps. */
  constructor(colors: Uint32Array) {
    this.#colors = colors;
    this.#green = new Uint8Array(colors.length);
    this.#red = new Uint8Array(colors.length);
    this.#blue = new Uint8Array(colors.length);
    this.#base = new Int8Array(colors.length);
    this.#none = new Int8Array(colors.length);
  }

  /** Reads the payload in the first `length` bytes of `source`, which has READ_AHEAD more. Throws WIRE_INVALID. */
  decode(source: DataView, length: number, depth: TileDepth, width: number, height: number): void {
    const { greenBits, greenShift } = depth;
    const redBits = greenBits === 8 ? 8 : 5;
    const redFrom = LENGTHS + source.getUint16(0, true);
    const blueFrom = redFrom + source.getUint16(2, true);
    if (length < blueFrom) throw wireInvalid('Tile', 'streams', length);
    const count = width * height;
    readDifferences(source, LENGTHS, redFrom, greenBits, this.#green, count);
    readDifferences(source, redFrom, blueFrom, redBits, this.#red, count);
    readDifferences(source, blueFrom, length, redBits, this.#blue, count);
    const base = this.#base;
    for (let i = 0; i < count; i++) base[i] = unfold(this.#green[i]) >> greenShift;
    addPredictions(this.#green, this.#none, width, count, (1 << greenBits) - 1);
    addPredictions(this.#red, base, width, count, (1 << redBits) - 1);
    addPredictions(this.#blue, base, width, count, (1 << redBits) - 1);
    const colors = this.#colors;
    for (let i = 0; i < count; i++) colors[i] = this.#red[i] | (this.#green[i] << 8) | (this.#blue[i] << 16);
  }
}

/** Reads `count` folded differences from the stream in `source[from, to)`, which they must fill. */
function readDifferences(
  source: DataView,
  from: number,
  to: number,
  channelBits: number,
  folded: Uint8Array,
  count: number,
): void {
  const parameters = channelBits === 8 ? PARAMETERS_8 : channelBits === 6 ? PARAMETERS_6 : PARAMETERS_5;
  const end = to * 8;
  let at = from * 8;
  let mean = START_MEAN;
  for (let i = 0; i < count; i++) {
    // A code is at most sixteen bits: one that begins within the stream ends within the bytes that may be read.
    if (end <= at) throw wireInvalid('Tile', 'differences', i);
    const word = source.getInt32(at >> 3) << (at & 7);
    const low = parameters[mean];
    const high = Math.clz32(~word);
    let value: number;
    if (high < ESCAPE) {
      value = (high << low) | (((word << (high + 1)) >>> 1) >>> (31 - low));
      at += high + 1 + low;
    } else {
      value = (word << ESCAPE) >>> (32 - channelBits);
      at += ESCAPE + channelBits;
    }
    value &= 255;
    mean += value - (mean >> 3);
    folded[i] = value;
  }
  if ((at + 7) >> 3 !== to) throw wireInvalid('Tile', 'differences', count);
}

/** How many low bits of a difference are written as they are: the bit length of a twelfth of the mean, below the channel's. */
const parameters = (channelBits: number): Uint8Array =>
  Uint8Array.from({ length: MEANS }, (_, mean) => Math.min(32 - Math.clz32((mean * 85) >> 10), channelBits - 1));
const PARAMETERS_5 = parameters(5);
const PARAMETERS_6 = parameters(6);
const PARAMETERS_8 = parameters(8);

/** 0, -1, 1, -2, 2 … */
const unfold = (folded: number): number => (folded >> 1) ^ -(folded & 1);

/** Turns folded differences into values, in place. */
function addPredictions(values: Uint8Array, base: Int8Array, width: number, count: number, mask: number): void {
  let left = 0;
  for (let i = 0; i < width; i++) {
    left = (left + unfold(values[i]) + base[i]) & mask;
    values[i] = left;
  }
  for (let i = width; i < count; ) {
    let corner = values[i - width];
    left = (corner + unfold(values[i]) + base[i]) & mask;
    values[i] = left;
    const end = i + width;
    for (i++; i < end; i++) {
      const above = values[i - width];
      left = (median(left, above, corner) + unfold(values[i]) + base[i]) & mask;
      values[i] = left;
      corner = above;
    }
  }
}

/**
 * Median edge detection as in LOCO-I (ISO/IEC 14495-1 A.4.2): left + above - corner, kept between left and above. Written
 * without branches, which nothing could foresee.
 */
export function median(left: number, above: number, corner: number): number {
  const difference = left - above;
  const negative = difference & (difference >> 31);
  const low = above + negative;
  const high = left - negative;
  const over = corner - low;
  const plane = high - (over & ~(over >> 31));
  const under = plane - low;
  return plane - (under & (under >> 31));
}
