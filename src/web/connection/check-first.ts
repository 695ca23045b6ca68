import { RefusedError } from './session.js';
import type { OpenTransport, Transport } from './transport.js';

/**
 * Asks before it opens. A browser does not say why a WebSocket was refused; a plain request does, so that "the session
 * has ended" is not mistaken for a bad network.
 */
export function checkFirst(check: (signal: AbortSignal) => Promise<unknown>, open: OpenTransport): OpenTransport {
  return (events) => {
    const abort = new AbortController();
    let inner: Transport | undefined;
    const proceed = () => {
      if (!abort.signal.aborted) inner = open(events);
    };
    const refuse = (error: unknown) => {
      if (abort.signal.aborted) return;
      events.closed(error instanceof RefusedError ? { problem: error.problem } : {});
    };
    check(abort.signal).then(proceed, refuse);
    return {
      send: (message) => inner?.send(message),
      close: () => {
        abort.abort();
        inner?.close();
      },
    };
  };
}
