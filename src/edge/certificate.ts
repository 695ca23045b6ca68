import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { GatewayError } from '../errors.js';

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** Tools replace certificate and key one after the other; this long after the last change both are read. */
const SETTLE_MS = 250;

/**
 * Throws CONFIG_INVALID unless certificate and key can be read and belong together. Returns a digest, by which a
 * certificate is known from the one before.
 */
export function checkCertificate({ certificate, key, passphrase }: CertificateFiles): string {
  try {
    const [cert, secret] = [readFileSync(certificate), readFileSync(key)];
    createSecureContext({ cert, key: secret, passphrase });
    return createHash('sha256').update(cert).update(secret).digest('hex');
  } catch (cause) {
    throw new GatewayError(
      'CONFIG_INVALID',
      { certificate, key },
      { cause, detail: `tls: ${(cause as Error).message}` },
    );
  }
}

/**
 * Calls `onChange` after the files changed. Watches their folders, because tools replace files by renaming others over
 * them. Returns a function that stops.
 */
export function watchCertificate({ certificate, key }: CertificateFiles, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
    timer.unref();
  };
  const folders = new Set([dirname(certificate), dirname(key)]);
  const watchers: FSWatcher[] = [...folders].map((folder) => watch(folder, { persistent: false }, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
