import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/**
 * Where operating systems keep the authorities that their administrator trusts. Node's own list does not hold an
 * enterprise's, and an RDP host's certificate comes from one more often than not.
 */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function systemBundle(): string | undefined {
  for (const path of SYSTEM_BUNDLES) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // The next system keeps it elsewhere.
    }
  }
  return undefined;
}

/**
 * Hosts as old as Windows Server 2012 speak TLS 1.2; those that stop at 1.1 (2008 R2 without its updates) are refused
 * with SECURITY_NEGOTIATION.
 */
const MIN_TLS_VERSION = 'TLSv1.2';

const NOTHING: readonly string[] = [];
/** Parsing some hundred certificates takes longer than a handshake, so a list is parsed once. */
const contexts = new WeakMap<readonly string[], SecureContext>();

/** Trusts the system's authorities, Node's, and the given ones (PEM texts). Made once per list. */
export function verifyingContext(ca: readonly string[] = NOTHING): SecureContext {
  const known = contexts.get(ca);
  if (known) return known;
  const trusted = [systemBundle() ?? '', ...rootCertificates, ...ca].filter(Boolean);
  const context = createSecureContext({ minVersion: MIN_TLS_VERSION, ca: trusted });
  contexts.set(ca, context);
  return context;
}

/**
 * For hosts that a fingerprint identifies. Nothing rests on the strength of their certificate's signature then, so the
 * short self-signed keys of old hosts are let through (OpenSSL security level 1).
 */
export const fingerprintContext = createSecureContext({ minVersion: MIN_TLS_VERSION, ciphers: 'DEFAULT:@SECLEVEL=1' });
