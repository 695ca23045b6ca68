import { TILE } from './tile.js';

/** Splits the first `count` samples of a line into low and high values. */
type Split = (line: Int16Array, count: number, low: Int16Array, high: Int16Array) => void;

/** A way to split, and how many low values it makes of some samples. */
interface Method {
  readonly split: Split;
  readonly lows: (count: number) => number;
}

/**
 * One step of the 5/3 wavelet ([MS-RDPRFX] 3.1.8.1.4): what the middle of its neighbours does not tell of an odd sample,
 * halved, and the even samples with what was taken from the odd ones.
 */
const halves: Method = {
  lows: (count) => count / 2,
  split(line, count, low, high) {
    const half = count / 2;
    for (let n = 0; n < half; n++) {
      const next = line[Math.min(2 * n + 2, count - 2)];
      high[n] = (line[2 * n + 1] - ((line[2 * n] + next) >> 1)) >> 1;
    }
    for (let n = 0; n < half; n++) low[n] = line[2 * n] + ((high[Math.max(0, n - 1)] + high[n] + 1) >> 1);
  },
};

const towardsZero = (value: number): number => (value / 2) | 0;

/**
 * The same for the reduce-extrapolate method ([MS-RDPEGFX] 3.2.8.1.2.2). An even number of samples is extrapolated by one,
 * so that the last high value would be zero, and is left out.
 */
const extrapolated: Method = {
  lows: (count) => (count >> 1) + 1,
  split(line, count, low, high) {
    const even = count % 2 === 0;
    const highs = even ? count / 2 - 1 : (count - 1) / 2;
    for (let n = 0; n < highs; n++) high[n] = towardsZero(line[2 * n + 1] - towardsZero(line[2 * n] + line[2 * n + 2]));
    low[0] = line[0] + high[0];
    for (let n = 1; n < highs; n++) low[n] = line[2 * n] + towardsZero(high[n - 1] + high[n]);
    // Without a high value of its own, the last sample takes the one before as if it stood on both sides.
    if (!even) low[highs] = line[2 * highs] + high[highs - 1];
    else {
      low[highs] = line[2 * highs] + towardsZero(high[highs - 1]);
      low[highs + 1] = 2 * line[count - 1] - line[count - 2];
    }
  },
};

const MOST_LOWS = TILE / 2 + 1;
const line = new Int16Array(TILE);
const low = new Int16Array(MOST_LOWS);
const high = new Int16Array(MOST_LOWS);
/** Rows of low and of high values, as the vertical step leaves them. */
const lowRows = new Int16Array(MOST_LOWS * TILE);
const highRows = new Int16Array(MOST_LOWS * TILE);

/** One level: `samples` (a square of `side`) to HL, LH, HH at `bands`, and LL, which is returned. */
function splitSquare(
  samples: Int16Array,
  side: number,
  { split, lows: lowsOf }: Method,
  bands: Int16Array,
): Int16Array {
  const lows = lowsOf(side);
  const highs = side - lows;
  for (let x = 0; x < side; x++) {
    for (let y = 0; y < side; y++) line[y] = samples[y * side + x];
    split(line, side, low, high);
    for (let y = 0; y < lows; y++) lowRows[y * side + x] = low[y];
    for (let y = 0; y < highs; y++) highRows[y * side + x] = high[y];
  }
  const lowest = new Int16Array(lows * lows);
  const [lh, hh] = [highs * lows, 2 * highs * lows];
  for (let y = 0; y < lows; y++) {
    split(lowRows.subarray(y * side, (y + 1) * side), side, low, high);
    lowest.set(low.subarray(0, lows), y * lows);
    bands.set(high.subarray(0, highs), y * highs);
  }
  for (let y = 0; y < highs; y++) {
    split(highRows.subarray(y * side, (y + 1) * side), side, low, high);
    bands.set(low.subarray(0, lows), lh + y * lows);
    bands.set(high.subarray(0, highs), hh + y * highs);
  }
  return lowest;
}

/** Three levels; the result holds the bands in the order of BANDS. */
function transform(samples: Int16Array, method: Method): Int16Array {
  const result = new Int16Array(TILE * TILE);
  let lowest = samples;
  let at = 0;
  for (let level = 0; level < 3; level++) {
    const next = splitSquare(lowest, Math.sqrt(lowest.length), method, result.subarray(at));
    at += lowest.length - next.length;
    lowest = next;
  }
  result.set(lowest, at);
  return result;
}

/** The forward transform of a tile into bands of equal halves. */
export const halvingWavelet = (samples: Int16Array): Int16Array => transform(samples, halves);

/** The forward transform of a tile by the reduce-extrapolate method. */
export const extrapolatingWavelet = (samples: Int16Array): Int16Array => transform(samples, extrapolated);
