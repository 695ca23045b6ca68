import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { socketError } from './socket-errors.js';
import type { HostTarget } from './types.js';

/** Idle time after which the operating system probes whether the host is still there. */
const KEEP_ALIVE_MS = 30_000;

/** Opens a TCP connection; addresses of both families are tried as RFC 8305 says. */
export function dialTcp(target: HostTarget, { signal }: { signal: AbortSignal }): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: target.host,
      port: target.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      autoSelectFamily: true,
    });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners('error').removeAllListeners('connect');
    };
    const fail = (error: unknown): void => {
      settle();
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const onAbort = (): void => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', (error) => fail(socketError(error, 'HOST_UNREACHABLE', { ...target, phase: 'dial' })));
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) onAbort();
  });
}
