import { GatewayError } from '../errors.js';
import { readMessages, wireInvalid } from '../wire/header.js';
import { type Hello, WIRE_VERSION } from '../wire/messages.js';
import { writeViewerMessage } from '../wire/viewer-messages.js';
import { PollSink } from './poll-sink.js';
import type { EdgeSession } from './session-port.js';
import { ViewerDoor } from './viewer-door.js';

export interface PollerOptions {
  /** Bytes kept until they are confirmed. */
  readonly budget: number;
  /** A viewer that sends no request for so long is ended. */
  readonly idleTimeoutMs: number;
  readonly messagesPerSecond: number;
  readonly onSent: (bytes: number) => void;
}

/** Greets in the name of a viewer that does not: a load tester. */
const PLAIN_HELLO: Hello = {
  version: WIRE_VERSION,
  width: 1280,
  height: 800,
  scaleFactor: 100,
  keyboardLayout: 0x0409,
  cacheSlots: 0,
  video: 0,
  handedOn: false,
  unpacks: false,
};

/** Answers to one viewer that are on their way at a time. A client needs one; a load tester has many connections. */
const MAX_ANSWERS = 32;

/** An answer that can be cut off. */
interface Answer {
  drop(): void;
}

/** One viewer over plain HTTP: messages come by POST and go by long poll. */
export class Poller {
  readonly sink: PollSink;
  readonly #door: ViewerDoor;
  readonly #idle: NodeJS.Timeout;
  #lastSequence = 0;
  #plain = false;
  #polling = 0;
  readonly #answers = new Set<Answer>();

  constructor(session: EdgeSession, options: PollerOptions) {
    this.sink = new PollSink(options);
    this.#door = new ViewerDoor(session, this.sink, options.messagesPerSecond);
    this.#idle = setTimeout(() => {
      if (this.#polling > 0) this.#idle.refresh();
      else this.sink.destroy(new GatewayError('VIEWER_TIMEOUT'));
    }, options.idleTimeoutMs);
    this.sink.once('close', () => clearTimeout(this.#idle));
  }

  /** Takes messages that stand back to back. Those taken before are skipped, so that a POST may be repeated. */
  receive(body: Uint8Array): void {
    this.#idle.refresh();
    for (const message of split(body)) {
      if (message.sequence <= this.#lastSequence) continue;
      this.#lastSequence = message.sequence;
      this.#door.receive(message.bytes);
    }
  }

  /** Greets for a viewer that only polls; from then on its polls acknowledge. */
  greet(): void {
    this.#plain = true;
    this.#lastSequence = 1;
    this.#door.receive(writeViewerMessage('hello', 1, PLAIN_HELLO));
  }

  /** Every message after `since`; waits for one for `waitMs` or until `signal` aborts. */
  async poll(since: number, waitMs: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.#idle.refresh();
    this.#polling += 1;
    try {
      const frames = this.sink.confirm(since);
      if (this.#plain) this.#acknowledge(frames);
      return await this.sink.take(waitMs, signal);
    } finally {
      this.#polling -= 1;
    }
  }

  /** Counts an answer that is on its way, until the returned function is called. The oldest makes room for it. */
  answering(answer: Answer): () => void {
    const [oldest] = this.#answers;
    if (this.#answers.size >= MAX_ANSWERS) oldest.drop();
    this.#answers.add(answer);
    return () => this.#answers.delete(answer);
  }

  #acknowledge(frames: readonly number[]): void {
    for (const sequence of frames) {
      this.#lastSequence += 1;
      this.#door.receive(writeViewerMessage('ack', this.#lastSequence, { sequence, drawMs: 0 }));
    }
  }
}

function* split(body: Uint8Array): Generator<{ sequence: number; bytes: Uint8Array }> {
  let start = 0;
  for (const { sequence, payload } of readMessages(body)) {
    const end = payload.byteOffset + payload.length - body.byteOffset;
    yield { sequence, bytes: body.subarray(start, end) };
    start = end;
  }
  if (start === 0) throw wireInvalid('Header', 'length', 0);
}
