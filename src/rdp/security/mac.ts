import { ByteWriter } from '../../bytes/writer.js';
import type { CryptoProvider } from '../crypto/provider.js';

export const PAD_1 = new Uint8Array(40).fill(0x36);
export const PAD_2 = new Uint8Array(48).fill(0x5c);

export const u32 = (value: number): Uint8Array => new ByteWriter(4).u32(value).finish();

/**
 * [MS-RDPBCGR] 5.3.6.1 and 5.3.6.1.1: the MAC of non-FIPS security and of licensing ([MS-RDPELE] 5.1.6). A salted one also
 * covers the number of packets sent before. Standard security uses the first eight of the sixteen bytes.
 */
export function macData(crypto: CryptoProvider, key: Uint8Array, data: Uint8Array, salt?: number): Uint8Array {
  const inner = crypto.sha1(key, PAD_1, u32(data.length), data, ...(salt === undefined ? [] : [u32(salt)]));
  return crypto.md5(key, PAD_2, inner);
}

/** [MS-RDPBCGR] 5.3.5.1 SaltedHash, three times with 'A', 'BB' and 'CCC' (or from another letter). */
export function saltedHashes(
  crypto: CryptoProvider,
  secret: Uint8Array,
  firstLetter: string,
  random1: Uint8Array,
  random2: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(48);
  for (let i = 0; i < 3; i++) {
    const salt = new Uint8Array(i + 1).fill(firstLetter.charCodeAt(0) + i);
    out.set(crypto.md5(secret, crypto.sha1(salt, secret, random1, random2)), 16 * i);
  }
  return out;
}

/** Compares without telling by time where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
