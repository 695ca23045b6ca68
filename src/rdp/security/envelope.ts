import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { DecodeError } from '../../errors.js';
import type { FrameCipher } from './cipher.js';
import { readSecurityHeader, SecurityFlag, writeSecurityHeader } from './header.js';

/**
 * The security header between an MCS Send Data PDU and what it carries ([MS-RDPBCGR] 2.2.8.1.1.2). Under standard security
 * with encryption every PDU has one; otherwise only those of a kind that is known by its flags (client info, licensing,
 * auto-detect, heartbeat, redirection).
 */
export interface Opened {
  /** SEC_*; 0 when there was no header. */
  readonly flags: number;
  readonly body: ByteReader;
}

/** A PDU that has a header in any case. */
export function seal(cipher: FrameCipher | undefined, flags: number, body: Uint8Array): Uint8Array {
  const w = new ByteWriter(16 + body.length);
  if (!cipher) {
    writeSecurityHeader(w, flags);
    return w.bytes(body).finish();
  }
  const checksum = cipher.salted ? SecurityFlag.SEC_SECURE_CHECKSUM : 0;
  writeSecurityHeader(w, flags | SecurityFlag.SEC_ENCRYPT | checksum);
  return w.bytes(cipher.encrypt(body)).finish();
}

/** A PDU that has a header only under encryption: share PDUs and static channels. */
export const sealData = (cipher: FrameCipher | undefined, body: Uint8Array): Uint8Array =>
  cipher ? seal(cipher, 0, body) : body;

/** Opens what `seal` made. A host at encryption level low leaves its own side in the clear. */
export function open(cipher: FrameCipher | undefined, data: Uint8Array): Opened {
  const r = new ByteReader(data);
  const flags = readSecurityHeader(r);
  // Hosts encrypt a redirection packet under standard security without saying so ([MS-RDPBCGR] 2.2.13.2.1).
  const unsaid = cipher !== undefined && (flags & SecurityFlag.SEC_REDIRECTION_PKT) !== 0;
  if (!(flags & SecurityFlag.SEC_ENCRYPT) && !unsaid) return { flags, body: r };
  if (!cipher) throw new DecodeError('PDU_UNEXPECTED', 'TS_SECURITY_HEADER', 'flags', flags);
  const salted = (flags & SecurityFlag.SEC_SECURE_CHECKSUM) !== 0;
  return { flags, body: new ByteReader(cipher.decrypt(r.rest(), salted)) };
}

/** Opens what `sealData` made. */
export const openData = (cipher: FrameCipher | undefined, data: Uint8Array): Opened =>
  cipher ? open(cipher, data) : { flags: 0, body: new ByteReader(data) };
