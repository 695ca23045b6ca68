import { type GenerateResult, generate } from 'selfsigned';

const DAY_MS = 86_400_000;

export interface CertificateOptions {
  readonly name?: string;
  /** Days from now at which it ends; negative for one that has ended. */
  readonly days?: number;
  readonly issuer?: GenerateResult;
  readonly authority?: boolean;
}

/** A certificate for a test's TLS server, self-signed unless an issuer is given. */
export function makeCertificate({
  name = 'localhost',
  days = 30,
  issuer,
  authority = false,
}: CertificateOptions = {}): Promise<GenerateResult> {
  const now = Date.now();
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 60 * DAY_MS),
    notAfterDate: new Date(now + days * DAY_MS),
    extensions: authority
      ? [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, critical: true },
        ]
      : [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    ...(issuer && { ca: { key: issuer.private, cert: issuer.cert } }),
  });
}
