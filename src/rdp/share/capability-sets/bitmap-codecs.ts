import type { ByteReader } from '../../../bytes/reader.js';
import { fromHex, hex } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';

/** codecGUID in wire order, [MS-RDPBCGR] 2.2.7.2.10.1.1. */
export const CodecGuid = {
  NSCODEC: 'b91b8dca0f004f15589fae2d1a87e2d6',
  REMOTEFX: '122f777672bd6344afb3b73c9c6f7886',
  IMAGE_REMOTEFX: 'd4cc44278a9d744e803c0ecbeea19c54',
  IGNORE: '9c4351a6353542ae910ccdfce5760b58',
} as const;

/** [MS-RDPBCGR] 2.2.7.2.10.1.1 Bitmap Codec (TS_BITMAPCODEC). */
export interface BitmapCodec {
  /** One of CodecGuid, or another. */
  readonly guid: string;
  readonly codecId: number;
  readonly properties: Uint8Array;
}

/** [MS-RDPBCGR] 2.2.7.2.10 Bitmap Codecs Capability Set (TS_BITMAPCODECS_CAPABILITYSET). */
export interface BitmapCodecsSet {
  readonly type: 'bitmapCodecs';
  readonly codecs: readonly BitmapCodec[];
}

export function readBitmapCodecsSet(r: ByteReader): BitmapCodecsSet {
  r.need(1, 'TS_BITMAPCODECS', 'bitmapCodecCount');
  const codecs = Array.from({ length: r.u8() }, () => readBitmapCodec(r));
  return { type: 'bitmapCodecs', codecs };
}

export function writeBitmapCodecsSet(w: ByteWriter, set: BitmapCodecsSet): void {
  w.u8(set.codecs.length);
  for (const { guid, codecId, properties } of set.codecs) {
    w.bytes(fromHex(guid)).u8(codecId).u16(properties.length).bytes(properties);
  }
}

function readBitmapCodec(r: ByteReader): BitmapCodec {
  r.need(16 /* codecGUID */ + 1 /* codecID */ + 2 /* codecPropertiesLength */, 'TS_BITMAPCODEC');
  const guid = hex(r.bytes(16));
  const codecId = r.u8();
  return { guid, codecId, properties: r.copy(r.u16(), 'TS_BITMAPCODEC', 'codecPropertiesLength') };
}

/** [MS-RDPNSC] 2.2.1 NSCodec Capability Set (TS_NSCODEC_CAPABILITYSET). */
export interface NsCodecProperties {
  readonly dynamicFidelity: boolean;
  readonly subsampling: boolean;
  /** 1 to 7. */
  readonly colorLossLevel: number;
}

export function readNsCodecProperties(r: ByteReader): NsCodecProperties {
  r.need(3, 'TS_NSCODEC_CAPABILITYSET');
  return { dynamicFidelity: r.u8() !== 0, subsampling: r.u8() !== 0, colorLossLevel: r.u8() };
}

export function writeNsCodecProperties(w: ByteWriter, properties: NsCodecProperties): void {
  w.u8(properties.dynamicFidelity ? 1 : 0)
    .u8(properties.subsampling ? 1 : 0)
    .u8(properties.colorLossLevel);
}

const CBY_CAPS = 0xcbc0;
const CBY_CAPSET = 0xcbc1;
const CLY_CAPSET = 0xcfc0;
const CLW_VERSION_1_0 = 0x0100;
const CT_TILE_64x64 = 0x0040;
const CLW_COL_CONV_ICT = 1;
const CLW_XFORM_DWT_53_A = 1;
const CLW_ENTROPY_RLGR1 = 1;
const CLW_ENTROPY_RLGR3 = 4;
const CARDP_CAPS_CAPTURE_NON_CAC = 1;
const CODEC_MODE = 0x02;

/**
 * [MS-RDPRFX] 2.2.1.1 TS_RFX_CLNT_CAPS_CONTAINER with an icap for each entropy coder. Image mode: every frame carries its
 * headers, so a decoder needs no state between messages.
 */
export function remoteFxClientProperties(): Uint8Array {
  const icaps = [CLW_ENTROPY_RLGR1, CLW_ENTROPY_RLGR3];
  const icapLength = 8;
  const capsetLength = 13 + icaps.length * icapLength;
  const capsLength = 8 + capsetLength;
  const w = new ByteWriter(64);
  w.u32(12 + capsLength)
    .u32(CARDP_CAPS_CAPTURE_NON_CAC)
    .u32(capsLength);
  w.u16(CBY_CAPS).u32(8).u16(1 /* numCapsets */);
  w.u16(CBY_CAPSET).u32(capsetLength).u8(1 /* codecId */).u16(CLY_CAPSET).u16(icaps.length).u16(icapLength);
  for (const entropy of icaps) {
    w.u16(CLW_VERSION_1_0).u16(CT_TILE_64x64).u8(CODEC_MODE).u8(CLW_COL_CONV_ICT).u8(CLW_XFORM_DWT_53_A).u8(entropy);
  }
  return w.finish();
}
