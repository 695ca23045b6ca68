import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { FrameCipher } from '../security/cipher.js';

/** Bits of fpOutputHeader and fpInputHeader, [MS-RDPBCGR] 2.2.9.1.2. */
const FASTPATH_OUTPUT_SECURE_CHECKSUM = 0x1;
const FASTPATH_OUTPUT_ENCRYPTED = 0x2;
/** length1 and length2 hold 15 bits; FASTPATH_MAX_PACKET_SIZE is what peers are known to accept. */
export const FASTPATH_MAX_PACKET_SIZE = 0x3fff;

/** updateCode of a Fast-Path Update, [MS-RDPBCGR] 2.2.9.1.2.1. */
export const FastPathUpdateCode = {
  FASTPATH_UPDATETYPE_ORDERS: 0x0,
  FASTPATH_UPDATETYPE_BITMAP: 0x1,
  FASTPATH_UPDATETYPE_PALETTE: 0x2,
  FASTPATH_UPDATETYPE_SYNCHRONIZE: 0x3,
  FASTPATH_UPDATETYPE_SURFCMDS: 0x4,
  FASTPATH_UPDATETYPE_PTR_NULL: 0x5,
  FASTPATH_UPDATETYPE_PTR_DEFAULT: 0x6,
  FASTPATH_UPDATETYPE_PTR_POSITION: 0x8,
  FASTPATH_UPDATETYPE_COLOR: 0x9,
  FASTPATH_UPDATETYPE_CACHED: 0xa,
  FASTPATH_UPDATETYPE_POINTER: 0xb,
  FASTPATH_UPDATETYPE_LARGE_POINTER: 0xc,
} as const;

export const Fragmentation = {
  FASTPATH_FRAGMENT_SINGLE: 0x0,
  FASTPATH_FRAGMENT_LAST: 0x1,
  FASTPATH_FRAGMENT_FIRST: 0x2,
  FASTPATH_FRAGMENT_NEXT: 0x3,
} as const;
export type FragmentationCode = (typeof Fragmentation)[keyof typeof Fragmentation];

const FASTPATH_OUTPUT_COMPRESSION_USED = 0x2;

/** TS_FP_UPDATE, [MS-RDPBCGR] 2.2.9.1.2.1. */
export interface FastPathUpdate {
  readonly code: number;
  readonly fragmentation: FragmentationCode;
  /** Bulk compression type and flags ([MS-RDPBCGR] 3.1.8.2); undefined when the header has none. */
  readonly compressionFlags: number | undefined;
  /** One fragment, compressed or not. */
  readonly data: Uint8Array;
}

export function readFastPathUpdate(r: ByteReader): FastPathUpdate {
  r.need(1 /* updateHeader */ + 2 /* size */, 'TS_FP_UPDATE');
  const header = r.u8();
  const compressed = (header >> 6) & FASTPATH_OUTPUT_COMPRESSION_USED;
  if (compressed) r.need(1 /* compressionFlags */ + 2 /* size */, 'TS_FP_UPDATE', 'compressionFlags');
  const compressionFlags = compressed ? r.u8() : undefined;
  const size = r.u16();
  return {
    code: header & 0xf,
    fragmentation: ((header >> 4) & 0x3) as FragmentationCode,
    compressionFlags,
    data: r.bytes(size, 'TS_FP_UPDATE', 'size'),
  };
}

export function writeFastPathUpdate(w: ByteWriter, update: FastPathUpdate): void {
  const compression = update.compressionFlags === undefined ? 0 : FASTPATH_OUTPUT_COMPRESSION_USED;
  w.u8(update.code | (update.fragmentation << 4) | (compression << 6));
  if (update.compressionFlags !== undefined) w.u8(update.compressionFlags);
  w.u16(update.data.length).bytes(update.data);
}

/**
 * TS_FP_UPDATE_PDU, [MS-RDPBCGR] 2.2.9.1.2: takes a whole frame, decrypts where needed and returns a reader over its
 * updates. Without a cipher an encrypted frame cannot be read and is an error.
 */
