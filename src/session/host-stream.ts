import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import { ActiveStage } from '../rdp/active/active-stage.js';
import type { ActiveEvent } from '../rdp/active/events.js';
import type { GraphicsQuality, GraphicsQueue } from '../rdp/channels/egfx/graphics-pipeline.js';
import type { RailPdu } from '../rdp/channels/rail/pdu/index.js';
import type { InputEvent } from '../rdp/input/events.js';
import type { GraphicsOffer } from '../rdp/settings.js';
import type { Redirection } from '../rdp/share/redirection.js';
import { FrameStream } from '../transport/frame-stream.js';
import type { FrameTap, HostConnection } from '../transport/types.js';
import { type Farewell, farewellError } from './end-reason.js';
import type { Wish } from './resizer.js';

/** Bytes that may wait for a host that does not read. What a person types in a minute is a thousandth of it. */
const OUTGOING_LIMIT = 1024 * 1024;
/** From here on pointer moves are left out. */
const OUTGOING_BUSY = 16 * 1024;
/** What one host sent may keep this thread busy for so long, then other sessions have their turn. */
const TURN_MS = 8;

export interface HostStreamPort {
  /** Called for each event in order. Byte arrays in it live until the returned promise settles. */
  event(event: ActiveEvent): void | Promise<void>;
  /** All units of one chunk were taken; resolves when the next may come. */
  chunk(bytes: number, units: number): void | Promise<void>;
}

/** How a connection ended. */
export type HostEnd =
  | { readonly type: 'redirected'; readonly redirection: Redirection }
  /** We ended it to connect anew. */
  | { readonly type: 'renewed' }
  /** The host, or we, ended it; there is nothing to resume. */
  | { readonly type: 'ended'; readonly error: GatewayError }
  /** It broke off without a word. */
  | { readonly type: 'dropped'; readonly error: GatewayError };

/** A connection in its active stage: its stream in both directions, joined to the protocol core. */
export class HostStream {
  readonly connection: HostConnection;
  readonly #stage: ActiveStage;
  readonly #port: HostStreamPort;
  readonly #tap: FrameTap | undefined;
  readonly #farewell: { -readonly [K in keyof Farewell]: Farewell[K] } = {};
  #redirection: Redirection | undefined;
  #renewing = false;

  constructor(connection: HostConnection, port: HostStreamPort, tap?: FrameTap) {
    this.connection = connection;
    this.#port = port;
    this.#tap = tap;
    this.#stage = new ActiveStage(connection.settings, connection.connected);
  }

