import { ByteWriter } from '../../../../bytes/writer.js';
import type { Pixels } from '../pixels.js';
import { type BandName, type BandValues, bandValues, HALVED, packNibbles } from './bands.js';
import { type Entropy, encodeRlgr } from './rlgr.js';
import { TILE, tilePlanes } from './tile.js';
import { halvingWavelet } from './wavelet.js';

/** Block types, [MS-RDPRFX] 2.2.2.1.1. */
const BlockType = {
  WBT_SYNC: 0xccc0,
  WBT_CODEC_VERSIONS: 0xccc1,
  WBT_CHANNELS: 0xccc2,
  WBT_CONTEXT: 0xccc3,
  WBT_FRAME_BEGIN: 0xccc4,
  WBT_FRAME_END: 0xccc5,
  WBT_REGION: 0xccc6,
  WBT_EXTENSION: 0xccc7,
  CBT_REGION: 0xcac1,
  CBT_TILESET: 0xcac2,
  CBT_TILE: 0xcac3,
} as const;

const WF_MAGIC = 0xcaccacca;
const WF_VERSION_1_0 = 0x0100;
const CODEC_ID = 1;
const CHANNEL_ID = 0;
/** Of a context block, [MS-RDPRFX] 2.2.2.2.4. */
const CONTEXT_CHANNEL = 0xff;
const COL_CONV_ICT = 1;
const CLW_XFORM_DWT_53_A = 1;
const SCALAR_QUANTIZATION = 1;
const ENTROPY = { rlgr1: 1, rlgr3: 4 } as const;

/** Order of TS_RFX_CODEC_QUANT, [MS-RDPRFX] 2.2.2.1.5. */
const QUANT_ORDER: readonly BandName[] = ['LL3', 'LH3', 'HL3', 'HH3', 'LH2', 'HL2', 'HH2', 'LH1', 'HL1', 'HH1'];

/** 6 is the least: coefficients lose their fraction and nothing else. */
export const FINEST: BandValues = bandValues(() => 6);

export interface RemoteFxOptions {
  readonly entropy?: Entropy;
  readonly quantization?: BandValues;
}

/**
 * Writes RemoteFX encode messages ([MS-RDPRFX] 2.2.2) as the graphics pipeline carries them (RDPGFX_CODECID_CAVIDEO): the
 * picture as one region and all tiles that it touches. Headers come with the first message only.
 */
export class RemoteFxEncoder {
  #frame = 0;

  encode(picture: Pixels, { entropy = 'rlgr1', quantization = FINEST }: RemoteFxOptions = {}): Uint8Array {
    const w = new ByteWriter(0x4000);
    if (this.#frame === 0) writeHeaders(w, picture, entropy);
    channelBlock(w, BlockType.WBT_FRAME_BEGIN, (b) => b.u32(this.#frame++).u16(1 /* numRegions */));
    channelBlock(w, BlockType.WBT_REGION, (b) => {
      b.u8(1 /* regionFlags: lossy */).u16(1 /* numRects */);
      b.u16(0).u16(0).u16(picture.width).u16(picture.height);
      b.u16(BlockType.CBT_REGION).u16(1 /* numTilesets */);
    });
    channelBlock(w, BlockType.WBT_EXTENSION, (b) => writeTileSet(b, picture, entropy, quantization));
    channelBlock(w, BlockType.WBT_FRAME_END, () => {});
    return w.finish();
  }
}

/** blockType and blockLen before a body. */
function block(w: ByteWriter, type: number, body: (w: ByteWriter) => void): void {
  const start = w.length;
  w.u16(type);
  const length = w.reserve(4);
  body(w);
  w.patch32(length, w.length - start);
}

/** TS_RFX_CODEC_CHANNELT, [MS-RDPRFX] 2.2.2.1.2. */
function channelBlock(w: ByteWriter, type: number, body: (w: ByteWriter) => void): void {
  block(w, type, (b) => {
    b.u8(CODEC_ID).u8(CHANNEL_ID);
    body(b);
  });
}

function writeHeaders(w: ByteWriter, { width, height }: Pixels, entropy: Entropy): void {
  block(w, BlockType.WBT_SYNC, (b) => b.u32(WF_MAGIC).u16(WF_VERSION_1_0));
  block(w, BlockType.WBT_CODEC_VERSIONS, (b) => b.u8(1 /* numCodecs */).u8(CODEC_ID).u16(WF_VERSION_1_0));
  block(w, BlockType.WBT_CHANNELS, (b) => b.u8(1 /* numChannels */).u8(CHANNEL_ID).u16(width).u16(height));
  block(w, BlockType.WBT_CONTEXT, (b) => {
    b.u8(CODEC_ID).u8(CONTEXT_CHANNEL).u8(0 /* ctxId */).u16(TILE);
    // flags (video mode), color conversion, transform, entropy coder, quantization: 3, 2, 4, 4 and 2 bits.
    b.u16((COL_CONV_ICT << 3) | (CLW_XFORM_DWT_53_A << 5) | (ENTROPY[entropy] << 9) | (SCALAR_QUANTIZATION << 13));
  });
}

/** TS_RFX_TILESET, [MS-RDPRFX] 2.2.2.3.4. */
function writeTileSet(w: ByteWriter, picture: Pixels, entropy: Entropy, quantization: BandValues): void {
  const columns = Math.ceil(picture.width / TILE);
  const rows = Math.ceil(picture.height / TILE);
  w.u16(BlockType.CBT_TILESET).u16(0 /* idx */);
  // lt, flags, color conversion, transform, entropy coder, quantization: 1, 3, 2, 4, 4 and 2 bits.
  w.u16(1 | (COL_CONV_ICT << 4) | (CLW_XFORM_DWT_53_A << 6) | (ENTROPY[entropy] << 10) | (SCALAR_QUANTIZATION << 14));
  w.u8(1 /* numQuant */)
    .u8(TILE)
    .u16(columns * rows);
  const size = w.reserve(4);
  w.bytes(packNibbles(quantization, QUANT_ORDER));
  const start = w.length;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) writeTile(w, picture, column, row, entropy, quantization);
  w.patch32(size, w.length - start);
}

/** TS_RFX_TILE, [MS-RDPRFX] 2.2.2.3.4.1. */
function writeTile(
  w: ByteWriter,
  picture: Pixels,
  column: number,
  row: number,
  entropy: Entropy,
  quantization: BandValues,
): void {
  const components = tilePlanes(picture, column * TILE, row * TILE).map((plane) =>
    encodeRlgr(quantize(halvingWavelet(plane), quantization), entropy),
  );
  block(w, BlockType.CBT_TILE, (b) => {
    b.u8(0).u8(0).u8(0 /* quantIdxY, quantIdxCb, quantIdxCr */).u16(column).u16(row);
    for (const component of components) b.u16(component.length);
    for (const component of components) b.bytes(component);
  });
}

/** Scalar quantization ([MS-RDPRFX] 3.1.8.1.5), rounded to the nearest step; the lowest band becomes differences. */
function quantize(coefficients: Int16Array, quantization: BandValues): Int16Array {
  for (const { name, from, to } of HALVED) {
    // The factor counts from 6 for coefficients without fraction; these carry five fractional bits.
    const shift = quantization[name] - 1;
    for (let i = from; i < to; i++) coefficients[i] = (coefficients[i] + (1 << (shift - 1))) >> shift;
  }
  const { from } = HALVED[HALVED.length - 1];
  for (let i = coefficients.length - 1; from < i; i--) coefficients[i] -= coefficients[i - 1];
  return coefficients;
}
