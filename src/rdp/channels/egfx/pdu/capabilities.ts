import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { tooLarge } from '../../../../errors.js';

/** version of a graphics capability set, [MS-RDPEGFX] 2.2.3.1 to 2.2.3.10. */
export const CapsVersion = {
  RDPGFX_CAPVERSION_8: 0x00080004,
  RDPGFX_CAPVERSION_81: 0x00080105,
  RDPGFX_CAPVERSION_10: 0x000a0002,
  RDPGFX_CAPVERSION_101: 0x000a0100,
  RDPGFX_CAPVERSION_102: 0x000a0200,
  RDPGFX_CAPVERSION_103: 0x000a0301,
  RDPGFX_CAPVERSION_104: 0x000a0400,
  RDPGFX_CAPVERSION_105: 0x000a0502,
  RDPGFX_CAPVERSION_106: 0x000a0600,
  /** What the document gave for version 10.6 before its errata; hosts of that time know no other. */
  RDPGFX_CAPVERSION_106_ERR: 0x000a0601,
  RDPGFX_CAPVERSION_107: 0x000a0701,
} as const;

/** flags of a graphics capability set; each is known from one version on. */
export const CapsFlag = {
  /** 8, 8.1: RemoteFX in place of RemoteFX Progressive, and a small cache. */
  RDPGFX_CAPS_FLAG_THINCLIENT: 0x00000001,
  /** All but 10.1 and 10.3: a bitmap cache of 16 MB. */
  RDPGFX_CAPS_FLAG_SMALL_CACHE: 0x00000002,
  /** 8.1. */
  RDPGFX_CAPS_FLAG_AVC420_ENABLED: 0x00000010,
  /** 10 and later. */
  RDPGFX_CAPS_FLAG_AVC_DISABLED: 0x00000020,
  /** 10.3 and later: AVC in place of other codecs. */
  RDPGFX_CAPS_FLAG_AVC_THINCLIENT: 0x00000040,
  /** 10.7. */
  RDPGFX_CAPS_FLAG_SCALEDMAP_DISABLE: 0x00000080,
} as const;

/** RDPGFX_CAPSET, [MS-RDPEGFX] 2.2.1.6. */
export interface CapabilitySet {
  /** One of CapsVersion, or something newer. */
  readonly version: number;
  /** 0 for version 10.1, which has none. */
  readonly flags: number;
}

/** More sets than versions will ever be. */
const SETS_MAX = 64;
/** reserved of RDPGFX_CAPSET_VERSION101. */
const RESERVED_101 = 16;

function readCapabilitySet(r: ByteReader): CapabilitySet {
  r.need(4 /* version */ + 4 /* capsDataLength */, 'RDPGFX_CAPSET');
  const version = r.u32();
  const data = r.sub(r.u32(), 'RDPGFX_CAPSET', 'capsDataLength');
  if (version === CapsVersion.RDPGFX_CAPVERSION_101) return { version, flags: 0 };
  data.need(4, 'RDPGFX_CAPSET', 'flags');
  return { version, flags: data.u32() };
}

function writeCapabilitySet(w: ByteWriter, { version, flags }: CapabilitySet): void {
  w.u32(version);
  if (version === CapsVersion.RDPGFX_CAPVERSION_101) w.u32(RESERVED_101).zeros(RESERVED_101);
  else w.u32(4 /* capsDataLength */).u32(flags);
}

/** RDPGFX_CAPS_ADVERTISE_PDU, [MS-RDPEGFX] 2.2.2.18. */
export interface CapsAdvertise {
  readonly type: 'capsAdvertise';
  readonly sets: readonly CapabilitySet[];
}

export function readCapsAdvertise(r: ByteReader): CapsAdvertise {
  const pdu = 'RDPGFX_CAPS_ADVERTISE_PDU';
  r.need(2, pdu, 'capsSetCount');
  const count = r.u16();
  if (SETS_MAX < count) throw tooLarge(pdu, 'capsSetCount', count);
  return { type: 'capsAdvertise', sets: Array.from({ length: count }, () => readCapabilitySet(r)) };
}

export function writeCapsAdvertise(w: ByteWriter, pdu: CapsAdvertise): void {
  w.u16(pdu.sets.length);
  for (const set of pdu.sets) writeCapabilitySet(w, set);
}

/** RDPGFX_CAPS_CONFIRM_PDU, [MS-RDPEGFX] 2.2.2.19: the one set that the host chose. */
export interface CapsConfirm {
  readonly type: 'capsConfirm';
  readonly set: CapabilitySet;
}

export function readCapsConfirm(r: ByteReader): CapsConfirm {
  return { type: 'capsConfirm', set: readCapabilitySet(r) };
}

export function writeCapsConfirm(w: ByteWriter, pdu: CapsConfirm): void {
  writeCapabilitySet(w, pdu.set);
}
