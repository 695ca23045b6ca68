import { type BandName, type BandValues, bandValues, packNibbles } from '../rfx/bands.js';

/** Order of RFX_COMPONENT_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.2. Not that of [MS-RDPRFX]. */
const ORDER: readonly BandName[] = ['LL3', 'HL3', 'LH3', 'HH3', 'HL2', 'LH2', 'HH2', 'HL1', 'LH1', 'HH1'];

export const packQuantization = (values: BandValues): Uint8Array => packNibbles(values, ORDER);

/** RFX_PROGRESSIVE_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.1: how many bits of each band one quality leaves out. */
export interface ProgressiveQuality {
  /** 0 to 100; a decoder does not act on it. */
  readonly quality: number;
  readonly luma: BandValues;
  readonly chroma: BandValues;
}

const ofLevels = (first: number, second: number, third: number): BandValues =>
  bandValues((name) => (name === 'LL3' ? 0 : name.endsWith('1') ? first : name.endsWith('2') ? second : third));

/** Final quantization: fine enough that nobody sees it. */
export const QUANTIZATION: BandValues = bandValues(() => 6);

/** From what is sent first to what is almost complete. */
export const QUALITIES: readonly ProgressiveQuality[] = [
  { quality: 30, luma: ofLevels(4, 3, 2), chroma: ofLevels(5, 4, 3) },
  { quality: 70, luma: ofLevels(2, 1, 1), chroma: ofLevels(3, 2, 1) },
];

/** The quality that leaves nothing out, which needs no entry in the table. */
export const FULL_QUALITY = 0xff;

const NOTHING = ofLevels(0, 0, 0);

/** Bit positions of luma and chroma at one quality: [MS-RDPEGFX] 3.2.8.1.3, both tables added. */
export function bitPositions(quality: number): readonly [y: BandValues, cb: BandValues, cr: BandValues] {
  const { luma, chroma } = QUALITIES[quality] ?? { luma: NOTHING, chroma: NOTHING };
  const add = (values: BandValues): BandValues => bandValues((name) => QUANTIZATION[name] + values[name]);
  return [add(luma), add(chroma), add(chroma)];
}
