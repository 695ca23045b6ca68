/** Bands of a tile as their coefficients follow one another, [MS-RDPRFX] 3.1.8.1.6. */
export const BANDS = ['HL1', 'LH1', 'HH1', 'HL2', 'LH2', 'HH2', 'HL3', 'LH3', 'HH3', 'LL3'] as const;
export type BandName = (typeof BANDS)[number];

/** A value for each band: a quantization factor, a bit position or a number of bits. */
export type BandValues = Readonly<Record<BandName, number>>;

/** Where a band stands among the coefficients. */
export interface BandRange {
  readonly name: BandName;
  readonly from: number;
  readonly to: number;
}

function ranges(sizes: readonly number[]): readonly BandRange[] {
  let at = 0;
  return BANDS.map((name, i) => {
    const from = at;
    at += sizes[i];
    return { name, from, to: at };
  });
}

/** Bands of equal halves. */
export const HALVED = ranges([1024, 1024, 1024, 256, 256, 256, 64, 64, 64, 64]);

/** Bands after the reduce-extrapolate transform ([MS-RDPEGFX] 3.2.8.1.2.2): low ones have one more row and column. */
export const EXTRAPOLATED = ranges([31 * 33, 33 * 31, 31 * 31, 16 * 17, 17 * 16, 16 * 16, 8 * 9, 9 * 8, 8 * 8, 9 * 9]);

export const bandValues = (value: (name: BandName) => number): BandValues =>
  Object.fromEntries(BANDS.map((name) => [name, value(name)])) as Record<BandName, number>;

/** Two four-bit values to a byte, the first in the lower half. */
export const packNibbles = (values: BandValues, order: readonly BandName[]): Uint8Array =>
  Uint8Array.from({ length: order.length / 2 }, (_, i) => values[order[2 * i]] | (values[order[2 * i + 1]] << 4));
