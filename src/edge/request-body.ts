import type { HttpResponse } from 'uWebSockets.js';
import { ReadableStream } from 'node:stream/web';
import { type ErrorCode, GatewayError } from '../errors.js';

/** Bytes that wait for the reader before the client is asked to stop sending. */
const AHEAD = 64 * 1024;

/**
 * A request's body as a stream. Must be made before the route handler returns. The stream fails with REQUEST_TOO_LARGE,
 * REQUEST_TIMEOUT or ABORTED.
 */
export class RequestBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #res: HttpResponse;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #received = 0;
  #paused = false;
  #done = false;
  #complete = false;

  constructor(
    res: HttpResponse,
    { limit, timeoutMs, signal }: { limit: number; timeoutMs: number; signal: AbortSignal },
  ) {
    this.#res = res;
    this.#signal = signal;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#resume(),
        cancel: () => this.release(),
      },
      { highWaterMark: AHEAD, size: (chunk) => chunk.byteLength },
    );
    this.#timer = setTimeout(() => this.#fail('REQUEST_TIMEOUT'), timeoutMs);
    signal.addEventListener('abort', this.#aborted, { once: true });
    res.onData((chunk, isLast) => this.#take(chunk, isLast, limit));
  }

  /** Has the client sent all of it? Until then an answer has to end the connection. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Takes no more of it. Must be called before the response is ended. */
  release(): void {
    if (!this.#done) this.#finish();
    if (!this.#signal.aborted) this.#resume();
  }

  #take(chunk: ArrayBuffer, isLast: boolean, limit: number): void {
    this.#complete ||= isLast;
    if (this.#done) return;
    this.#received += chunk.byteLength;
    if (limit < this.#received) {
      this.#fail('REQUEST_TOO_LARGE');
      return;
    }
    // A copy: uWebSockets.js takes the bytes back when this returns.
    if (0 < chunk.byteLength) this.#controller.enqueue(new Uint8Array(chunk).slice());
    if (isLast) {
      this.#finish();
      this.#controller.close();
    } else if ((this.#controller.desiredSize ?? 0) <= 0) {
      this.#paused = true;
      this.#res.pause();
    }
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#res.resume();
  }

  readonly #aborted = (): void => this.#fail('ABORTED');

  #fail(code: ErrorCode): void {
    if (this.#done) return;
    this.#finish();
    this.#controller.error(new GatewayError(code));
  }

  #finish(): void {
    this.#done = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#aborted);
  }
}
