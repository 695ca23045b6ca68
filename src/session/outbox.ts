import type { Writable } from 'node:stream';
import { GatewayError } from '../errors.js';
import { type GatewayMessageName, writeGatewayMessage } from '../wire/gateway-messages.js';
import { HEADER, writeMessage } from '../wire/header.js';
import type { Bye } from '../wire/messages.js';
import { Packer } from '../workers/packer.js';

/** Bytes of ordered messages that may wait for a viewer. The largest pointer fits once, with room for what follows it. */
export const ORDERED_LIMIT = 1024 * 1024;

/** Fields of a message. */
export type GatewayBody<Name extends GatewayMessageName> = Parameters<typeof writeGatewayMessage<Name>>[2];

/**
 * A viewer's way out: whole messages in order, each with its sequence, over one sink. Frames are written only while the
 * sink has room ({@link ready}); other messages may queue behind a frame, up to a limit.
 */
export class Outbox {
  readonly #sink: Writable;
  readonly #latest = new Map<string, () => void>();
  readonly #packer: Packer | undefined;
  #sequence = 0;

  /** `packs`: the viewer reads packed frames. */
  constructor(sink: Writable, packs = false) {
    this.#sink = sink;
    this.#packer = packs ? new Packer() : undefined;
  }

  /** May a frame be written now? When not, the sink's `drain` event says when. */
  get ready(): boolean {
    return !this.#sink.writableNeedDrain && !this.#sink.destroyed;
  }

  nextSequence(): number {
    this.#sequence++;
    return this.#sequence;
  }

  /** Throws VIEWER_TOO_SLOW when more waits than may. */
  send<Name extends GatewayMessageName>(type: Name, body: GatewayBody<Name>): void {
    this.write(writeGatewayMessage(type, this.nextSequence(), body));
    if (ORDERED_LIMIT < this.#sink.writableLength) {
      throw new GatewayError('VIEWER_TOO_SLOW', { waiting: this.#sink.writableLength });
    }
  }

  /** Like {@link send}, but while the sink has no room only the newest of each kind is kept, until {@link flush}. */
  sendLatest<Name extends GatewayMessageName>(kind: string, type: Name, body: GatewayBody<Name>): void {
    if (this.ready) this.send(type, body);
    else this.#latest.set(kind, () => this.send(type, body));
  }

  /** The sink has room again. */
  flush(): void {
    const waiting = [...this.#latest.values()];
    this.#latest.clear();
    for (const send of waiting) send();
  }

  /** A whole message that the caller built with {@link nextSequence}. The sink owns it from now on. */
  write(message: Uint8Array): void {
    this.#sink.write(message);
  }

  /** A frame of which less may leave, when the viewer unpacks it. Returns the bytes that do. */
  writePacked(sequence: number, frame: Uint8Array): number {
    const packed = this.#packer?.pack(frame.subarray(HEADER));
    const message = packed ? writeMessage('frame', sequence, packed, true) : frame;
    this.write(message);
    return message.length;
  }

  /** Says goodbye; `done` runs when it has left, or cannot. */
  last(bye: Bye, done: () => void): void {
    this.#sink.write(writeGatewayMessage('bye', this.nextSequence(), bye), done);
  }
}
