import type { Readable, Writable } from 'node:stream';
import { GatewayError } from '../../errors.js';

/** Longest message of a browser: the picture of the largest desktop as base64. */
const MESSAGE_MAX = 256 * 1024 * 1024;
const ANSWER_MS = 30_000;

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * The client's side of the Chrome DevTools protocol over a pair of pipes: JSON, with a zero byte after each message.
 * Events are passed over. Whatever goes wrong is BROWSER_FAILED; the owner says with `fail` when the browser has ended.
 */
export class DevTools {
  readonly #commands: Writable;
  readonly #waiting = new Map<number, Waiting>();
  #parts: Buffer[] = [];
  #length = 0;
  #sent = 0;
  #failure: GatewayError | undefined;

  constructor(commands: Writable, answers: Readable) {
    this.#commands = commands;
    // Pipes break when the browser ends, and who sees it end knows more.
    for (const stream of [commands, answers]) stream.on('error', () => {});
    answers.on('data', (chunk: Buffer) => this.#received(chunk));
  }

  /** Resolves with the command's result. `sessionId` names the page it is for. */
  async send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    if (this.#failure) throw this.#failure;
    const id = ++this.#sent;
    const timer = setTimeout(() => this.fail(`no answer to ${method}`), ANSWER_MS);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Nothing more comes; whoever waits is told. */
  fail(detail: string): void {
    this.#failure ??= new GatewayError('BROWSER_FAILED', {}, { detail });
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
  }

  #received(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#message(Buffer.concat([...this.#parts, chunk.subarray(from, end)]));
      this.#parts = [];
      this.#length = 0;
      from = end + 1;
    }
    this.#parts.push(chunk.subarray(from));
    this.#length += chunk.length - from;
    if (this.#length <= MESSAGE_MAX) return;
    this.#parts = [];
    this.#length = 0;
    this.fail('it sent too much');
  }

  #message(bytes: Buffer): void {
    let answer: Answer;
    try {
      answer = JSON.parse(bytes.toString()) as Answer;
    } catch {
      this.fail('it does not speak the DevTools protocol');
      return;
    }
    const waiting = answer.id === undefined ? undefined : this.#waiting.get(answer.id);
    if (answer.error) {
      waiting?.reject(new GatewayError('BROWSER_FAILED', {}, { detail: answer.error.message }));
    } else waiting?.resolve(answer.result);
  }
}
