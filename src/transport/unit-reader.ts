import type { Duplex } from 'node:stream';
import { GatewayError } from '../errors.js';
import type { ReadHint } from '../rdp/connect/phase.js';
import { Framer } from '../rdp/framing.js';
import { socketError } from './socket-errors.js';

/** Waits until `stream` has something to read. False at its end. */
function readable(stream: Duplex, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
    };
    const onReadable = (): void => {
      settle();
      resolve(true);
    };
    const onEnd = (): void => {
      settle();
      resolve(false);
    };
    const onError = (error: Error): void => {
      settle();
      reject(socketError(error, 'HOST_CLOSED', {}));
    };
    const onAbort = (): void => {
      settle();
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    if (stream.readableEnded || stream.destroyed) return resolve(false);
    signal.addEventListener('abort', onAbort, { once: true });
    stream.once('readable', onReadable).once('end', onEnd).once('close', onEnd).once('error', onError);
  });
}

/** Takes one unit at a time from a paused stream, as the connection sequence asks for them. */
export class UnitReader {
  readonly #framer = new Framer();
  #stream: Duplex;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /**
   * Goes on with the stream that TLS put over the old one. Bytes that came before the upgrade were not protected and
   * would be taken for protected ones, so there must be none.
   */
  moveTo(stream: Duplex): void {
    if (this.#framer.pending !== 0) throw new GatewayError('PDU_UNEXPECTED', {}, { detail: 'data before TLS' });
    this.#stream = stream;
  }

  /** The next whole unit. Rejects with HOST_CLOSED at the end of the stream, or with the signal's reason. */
  async next(hint: ReadHint, signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      const unit = this.#framer.next(hint);
      if (unit) return unit;
      const chunk = this.#stream.read() as Uint8Array | null;
      if (chunk) this.#framer.push(chunk);
      else if (!(await readable(this.#stream, signal))) throw new GatewayError('HOST_CLOSED');
    }
  }

  /** Bytes read but not yet asked for. */
  rest(): Uint8Array {
    return this.#framer.rest();
  }
}
