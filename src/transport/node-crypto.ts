import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { CryptoProvider } from '../rdp/crypto/provider.js';

function digest(algorithm: string, parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function mac(algorithm: string, key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** What the RDP core needs from OpenSSL. */
export const nodeCrypto: CryptoProvider = {
  random: (length) => randomBytes(length),
  md5: (...parts) => digest('md5', parts),
  sha1: (...parts) => digest('sha1', parts),
  sha256: (...parts) => digest('sha256', parts),
  sha384: (...parts) => digest('sha384', parts),
  sha512: (...parts) => digest('sha512', parts),
  hmacMd5: (key, ...parts) => mac('md5', key, parts),
  hmacSha1: (key, ...parts) => mac('sha1', key, parts),
  tripleDes(direction, key, iv) {
    const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
    return create('des-ede3-cbc', key, iv).setAutoPadding(false);
  },
};
