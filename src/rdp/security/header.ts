import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** Flags of the Basic (Non-FIPS) Security Header, [MS-RDPBCGR] 2.2.8.1.1.2.1. */
export const SecurityFlag = {
  SEC_EXCHANGE_PKT: 0x0001,
  SEC_TRANSPORT_REQ: 0x0002,
  SEC_TRANSPORT_RSP: 0x0004,
  SEC_ENCRYPT: 0x0008,
  SEC_INFO_PKT: 0x0040,
  SEC_LICENSE_PKT: 0x0080,
  SEC_LICENSE_ENCRYPT: 0x0200,
  SEC_REDIRECTION_PKT: 0x0400,
  SEC_SECURE_CHECKSUM: 0x0800,
  SEC_AUTODETECT_REQ: 0x1000,
  SEC_AUTODETECT_RSP: 0x2000,
  SEC_HEARTBEAT: 0x4000,
  SEC_FLAGSHI_VALID: 0x8000,
} as const;

/** [MS-RDPBCGR] 2.2.8.1.1.2.1 Basic (TS_SECURITY_HEADER). Returns the flags; flagsHi is unused. */
export function readSecurityHeader(r: ByteReader): number {
  r.need(2 /* flags */ + 2 /* flagsHi */, 'TS_SECURITY_HEADER');
  const flags = r.u16();
  r.skip(2);
  return flags;
}

export function writeSecurityHeader(w: ByteWriter, flags: number): void {
  w.u16(flags).u16(0);
}
