import type { X509Certificate } from 'node:crypto';
import { type ErrorCode, GatewayError } from '../errors.js';
import { fingerprintOf, namesHost } from './certificate.js';
import { trustOnFirstUse } from './trust-store.js';
import type { HostTarget, TrustPolicy } from './types.js';

/** A certificate as the TLS handshake left it. */
export interface PresentedCertificate {
  readonly certificate: X509Certificate;
  /** OpenSSL's verdict on chain and dates, such as CERT_HAS_EXPIRED; undefined when it found nothing. */
  readonly chainError: string | undefined;
}

/** A certificate may hold thousands of names. */
const NAMES_SHOWN = 200;

const DATE_ERRORS: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Judges the host's certificate before anything is sent to the host under its protection. Resolves with its fingerprint
 * or throws the code that says what is wrong; the SHA-256 is in the error's context and text so that it can be pinned.
 *
 * A pin and trust on first use name one certificate exactly, so neither looks at its dates, names or issuer.
 */
export async function judge(policy: TrustPolicy, target: HostTarget, presented: PresentedCertificate): Promise<string> {
  const sha256 = fingerprintOf(presented.certificate.raw);
  const refuse = (code: ErrorCode, why: string, known: { store?: string; trusted?: string } = {}): GatewayError =>
    new GatewayError(
      code,
      { host: target.host, port: target.port, sha256, ...known },
      { detail: `${why} (SHA-256 ${sha256}${known.trusted ? `, before ${known.trusted}` : ''})` },
    );

  switch (policy.mode) {
    case 'ignore':
      return sha256;
    case 'pin':
      if (policy.sha256.includes(sha256)) return sha256;
      throw refuse('CERTIFICATE_UNTRUSTED', 'it is not the pinned one');
    case 'tofu': {
      const trusted = await trustOnFirstUse(policy.store, target, sha256);
      if (trusted === sha256) return sha256;
      throw refuse('CERTIFICATE_CHANGED', 'it is another one', { store: policy.store, trusted });
    }
    case 'verify': {
      const { certificate, chainError } = presented;
      if (chainError !== undefined && DATE_ERRORS.has(chainError)) {
        throw refuse('CERTIFICATE_EXPIRED', `valid from ${certificate.validFrom} to ${certificate.validTo}`);
      }
      if (chainError !== undefined) throw refuse('CERTIFICATE_UNTRUSTED', chainError);
      if (!namesHost(certificate, target.host)) {
        const names = certificate.subjectAltName?.slice(0, NAMES_SHOWN) ?? 'nobody';
        throw refuse('CERTIFICATE_MISMATCH', `it names ${names}, not ${target.host}`);
      }
      return sha256;
    }
  }
}
