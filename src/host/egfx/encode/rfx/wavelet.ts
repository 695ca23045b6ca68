import { TILE } from './tile.js';

/** Splits a line of samples, taken from `from` in steps of `step`, into low and high values. */
type Split = (line: Int16Array) => { readonly low: Int16Array; readonly high: Int16Array };

/**
 * One step of the 5/3 wavelet ([MS-RDPRFX] 3.1.8.1.4): what the middle of its neighbours does not tell of an odd sample,
 * halved, and the even samples with what was taken from the odd ones.
 */
const splitHalves: Split = (line) => {
  const half = line.length / 2;
  const high = new Int16Array(half);
  const low = new Int16Array(half);
  for (let n = 0; n < half; n++) {
    const next = line[Math.min(2 * n + 2, line.length - 2)];
    high[n] = (line[2 * n + 1] - ((line[2 * n] + next) >> 1)) >> 1;
  }
  for (let n = 0; n < half; n++) low[n] = line[2 * n] + ((high[Math.max(0, n - 1)] + high[n] + 1) >> 1);
  return { low, high };
};

/**
 * The same for the reduce-extrapolate method ([MS-RDPEGFX] 3.2.8.1.2.2). An even number of samples is extrapolated by one,
 * so that the last high value would be zero, and is left out.
 */
const splitExtrapolated: Split = (line) => {
  const even = line.length % 2 === 0;
  const last = line.length - 1;
  const at = (i: number): number => (i <= last ? line[i] : 2 * line[last] - line[last - 1]);
  const highs = even ? line.length / 2 - 1 : (line.length - 1) / 2;
  const lows = even ? line.length / 2 + 1 : (line.length + 1) / 2;
  const high = Int16Array.from({ length: highs }, (_, n) =>
    Math.trunc((at(2 * n + 1) - Math.trunc((at(2 * n) + at(2 * n + 2)) / 2)) / 2),
  );
  // Without a high value of its own, the last sample takes the one before as if it stood on both sides.
  const beyond = even ? 0 : high[highs - 1];
  const low = Int16Array.from({ length: lows }, (_, n) => {
    const before = high[Math.max(0, n - 1)] ?? 0;
    const after = n < highs ? high[n] : beyond;
    return at(2 * n) + (highs < n ? 0 : Math.trunc((before + after) / 2));
  });
  return { low, high };
};

/** One level: `samples` (a square of `side`) to HL, LH, HH at `bands`, and LL, which is returned. */
function splitSquare(samples: Int16Array, side: number, split: Split, bands: Int16Array): Int16Array {
  const columns = Array.from({ length: side }, (_, x) =>
    split(Int16Array.from({ length: side }, (_, y) => samples[y * side + x])),
  );
  const lows = columns[0].low.length;
  const highs = columns[0].high.length;
  const [hl, lh, hh] = [0, highs * lows, 2 * highs * lows];
  const lowest = new Int16Array(lows * lows);
  for (let y = 0; y < lows; y++) {
    const { low, high } = split(Int16Array.from(columns, (column) => column.low[y]));
    lowest.set(low, y * lows);
    bands.set(high, hl + y * highs);
  }
  for (let y = 0; y < highs; y++) {
    const { low, high } = split(Int16Array.from(columns, (column) => column.high[y]));
    bands.set(low, lh + y * lows);
    bands.set(high, hh + y * highs);
  }
  return lowest;
}

/** Three levels; the result holds the bands in the order of BANDS. */
function transform(samples: Int16Array, split: Split): Int16Array {
  const result = new Int16Array(TILE * TILE);
  let lowest = samples;
  let at = 0;
  for (let level = 0; level < 3; level++) {
    const next = splitSquare(lowest, Math.sqrt(lowest.length), split, result.subarray(at));
    at += lowest.length - next.length;
    lowest = next;
  }
  result.set(lowest, at);
  return result;
}

/** The forward transform of a tile into bands of equal halves. */
export const halvingWavelet = (samples: Int16Array): Int16Array => transform(samples, splitHalves);

/** The forward transform of a tile by the reduce-extrapolate method. */
export const extrapolatingWavelet = (samples: Int16Array): Int16Array => transform(samples, splitExtrapolated);
