import type { WebSocket } from 'uWebSockets.js';
import { Writable } from 'node:stream';
import { ERRORS, type ErrorCode, hasCode } from '../errors.js';

/** What uWebSockets.js answers when it threw a message away. */
const DROPPED = 2;
/** RFC 6455 section 7.4.1. */
const NORMAL_CLOSURE = 1000;
/** A close frame carries at most 123 bytes of text (RFC 6455 section 5.5); our messages are shorter. */
const MAX_REASON = 123;

export interface SocketSinkOptions {
  /** Bytes that may wait in the socket before the next message is held back. */
  readonly budget: number;
  readonly onSent: (bytes: number) => void;
  /** A message was dropped, which the budget should make impossible. */
  readonly onDropped: () => void;
}

type Callback = (error?: Error | null) => void;

/**
 * The viewer's end of the pipeline: a Writable of whole messages over one WebSocket.
 *
 * INVARIANT: bytes waiting in the socket are at most `budget`, or one message when that alone is larger. A message that
 * does not fit is held, its callback with it, until the socket drains; so `writableLength` counts what is held and
 * `write` returns false while the viewer does not keep up.
 */
export class SocketSink extends Writable {
  readonly #options: SocketSinkOptions;
  #socket: WebSocket<unknown> | undefined;
  #held: { readonly messages: readonly Uint8Array[]; next: number; readonly callback: Callback } | undefined;

  constructor(socket: WebSocket<unknown>, options: SocketSinkOptions) {
    super({ decodeStrings: false, highWaterMark: Math.min(options.budget, 64 * 1024) });
    this.#socket = socket;
    this.#options = options;
  }

  /** Bytes in the socket that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket?.getBufferedAmount() ?? 0;
  }

  /**
   * The socket has room again. Sends in a turn of its own: uWebSockets.js stops watching a socket that was drained, and
   * what is written to it before the drain callback returned would wait for ever.
   */
  drained(): void {
    if (this.#held) setImmediate(() => this.#flush());
  }

  /** The socket is gone; it must not be touched any more. */
  disconnected(): void {
    this.#socket = undefined;
    this.destroy();
  }

  override _write(message: Uint8Array, _encoding: string, callback: Callback): void {
    this.#send([message], callback);
  }

  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], callback: Callback): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      callback,
    );
  }

  override _final(callback: Callback): void {
    this.#close(NORMAL_CLOSURE, '');
    callback();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    const code: ErrorCode = hasCode(error) && ERRORS[error.code].viewer ? error.code : 'INTERNAL';
    if (error) this.#close(ERRORS[code].close, `${code}: ${ERRORS[code].message}`);
    else this.#close(NORMAL_CLOSURE, '');
    this.#held = undefined;
    // Every trouble of a viewer is told to the viewer here; nobody needs to listen for 'error'.
    callback(null);
  }

  #send(messages: readonly Uint8Array[], callback: Callback): void {
    this.#held = { messages, next: 0, callback };
    this.#flush();
  }

  #flush(): void {
    const held = this.#held;
    const socket = this.#socket;
    if (!held || !socket) return;
    socket.cork(() => {
      while (held.next < held.messages.length && this.#fits(held.messages[held.next], socket)) {
        this.#sendNow(held.messages[held.next++], socket);
      }
    });
    if (held.next < held.messages.length || this.#held !== held) return;
    this.#held = undefined;
    held.callback();
  }

  #fits(message: Uint8Array, socket: WebSocket<unknown>): boolean {
    const waiting = socket.getBufferedAmount();
    return waiting === 0 || waiting + message.length <= this.#options.budget;
  }

  /** uWebSockets.js has written or copied the bytes when send returns. */
  #sendNow(message: Uint8Array, socket: WebSocket<unknown>): void {
    if (socket.send(message, true, false) === DROPPED) this.#options.onDropped();
    else this.#options.onSent(message.length);
  }

  #close(code: number, reason: string): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.end(code, reason.slice(0, MAX_REASON));
  }
}
