import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import type { TlsPeer } from '../../rdp/connect/phase.js';
import { fingerprintOf, peerOf } from '../../transport/certificate.js';

/** A certificate that signs itself, and its key. Lives in memory only. */
export interface HostCertificate {
  readonly context: SecureContext;
  /** What CredSSP binds itself to. */
  readonly peer: TlsPeer;
  /** SHA-256 of the DER in lower-case hexadecimal, for pinning. */
  readonly fingerprint: string;
}

const DAYS = 30;

/** Makes a certificate for a host on loopback. */
export async function createHostCertificate(): Promise<HostCertificate> {
  const now = Date.now();
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clocks that differ by minutes are common.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const certificate = new X509Certificate(pems.cert);
  return {
    context: createSecureContext({ cert: pems.cert, key: pems.private }),
    peer: peerOf(certificate),
    fingerprint: fingerprintOf(certificate.raw),
  };
}