export function readFastPathOutput(frame: Uint8Array, cipher: FrameCipher | undefined): ByteReader {
  return openFastPath(frame, cipher, 'TS_FP_UPDATE_PDU').updates;
}

/** The header that fast-path output and fast-path input share. `bits` are bits 2 to 5 of the first byte. */
export function openFastPath(
  frame: Uint8Array,
  cipher: FrameCipher | undefined,
  pdu: string,
): { bits: number; updates: ByteReader } {
  const r = new ByteReader(frame);
  r.need(1 /* fpOutputHeader */ + 1 /* length1 */, pdu);
  const header = r.u8();
  const length1 = r.u8();
  if (length1 & 0x80) r.skip(1 /* length2 */, pdu);
  const flags = header >> 6;
  const bits = (header >> 2) & 0xf;
  if (!(flags & FASTPATH_OUTPUT_ENCRYPTED)) return { bits, updates: r };
  if (!cipher) throw invalid(pdu, 'encryptionFlags', flags);
  r.need(cipher.overhead, pdu, 'dataSignature');
  const plain = cipher.decrypt(r.rest(), (flags & FASTPATH_OUTPUT_SECURE_CHECKSUM) !== 0);
  return { bits, updates: new ByteReader(plain) };
}

/** Wraps plain bytes in the fast-path header, encrypted when there is a cipher. */
export function sealFastPath(plain: Uint8Array, cipher: FrameCipher | undefined, bits = 0): Uint8Array {
  const body = cipher ? cipher.encrypt(plain) : plain;
  const checksum = cipher?.salted ? FASTPATH_OUTPUT_SECURE_CHECKSUM : 0;
  const flags = cipher ? FASTPATH_OUTPUT_ENCRYPTED | checksum : 0;
  const long = 2 + body.length > 0x7f;
  const length = (long ? 3 : 2) + body.length;
  const w = new ByteWriter(length).u8((flags << 6) | (bits << 2));
  if (long) w.u16be(0x8000 | length);
  else w.u8(length);
  return w.bytes(body).finish();
}

/** What a host may do to a fragment before it is sent; undefined leaves it as it is. */
export type CompressFragment = (data: Uint8Array) => { flags: number; data: Uint8Array } | undefined;

/** Fast-path PDUs that carry one update, in fragments where it does not fit into one PDU ([MS-RDPBCGR] 3.3.5.9.3.1). */
export function writeFastPathOutput(
  code: number,
  data: Uint8Array,
  options: { cipher?: FrameCipher; packetSize?: number; compress?: CompressFragment } = {},
): Uint8Array[] {
  const { cipher, packetSize = FASTPATH_MAX_PACKET_SIZE, compress } = options;
  const headers = 3 /* fast-path */ + 4 /* update */ + (cipher ? cipher.overhead + 8 /* FIPS padding */ : 0);
  const room = packetSize - headers;
  const frames: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < data.length; at += room) {
    const fragment = data.subarray(at, at + room);
    const small = compress?.(fragment);
    const w = new ByteWriter(fragment.length + headers);
    writeFastPathUpdate(w, {
      code,
      fragmentation: fragmentationAt(at, fragment.length, data.length),
      compressionFlags: small?.flags,
      data: small?.data ?? fragment,
    });
    frames.push(sealFastPath(w.finish(), cipher));
  }
  return frames;
}

function fragmentationAt(at: number, length: number, total: number): FragmentationCode {
  const first = at === 0;
  const last = at + length === total;
  if (first && last) return Fragmentation.FASTPATH_FRAGMENT_SINGLE;
  if (first) return Fragmentation.FASTPATH_FRAGMENT_FIRST;
  return last ? Fragmentation.FASTPATH_FRAGMENT_LAST : Fragmentation.FASTPATH_FRAGMENT_NEXT;
}
