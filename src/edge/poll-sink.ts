import { Writable } from 'node:stream';
import { concat } from '../bytes/writer.js';
import { type ErrorCode, hasCode } from '../errors.js';
import { readMessage } from '../wire/header.js';

const LINGER_MS = 10_000;

type Callback = (error?: Error | null) => void;

interface Kept {
  readonly sequence: number;
  readonly isFrame: boolean;
  readonly message: Uint8Array;
}

export interface PollSinkOptions {
  readonly budget: number;
  /** How long a viewer that has ended may still fetch its last messages. */
  readonly lingerMs?: number;
  readonly onSent: (bytes: number) => void;
}

/**
 * A Writable of whole messages, which it owns from then on, for a viewer that fetches them by long poll. Messages are kept
 * until the viewer says that it has them, so a lost response costs nothing.
 *
 * INVARIANT: bytes kept are at most `budget`, or one message when that alone is larger; what comes then waits in its
 * writer, as it does before a socket that is full.
 */
export class PollSink extends Writable {
  readonly #options: PollSinkOptions;
  #kept: Kept[] = [];
  /** All that is kept, back to back, until that changes: answers that are on their way share it. */
  #joined: Uint8Array | undefined;
  #keptBytes = 0;
  #held: { readonly message: Uint8Array; readonly callback: Callback } | undefined;
  #wake: (() => void) | undefined;
  #reason: ErrorCode = 'SESSION_ENDED';

  constructor(options: PollSinkOptions) {
    super({ decodeStrings: false, highWaterMark: Math.min(options.budget, 64 * 1024) });
    this.#options = options;
  }

  get bufferedBytes(): number {
    return this.#keptBytes;
  }

  /** Why nothing comes any more, once everything was delivered. */
  get exhausted(): ErrorCode | undefined {
    return this.destroyed && this.#kept.length === 0 ? this.#reason : undefined;
  }

  /** The viewer has every message up to `sequence`. Returns the sequences of frames among those just confirmed. */
  confirm(sequence: number): number[] {
    const first = this.#kept.findIndex((kept) => kept.sequence > sequence);
    const confirmed = this.#kept.splice(0, first < 0 ? this.#kept.length : first);
    for (const { message } of confirmed) this.#keptBytes -= message.length;
    if (confirmed.length > 0) this.#joined = undefined;
    this.#admit();
    return confirmed.filter(({ isFrame }) => isFrame).map((kept) => kept.sequence);
  }

  /** What is not confirmed, back to back; waits for something for `waitMs` or until `signal` aborts, and is empty then. */
  async take(waitMs: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (this.#kept.length === 0 && !signal?.aborted && !this.destroyed) await this.#arrival(waitMs, signal);
    this.#joined ??= concat(this.#kept.map(({ message }) => message));
    this.#options.onSent(this.#joined.length);
    return this.#joined;
  }

  override _write(message: Uint8Array, _encoding: string, callback: Callback): void {
    this.#held = { message, callback };
    this.#admit();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    if (hasCode(error)) this.#reason = error.code;
    this.#held = undefined;
    this.#wake?.();
    setTimeout(() => this.#forget(), this.#options.lingerMs ?? LINGER_MS).unref();
    // The viewer learns the reason from its next poll; nobody needs to listen for 'error'.
    callback(null);
  }

  /** A session remembers the viewers that it had, and none of what they did not fetch. */
  #forget(): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#joined = undefined;
  }

  #admit(): void {
    const held = this.#held;
    if (!held || (this.#kept.length > 0 && this.#keptBytes + held.message.length > this.#options.budget)) return;
    this.#held = undefined;
    const { sequence, type } = readMessage(held.message);
    this.#kept.push({ sequence, isFrame: type === 'frame', message: held.message });
    this.#keptBytes += held.message.length;
    this.#joined = undefined;
    held.callback();
    this.#wake?.();
  }

  #arrival(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    // A second poll at the same time takes the first one's place.
    this.#wake?.();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        if (this.#wake === done) this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#wake = done;
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
