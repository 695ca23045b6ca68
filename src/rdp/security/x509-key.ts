import { ByteReader } from '../../bytes/reader.js';
import { invalid, tooLarge } from '../../errors.js';
import { contextTag, readAny, readElement, Tag } from '../crypto/der.js';
import { MAX_MODULUS } from './proprietary-certificate.js';
import type { RsaPublicKey } from './server-certificate.js';

const PDU = 'X.509 Certificate';

/** The RSA key in the SubjectPublicKeyInfo of an X.509 certificate (RFC 5280 section 4.1). Nothing is verified. */
export function readX509RsaKey(certificate: Uint8Array): RsaPublicKey {
  const tbs = readElement(readElement(new ByteReader(certificate), Tag.sequence, PDU), Tag.sequence, PDU, 'tbs');
  const first = readAny(tbs, PDU);
  if (first.tag === contextTag(0)) readElement(tbs, Tag.integer, PDU, 'serialNumber');
  for (const field of ['signature', 'issuer', 'validity', 'subject']) readElement(tbs, Tag.sequence, PDU, field);
  const info = readElement(tbs, Tag.sequence, PDU, 'subjectPublicKeyInfo');
  readElement(info, Tag.sequence, PDU, 'algorithm');
  const bits = readElement(info, Tag.bitString, PDU, 'subjectPublicKey');
  bits.skip(1 /* unused bits */, PDU);
  const key = readElement(bits, Tag.sequence, PDU, 'RSAPublicKey');
  const modulus = unsigned(readElement(key, Tag.integer, PDU, 'modulus').rest());
  if (modulus.length === 0 || modulus.length > MAX_MODULUS) throw tooLarge(PDU, 'modulus', modulus.length);
  const exponent = unsigned(readElement(key, Tag.integer, PDU, 'publicExponent').rest());
  if (exponent.length > 4) throw invalid(PDU, 'publicExponent', exponent.length);
  return {
    exponent: exponent.reduce((value, byte) => value * 256 + byte, 0),
    modulus: modulus.slice().reverse(),
  };
}

/** DER puts a zero in front of an integer whose top bit is set. */
const unsigned = (bytes: Uint8Array): Uint8Array => (bytes[0] === 0 ? bytes.subarray(1) : bytes);
