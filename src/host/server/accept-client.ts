import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { GatewayError } from '../../errors.js';
import { accept } from '../../rdp/accept/accept.js';
import type { Accepted } from '../../rdp/accept/result.js';
import type { HostSettings } from '../../rdp/accept/settings.js';
import type { Action, Reply } from '../../rdp/connect/phase.js';
import { UnitReader } from '../../transport/unit-reader.js';
import type { HostCertificate } from './certificate.js';

/** A client whose connection sequence is done. */
export interface AcceptedStream {
  /** Bytes after TLS. */
  readonly stream: Duplex;
  readonly accepted: Accepted;
  /** Bytes that came with the last unit of the sequence, before the stream's. */
  readonly leftover: Uint8Array;
}

/** Drives the accept sequence over a socket. The caller destroys the socket when it rejects. */
export async function acceptClient(
  raw: Duplex,
  settings: HostSettings,
  certificate: HostCertificate,
  signal: AbortSignal,
): Promise<AcceptedStream> {
  const reader = new UnitReader(raw);
  let stream = raw;
  const perform = async (action: Action): Promise<Reply> => {
    switch (action.type) {
      case 'send':
        stream.write(action.data);
        return undefined;
      case 'read':
        return reader.next(action.hint, signal);
      case 'upgrade':
        reader.moveTo(raw);
        stream = await becomeTlsServer(raw, certificate, signal);
        reader.moveTo(stream);
        return certificate.peer;
      case 'checkpoint':
        return undefined;
    }
  };
  const sequence = accept(settings);
  let step = sequence.next(undefined);
  while (!step.done) step = sequence.next(await perform(step.value));
  return { stream, accepted: step.value, leftover: reader.rest() };
}

/** Puts a TLS server on a stream. The signal ends the wait, not the result. */
export function becomeTlsServer(raw: Duplex, certificate: HostCertificate, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    // Node's typings know sockets only; any duplex stream will do.
    const tls = new TLSSocket(raw as never, { isServer: true, secureContext: certificate.context });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      tls.off('secure', onSecure).off('close', onClose);
    };
    const onSecure = (): void => {
      settle();
      resolve(tls);
    };
    const fail = (reason: unknown): void => {
      settle();
      tls.destroy();
      reject(reason);
    };
    const onAbort = (): void => fail(signal.reason);
    const onClose = (): void =>
      fail(new GatewayError('SECURITY_NEGOTIATION', {}, { detail: 'client left during TLS' }));
    // 'close' follows every error.
    tls.on('error', () => {});
    tls.once('secure', onSecure).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
