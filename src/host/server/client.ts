import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { GatewayError, hasCode } from '../../errors.js';
import { reactivate } from '../../rdp/accept/activate.js';
import { hostDataFrame, hostFrame } from '../../rdp/accept/frames.js';
import { type ClientEvent, readClientUnit } from '../../rdp/accept/receive.js';
import type { Accepted, HostActivation } from '../../rdp/accept/result.js';
import type { DesktopSize, HostSettings } from '../../rdp/accept/settings.js';
import type { Phase, Reply } from '../../rdp/connect/phase.js';
import { Framer } from '../../rdp/framing.js';
import { DisconnectReason } from '../../rdp/mcs/domain.js';
import { domainFrame } from '../../rdp/mcs/frame.js';
import type { AcceptedStream } from './accept-client.js';

/** A client that does not end its side in turn is not waited for any longer. */
const LINGER_MS = 500;

/** What the owner of a client wants to hear. */
export interface ClientHandler {
  event(event: ClientEvent): void;
  /** The connection is gone; nothing follows. */
  closed(): void;
}

/** One connected client in its active stage, seen from the host. Owns the stream. */
export class HostClient {
  readonly accepted: Accepted;
  /** Resolves when the connection is gone, with the error that ended it if there was one. */
  readonly closed: Promise<GatewayError | undefined>;
  readonly #stream: Duplex;
  readonly #settings: HostSettings;
  readonly #framer = new Framer();
  readonly #leftover: Uint8Array;
  #handler: ClientHandler | undefined;
  #activation: HostActivation;
  #error: GatewayError | undefined;
  /** A reactivation that is under way, and who waits for it. */
  #phase: { readonly steps: Phase<HostActivation>; readonly done: (activation: HostActivation) => void } | undefined;

  constructor({ stream, accepted, leftover }: AcceptedStream, settings: HostSettings) {
    this.accepted = accepted;
    this.#activation = accepted.activation;
    this.#stream = stream;
    this.#settings = settings;
    this.#leftover = leftover;
    stream.on('error', () => {});
    this.closed = new Promise((resolve) => stream.once('close', () => resolve(this.#error)));
  }

  /** What is agreed on now; changes with `resize`. */
  get activation(): HostActivation {
    return this.#activation;
  }

  /** Bytes that wait for the socket. */
  get backlog(): number {
    return this.#stream.writableLength;
  }

  get active(): boolean {
    return this.#phase === undefined && !this.#stream.destroyed;
  }

  /** Begins to read. A malformed unit ends the connection. */
  start(handler: ClientHandler): void {
    this.#handler = handler;
    this.#stream.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    this.#stream.once('end', () => this.#stream.end());
    this.#stream.once('close', () => handler.closed());
    if (this.#leftover.length !== 0) this.#receive(this.#leftover);
  }

  /** Sends whole units. Returns false when the socket is full; `drained` then says when it is not. */
  send(unit: Uint8Array): boolean {
    return !this.#stream.writableEnded && this.#stream.write(unit);
  }

  sendData(type: number, body: Uint8Array): boolean {
    return this.send(hostDataFrame(this.accepted.ioChannelId, this.#activation.shareId, type, body));
  }

  sendChannel(channelId: number, pdu: Uint8Array): boolean {
    return this.send(hostFrame(channelId, pdu));
  }

  /** Resolves when the socket takes more, or when the signal fires or the connection ends. */
  async drained(signal: AbortSignal): Promise<void> {
    if (!this.#stream.writableNeedDrain || this.#stream.destroyed) return;
    await Promise.race([once(this.#stream, 'drain', { signal }).catch(() => {}), this.closed]);
  }

  /** Deactivates the share and activates it with another size. One at a time; nothing may be sent meanwhile. */
  resize(asked: DesktopSize): Promise<HostActivation> {
    return new Promise((resolve) => {
      const { core, userId, ioChannelId } = this.accepted;
      const steps = reactivate(this.#settings, { core, userId, ioChannelId }, asked, (unit) => this.#dispatch(unit));
      this.#phase = { steps, done: resolve };
      this.#advance(undefined);
    });
  }

  /**
   * Says goodbye and ends the connection. What the client still sends is read for a moment, because a connection with
   * unread bytes is reset, and the client would never hear the goodbye.
   */
  close(): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    const reason = DisconnectReason.userRequested;
    this.#stream.end(domainFrame({ type: 'disconnectProviderUltimatum', reason }));
    const linger = setTimeout(() => this.#stream.destroy(), LINGER_MS);
    this.#stream.once('close', () => clearTimeout(linger));
  }

  destroy(error?: GatewayError): void {
    this.#error ??= error;
    this.#stream.destroy();
  }

  #receive(chunk: Uint8Array): void {
    try {
      this.#framer.push(chunk);
      for (let unit = this.#framer.next('frame'); unit; unit = this.#framer.next('frame')) {
        if (this.#stream.destroyed) return;
        if (this.#phase) this.#advance(unit);
        else this.#dispatch(unit);
      }
    } catch (error) {
      this.destroy(hasCode(error) ? (error as GatewayError) : new GatewayError('INTERNAL', {}, { cause: error }));
    }
  }

  #dispatch(unit: Uint8Array): void {
    const event = readClientUnit(unit, this.accepted.ioChannelId);
    if (!event) return;
    if (event.type === 'disconnected' || event.type === 'shutdownRequested') this.close();
    else this.#handler?.event(event);
  }

  /** Runs the reactivation to where it waits for the next unit. */
  #advance(reply: Reply): void {
    const phase = this.#phase;
    if (!phase) return;
    let step = phase.steps.next(reply);
    while (!step.done && step.value.type !== 'read') {
      if (step.value.type === 'send') this.send(step.value.data);
      step = phase.steps.next(undefined);
    }
    if (!step.done) return;
    this.#phase = undefined;
    this.#activation = step.value;
    phase.done(step.value);
  }
}
