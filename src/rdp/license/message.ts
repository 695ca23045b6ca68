import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';

/** bMsgType, [MS-RDPBCGR] 2.2.1.12.1.1. */
export const LicenseMessageType = {
  LICENSE_REQUEST: 0x01,
  PLATFORM_CHALLENGE: 0x02,
  NEW_LICENSE: 0x03,
  UPGRADE_LICENSE: 0x04,
  LICENSE_INFO: 0x12,
  NEW_LICENSE_REQUEST: 0x13,
  PLATFORM_CHALLENGE_RESPONSE: 0x15,
  ERROR_ALERT: 0xff,
} as const;

const PREAMBLE = 1 /* bMsgType */ + 1 /* flags */ + 2; /* wMsgSize */
const PREAMBLE_VERSION_3_0 = 3;
const EXTENDED_ERROR_MSG_SUPPORTED = 0x80;

/** [MS-RDPBCGR] 2.2.1.12.1.1 Licensing Preamble (LICENSE_PREAMBLE) and what follows it. */
export interface LicenseMessage {
  readonly type: number;
  readonly body: ByteReader;
}

export function readLicenseMessage(r: ByteReader): LicenseMessage {
  r.need(PREAMBLE, 'LICENSE_PREAMBLE');
  const type = r.u8();
  r.skip(1);
  const size = r.u16();
  if (size < PREAMBLE) throw invalid('LICENSE_PREAMBLE', 'wMsgSize', size);
  return { type, body: r.sub(size - PREAMBLE, 'LICENSE_PREAMBLE', 'wMsgSize') };
}

/** A whole message, without its security header. */
export function licenseMessage(type: number, writeBody: (w: ByteWriter) => void): Uint8Array {
  const w = new ByteWriter().u8(type).u8(PREAMBLE_VERSION_3_0 | EXTENDED_ERROR_MSG_SUPPORTED);
  const size = w.reserve(2);
  writeBody(w);
  return w.patch16(size, w.length).finish();
}

/** wBlobType, [MS-RDPBCGR] 2.2.1.12.1.2. */
export const BlobType = {
  BB_ANY_BLOB: 0x0000,
  BB_DATA_BLOB: 0x0001,
  BB_RANDOM_BLOB: 0x0002,
  BB_CERTIFICATE_BLOB: 0x0003,
  BB_ERROR_BLOB: 0x0004,
  BB_ENCRYPTED_DATA_BLOB: 0x0009,
  BB_KEY_EXCHG_ALG_BLOB: 0x000d,
  BB_SCOPE_BLOB: 0x000e,
  BB_CLIENT_USER_NAME_BLOB: 0x000f,
  BB_CLIENT_MACHINE_NAME_BLOB: 0x0010,
} as const;

/** Licences with their X.509 chains are the largest. */
const MAX_BLOB = 0x4000;

/** [MS-RDPBCGR] 2.2.1.12.1.2 Licensing Binary Blob (LICENSE_BINARY_BLOB). Hosts get types wrong, so they are not checked. */
export function readBlob(r: ByteReader): Uint8Array {
  r.need(2 /* wBlobType */ + 2 /* wBlobLen */, 'LICENSE_BINARY_BLOB');
  r.skip(2);
  const length = r.u16();
  if (length > MAX_BLOB) throw tooLarge('LICENSE_BINARY_BLOB', 'wBlobLen', length);
  return r.bytes(length, 'LICENSE_BINARY_BLOB', 'wBlobLen');
}

export function writeBlob(w: ByteWriter, type: number, data: Uint8Array): void {
  w.u16(type).u16(data.length).bytes(data);
}
