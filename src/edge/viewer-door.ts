import type { Writable } from 'node:stream';
import { GatewayError } from '../errors.js';
import { Allowance } from '../session/allowance.js';
import { coded } from '../session/end-reason.js';
import { problemOf } from '../session/problem.js';
import { writeGatewayMessage } from '../wire/gateway-messages.js';
import { wireInvalid } from '../wire/header.js';
import { WIRE_VERSION } from '../wire/messages.js';
import { readViewerMessage } from '../wire/viewer-messages.js';
import type { EdgeSession, EdgeViewer } from './session-port.js';

/** A burst of this many seconds' worth of messages passes. */
const BURST_SECONDS = 2;

/**
 * Lets one viewer in: checks its first message, attaches it to the session, and passes on what follows as long as it is
 * not too much. Any trouble ends this viewer with its code and nothing else.
 */
export class ViewerDoor {
  readonly #session: EdgeSession;
  readonly #sink: Writable;
  readonly #messages: Allowance;
  #viewer: EdgeViewer | undefined;

  constructor(session: EdgeSession, sink: Writable, messagesPerSecond: number) {
    this.#session = session;
    this.#sink = sink;
    this.#messages = new Allowance(messagesPerSecond, messagesPerSecond * BURST_SECONDS, performance.now());
  }

  get entered(): boolean {
    return this.#viewer !== undefined;
  }

  /** One whole message, which is read before this returns. */
  receive(message: Uint8Array): void {
    if (this.#sink.destroyed) return;
    try {
      if (!this.#messages.take(1, performance.now())) throw new GatewayError('VIEWER_FLOOD');
      if (this.#viewer) this.#viewer.receive(message);
      else this.#enter(message);
    } catch (error) {
      this.end(error);
    }
  }

  /** Ends the viewer with an error; one that is not inside yet is told in words. */
  end(reason: unknown): void {
    if (this.#viewer) this.#sink.destroy(coded(reason));
    else turnAway(this.#sink, reason);
  }

  #enter(message: Uint8Array): void {
    const first = readViewerMessage(message);
    if (first.type !== 'hello') throw wireInvalid('Hello', 'type', first.type);
    const { version } = first.body;
    if (version !== WIRE_VERSION) throw new GatewayError('VERSION_MISMATCH', { version });
    this.#viewer = this.#session.attach(this.#sink, first.body);
  }
}

/** Tells a viewer that no session takes why, and ends it. */
export function turnAway(sink: Writable, reason: unknown): void {
  const error = coded(reason);
  sink.write(writeGatewayMessage('bye', 1, problemOf(error)));
  sink.destroy(error);
}
