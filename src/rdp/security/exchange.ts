import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { tooLarge } from '../../errors.js';

const PADDING = 8;
/** A 2048 bit key and the padding, with room for a longer key. */
const MAX_ENCRYPTED_RANDOM = 1024;

/**
 * [MS-RDPBCGR] 2.2.1.10.1 Security Exchange PDU Data (TS_SECURITY_PACKET) behind its security header: the client random
 * under the host's public key, little-endian, without the eight bytes of padding.
 */
export function readSecurityExchange(r: ByteReader): Uint8Array {
  r.need(4, 'TS_SECURITY_PACKET', 'length');
  const length = r.u32();
  if (length < PADDING || length > MAX_ENCRYPTED_RANDOM) throw tooLarge('TS_SECURITY_PACKET', 'length', length);
  return r.bytes(length, 'TS_SECURITY_PACKET', 'encryptedClientRandom').subarray(0, length - PADDING);
}

export function writeSecurityExchange(w: ByteWriter, encryptedClientRandom: Uint8Array): void {
  w.u32(encryptedClientRandom.length + PADDING)
    .bytes(encryptedClientRandom)
    .zeros(PADDING);
}
