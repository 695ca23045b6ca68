import { createHash, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ByteReader } from '../bytes/reader.js';
import type { TlsPeer } from '../rdp/connect/phase.js';
import { readElement, Tag } from '../rdp/crypto/der.js';

const PDU = 'SubjectPublicKeyInfo';

/** Lower-case hexadecimal SHA-256 of the DER certificate, which is what a pin names. */
export const fingerprintOf = (certificate: Uint8Array): string =>
  createHash('sha256').update(certificate).digest('hex');

/** Contents of the SubjectPublicKey BIT STRING without its count of unused bits (RFC 5280 section 4.1). */
export function subjectPublicKey(spki: Uint8Array): Uint8Array {
  const info = readElement(new ByteReader(spki), Tag.sequence, PDU);
  readElement(info, Tag.sequence, PDU, 'algorithm');
  const bits = readElement(info, Tag.bitString, PDU, 'subjectPublicKey');
  bits.skip(1, PDU);
  return bits.rest();
}

/** What CredSSP binds itself to ([MS-CSSP] 3.1.5): the certificate and its public key. */
export function peerOf(certificate: X509Certificate): TlsPeer {
  return {
    certificate: certificate.raw,
    // NLA alone asks for it, and it takes as long as the rest of judging a host.
    get publicKey() {
      return subjectPublicKey(certificate.publicKey.export({ type: 'spki', format: 'der' }));
    },
  };
}

/** Is the certificate for this name or address? Only the subject alternative names count, never the common name. */
export function namesHost(certificate: X509Certificate, host: string): boolean {
  const names = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  return names !== undefined;
}