  /** Reads until the connection ends. Rejects with a coded error when what arrives cannot be processed. */
  async run(signal: AbortSignal): Promise<HostEnd> {
    const { stream, leftover } = this.connection;
    const sink = new Writable({
      objectMode: true,
      highWaterMark: 1,
      construct: (done) => {
        this.#begin().then(() => done(), done);
      },
      write: (units: readonly Uint8Array[], _encoding, done) => {
        this.#receive(units).then(() => done(), done);
      },
    });
    // A host may be gone before anybody reads: its last words came with the handshake.
    const source = stream.readableEnded ? Readable.from([]) : stream;
    try {
      await pipeline(source, new FrameStream({ leftover, tap: this.#tap }), sink, { signal, end: true });
    } catch (error) {
      return this.#failed(error, signal);
    }
    return this.#end(new GatewayError('HOST_CLOSED'));
  }

  input(events: readonly InputEvent[]): number {
    const busy = OUTGOING_BUSY < this.connection.stream.writableLength;
    const taken = busy ? events.filter((event) => event.type !== 'move') : events;
    if (taken.length !== 0) this.#send((out) => this.#stage.input(taken, out));
    return taken.length;
  }

  acknowledge(frameId: number): void {
    this.#send((out) => this.#stage.frameAcknowledge(frameId, out));
  }

  /** The same for a frame of the graphics pipeline, and how long it took for hosts that want to know. */
  acknowledgeGraphics(frameId: number, queue: GraphicsQueue, report?: GraphicsQuality): void {
    const { stream } = this.connection;
    // Both are one TLS record then, and one call of the system.
    stream.cork();
    this.#send((out) => {
      this.#stage.graphicsAcknowledge(frameId, queue, out);
      if (report) this.#stage.graphicsQoe(report, out);
    });
    stream.uncork();
  }

  /** Has the host begin with its graphics anew, under another offer perhaps. False when it cannot be asked. */
  restartGraphics(offer: GraphicsOffer): boolean {
    let asked = false;
    this.#send((out) => {
      asked = this.#stage.graphicsRestart(offer, out);
    });
    return asked;
  }

  /** Lets the host stop or go on sending what it draws, [MS-RDPBCGR] 2.2.11.3.1; going on begins with a whole picture. */
  showOutput(visible: boolean): void {
    this.#send((out) => {
      this.#stage.suppressOutput(visible, out);
      if (visible) this.#stage.refresh(out);
    });
  }

  /** Has the host paint everything again as if somebody began to look: some encoders begin anew with that only. */
  repaint(): void {
    this.showOutput(false);
    this.showOutput(true);
  }

  /** Asks for the whole picture again. */
  refresh(): void {
    this.#send((out) => this.#stage.refresh(out));
  }

  /** False when the host cannot be asked. */
  resize({ width, height, scaleFactor }: Wish): boolean {
    let asked = false;
    this.#send((out) => {
      asked = this.#stage.resize(width, height, scaleFactor, out);
    });
    return asked;
  }

  /** An order about the windows of a program. False when there is no host for it. */
  rail(pdu: RailPdu): boolean {
    let sent = false;
    this.#send((out) => {
      sent = this.#stage.rail(pdu, out);
    });
    return sent;
  }

  /** Asks for the program of the session. False when the host has answered. */
  promptProgram(): boolean {
    let asked = false;
    this.#send((out) => {
      asked = this.#stage.promptProgram(out);
    });
    return asked;
  }

  sendChannel(channel: string, data: Uint8Array): boolean {
    let sent = false;
    this.#send((out) => {
      sent = this.#stage.sendChannel(channel, data, out);
    });
    return sent;
  }

  /** Ends this connection for another one that begins anew. */
  renew(): void {
    this.#renewing = true;
    this.connection.stream.destroy();
  }

  /** Says goodbye and ends the stream; {@link run} resolves when the host has closed too. */
  leave(): void {
    this.#send((out) => this.#stage.shutdown(out));
    this.connection.stream.end();
  }

  #send(write: (out: Uint8Array[]) => void): void {
    const { stream } = this.connection;
    if (stream.destroyed || stream.writableEnded) return;
    const out: Uint8Array[] = [];
    write(out);
    this.#put(out);
  }

  #put(out: readonly Uint8Array[]): void {
    const { stream } = this.connection;
    if (stream.destroyed || stream.writableEnded) return;
    for (const unit of out) {
      this.#tap?.sent(unit);
      stream.write(unit);
    }
    if (OUTGOING_LIMIT < stream.writableLength) {
      stream.destroy(new GatewayError('HOST_TIMEOUT', { waiting: stream.writableLength }));
    }
  }

  /** A host may wait for the answer to what it sent before the connection was made. */
  async #begin(): Promise<void> {
    let events: readonly ActiveEvent[] = [];
    this.#send((out) => {
      events = this.#stage.start(out);
    });
    await this.#apply(events);
  }

  async #receive(units: readonly Uint8Array[]): Promise<void> {
    let [bytes, count, since] = [0, 0, performance.now()];
    for (const unit of units) {
      bytes += unit.length;
      count++;
      const pending = this.#unit(unit);
      if (pending) await pending;
      if (performance.now() - since < TURN_MS) continue;
      await this.#port.chunk(bytes, count);
      await nextTurn();
      [bytes, count, since] = [0, 0, performance.now()];
    }
    await this.#port.chunk(bytes, count);
  }

  #unit(unit: Uint8Array): Promise<void> | undefined {
    const out: Uint8Array[] = [];
    const events = this.#stage.receive(unit, out);
    this.#put(out);
    return this.#apply(events);
  }

  /** Waits only where an event has to be waited for. */
  #apply(events: readonly ActiveEvent[], from = 0): Promise<void> | undefined {
    for (let at = from; at < events.length; at++) {
      this.#note(events[at]);
      const pending = this.#port.event(events[at]);
      if (pending) return pending.then(() => this.#apply(events, at + 1));
    }
    return undefined;
  }

  /** Keeps what tells later why the connection ended. */
  #note(event: ActiveEvent): void {
    if (event.type === 'errorInfo') this.#farewell.errorInfo = event;
    else if (event.type === 'disconnect') this.#farewell.disconnectReason = event.reason;
    else if (event.type === 'redirected') {
      this.#redirection = event.redirection;
      this.connection.stream.destroy();
    }
  }

  #end(error: GatewayError): HostEnd {
    if (this.#redirection) return { type: 'redirected', redirection: this.#redirection };
    if (this.#renewing) return { type: 'renewed' };
    const said = farewellError(this.#farewell);
    return said ? { type: 'ended', error: said } : { type: 'dropped', error };
  }

  /** A socket that broke is a way to end; a coded error is a failure of what was read. */
  #failed(error: unknown, signal: AbortSignal): HostEnd {
    if (signal.aborted) throw signal.reason;
    if (error instanceof GatewayError) throw error;
    return this.#end(new GatewayError('HOST_CLOSED', {}, { cause: error }));
  }
}
