import type { HttpResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import { ERRORS, type ErrorCode, type ErrorEntry } from '../errors.js';

export type Headers = readonly (readonly [string, string])[];

const JSON_HEADERS: Headers = [
  ['Content-Type', 'application/json'],
  ['Cache-Control', 'no-store'],
];

/**
 * One answer to one request. Guards the rule of uWebSockets.js that a response must not be touched after it was answered
 * or aborted, so that a handler may answer whenever it is ready.
 */
export class Reply {
  readonly #res: HttpResponse;
  readonly #common: Headers;
  readonly #abort = new AbortController();
  #done = false;
  #streaming = false;
  /** Status that was sent, for the log; 0 while there is none. */
  status = 0;

  constructor(res: HttpResponse, common: Headers) {
    this.#res = res;
    this.#common = common;
    res.onAborted(() => {
      this.#done = true;
      this.#streaming = false;
      this.#abort.abort();
    });
  }

  /** Aborted when the client went away before it was answered. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Sends everything at once. Does nothing when the client is gone. */
  send(status: number, headers: Headers = [], body: Uint8Array | string = '', close = false): void {
    if (!this.#start(status)) return;
    this.#res.cork(() => {
      this.#head(status, headers);
      if (status === 204 || status === 304) this.#res.endWithoutBody();
      else this.#res.end(body, close);
    });
  }

  /**
   * Sends a large body as the client takes it. Nothing is copied meanwhile, so `body` must stay as it is until `onDone`,
   * which is called once, also when the client goes away.
   */
  stream(status: number, headers: Headers, body: Uint8Array, onDone = (): void => {}): void {
    if (!this.#start(status)) {
      onDone();
      return;
    }
    this.signal.addEventListener('abort', onDone, { once: true });
    const finish = (): void => {
      this.signal.removeEventListener('abort', onDone);
      this.#streaming = false;
      onDone();
    };
    this.#streaming = true;
    this.#res.onWritable((offset) => {
      const [ok, finished] = this.#res.tryEnd(body.subarray(offset), body.length);
      if (finished) finish();
      return ok;
    });
    this.#res.cork(() => {
      this.#head(status, headers);
      const [, finished] = this.#res.tryEnd(body, body.length);
      if (finished) finish();
    });
  }

  /**
   * Sends pieces as they come and as fast as the client takes them. Stops reading when the client goes away; a body that
   * fails ends the connection, so that nobody takes what came of it for all.
   */
  async pipe(status: number, headers: Headers, body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    const cancel = (): void => void reader.cancel().catch(() => {});
    if (!this.#start(status)) return cancel();
    this.#streaming = true;
    this.signal.addEventListener('abort', cancel, { once: true });
    this.#res.cork(() => this.#head(status, headers));
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) await this.#piece(next.value);
      if (this.#streaming) this.#res.cork(() => this.#res.end());
    } catch (error) {
      this.drop();
      throw error;
    } finally {
      this.#streaming = false;
      this.signal.removeEventListener('abort', cancel);
    }
  }

  /** Resolves when the client has room for the next one, or is gone. */
  #piece(piece: Uint8Array): Promise<void> | undefined {
    if (!this.#streaming) return undefined;
    let room = true;
    this.#res.cork(() => {
      room = this.#res.write(piece);
    });
    if (room) return undefined;
    return new Promise((resolve) => {
      this.signal.addEventListener('abort', () => resolve(), { once: true });
      this.#res.onWritable(() => {
        resolve();
        return true;
      });
    });
  }

  /** Answers HEAD: what {@link send} would say of a body of that length, without it; undefined when nobody knows. */
  head(status: number, headers: Headers, length: number | undefined): void {
    if (!this.#start(status)) return;
    this.#res.cork(() => {
      this.#head(status, headers);
      this.#res.endWithoutBody(length);
    });
  }

  json(status: number, value: unknown, headers: Headers = []): void {
    this.#json(status, value, headers, false);
  }

  /** An error from the table, in words that the person may see. */
  problem(code: ErrorCode, status = (ERRORS[code] as ErrorEntry).status ?? 500, { close = false } = {}): void {
    const shown = ERRORS[code].viewer ? code : 'INTERNAL';
    const { message, advice } = ERRORS[shown];
    this.#json(status, { code: shown, message, advice }, [], close);
  }

  /** Ends the connection without an answer, or in the middle of one that {@link stream} sends. */
  drop(): void {
    if (!this.#streaming && !this.#start(0)) return;
    this.#res.close();
  }

  #json(status: number, value: unknown, headers: Headers, close: boolean): void {
    this.send(status, [...JSON_HEADERS, ...headers], JSON.stringify(value), close);
  }

  #start(status: number): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.status = status;
    return true;
  }

  #head(status: number, headers: Headers): void {
    this.#res.writeStatus(`${status} ${STATUS_CODES[status] ?? 'Unknown'}`);
    for (const [name, value] of this.#common) this.#res.writeHeader(name, value);
    for (const [name, value] of headers) this.#res.writeHeader(name, value);
  }
}
