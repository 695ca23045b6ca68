/**
 * Textbook RSA on little-endian byte arrays, as standard RDP security uses it ([MS-RDPBCGR] 5.3.4.1). Without padding and
 * not in constant time: it only ever carries a random that lives for one connection, under a key that the host sent.
 */

export function littleEndianToBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  return value;
}

export function bigIntToLittleEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** `modulus` and the result are little-endian and of one length. */
export function rsa(message: Uint8Array, exponent: bigint, modulus: Uint8Array): Uint8Array {
  const result = modPow(littleEndianToBigInt(message), exponent, littleEndianToBigInt(modulus));
  return bigIntToLittleEndian(result, modulus.length);
}
