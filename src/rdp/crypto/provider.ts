/**
 * What the RDP core needs from a cryptographic library. The core has no Node built-ins: the driver passes an
 * implementation in (`transport/node-crypto.ts`), a test passes one with fixed randomness.
 * MD4 and RC4, which OpenSSL 3 no longer offers by default, are the core's own (`md4.ts`, `rc4.ts`).
 */
export interface CryptoProvider {
  random(length: number): Uint8Array;
  md5(...parts: Uint8Array[]): Uint8Array;
  sha1(...parts: Uint8Array[]): Uint8Array;
  sha256(...parts: Uint8Array[]): Uint8Array;
  sha384(...parts: Uint8Array[]): Uint8Array;
  sha512(...parts: Uint8Array[]): Uint8Array;
  hmacMd5(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array;
  hmacSha1(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array;
  /** 3DES in CBC mode without padding; `key` is 24 bytes, the state of the chain is kept inside. */
  tripleDes(
    direction: 'encrypt' | 'decrypt',
    key: Uint8Array,
    iv: Uint8Array,
  ): { update(data: Uint8Array): Uint8Array };
}
