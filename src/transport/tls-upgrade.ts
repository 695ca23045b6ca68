import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { GatewayError } from '../errors.js';
import { socketError } from './socket-errors.js';
import { fingerprintContext, verifyingContext } from './tls-context.js';
import { judge } from './trust.js';
import type { HostTarget, TrustPolicy } from './types.js';

export interface SecuredStream {
  readonly stream: TLSSocket;
  readonly certificate: X509Certificate;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
}

function handshake(raw: Duplex, target: HostTarget, policy: TrustPolicy, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const stream = connect({
      socket: raw,
      // A server name is a DNS name and never an address (RFC 6066 section 3).
      servername: isIP(target.host) ? undefined : target.host,
      secureContext: policy.mode === 'verify' ? verifyingContext(policy.ca) : fingerprintContext,
      // The certificate is judged below, where each failure has a code; nothing is sent before that.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      stream.off('secureConnect', onSecure).off('error', onError).off('close', onClose);
    };
    const fail = (error: unknown): void => {
      settle();
      stream.on('error', () => {}).destroy();
      reject(error);
    };
    const onSecure = (): void => {
      settle();
      resolve(stream);
    };
    const onAbort = (): void => fail(signal.reason);
    const onError = (error: Error): void => fail(socketError(error, 'SECURITY_NEGOTIATION', { phase: 'tls' }));
    const onClose = (): void => fail(new GatewayError('HOST_CLOSED', { phase: 'tls' }, { detail: 'during TLS' }));
    stream.once('secureConnect', onSecure).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Upgrades a stream to TLS and judges the host's certificate. Destroys the stream when it throws. */
export async function secure(
  raw: Duplex,
  target: HostTarget,
  policy: TrustPolicy,
  signal: AbortSignal,
): Promise<SecuredStream> {
  const stream = await handshake(raw, target, policy, signal);
  try {
    const certificate = stream.getPeerX509Certificate();
    if (!certificate)
      throw new GatewayError('CERTIFICATE_UNTRUSTED', { host: target.host }, { detail: 'there is none' });
    const chainError = stream.authorized ? undefined : String(stream.authorizationError);
    return { stream, certificate, fingerprint: await judge(policy, target, { certificate, chainError }) };
  } catch (error) {
    stream.on('error', () => {}).destroy();
    throw error;
  }
}
