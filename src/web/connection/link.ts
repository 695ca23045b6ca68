import { hasCode } from '../../errors.js';
import { readGatewayMessage } from '../../wire/gateway-messages.js';
import type { GatewayMessage, Hello, Pong, Problem, ViewerMessage } from '../../wire/messages.js';
import { Unpacker } from '../../wire/unpacker.js';
import { writeViewerMessage } from '../../wire/viewer-messages.js';
import { Backoff } from './backoff.js';
import { isTransient, localProblem, problemOf } from './problem.js';
import type { Closed, OpenTransport, Transport, TransportKind } from './transport.js';

export interface LinkOptions {
  readonly open: Readonly<Record<TransportKind, OpenTransport>>;
  /** The window as it is now; asked for at every connection. */
  readonly hello: () => Hello;
  readonly clock: Clock;
  readonly random: () => number;
  /** May throw a coded error for a message that makes no sense, which ends the link. */
  readonly onMessage: (message: GatewayMessage, bytes: number) => void;
  readonly onState: (state: LinkState) => void;
}

export interface Clock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Runs `task` after `ms` and returns a function that cancels it. */
  later(task: () => void, ms: number): () => void;
}

export type LinkState =
  /** The first connection is being made. */
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly transport: TransportKind }
  /** The connection dropped; the session waits for us until `deadline`. */
  | { readonly state: 'lost'; readonly attempt: number; readonly retryInMs: number }
  | { readonly state: 'ended'; readonly problem: Problem };

type Bodies = { [M in ViewerMessage as M['type']]: M['body'] };

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;
/** A transport that has not brought a welcome by then is given up. */
const OPEN_MS = 10_000;
const PING_MS = 2_000;
/** A minute makes a round trip count four times as long. */
const CLOCK_AGING = 4 ** (PING_MS / 60_000);
/** Silence for so long means that the connection is dead, whatever TCP believes. */
const SILENCE_MS = 10_000;
/** How long the first connection is tried; later ones have the grace period that the gateway grants. */
const FIRST_GRACE_MS = 20_000;
/** Failed WebSockets in a row after which plain HTTP takes turns with them. */
const SOCKET_TRIES = 2;

/**
 * Keeps one session reachable: opens a transport, greets, answers for its health, and opens another one when it drops,
 * as long as the gateway keeps the session. Messages sent while no transport is open are dropped, because a key press
 * that arrives seconds later does harm.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  #transport: Transport | undefined;
  #kind: TransportKind = 'websocket';
  #preferred: TransportKind = 'websocket';
  #failures = 0;
  #welcomed = false;
  #everWelcomed = false;
  #finished = false;
  #sequence = 0;
  #unpacker = new Unpacker();
  #graceMs = FIRST_GRACE_MS;
  #lostAt: number;
  /** When the oldest ping was sent that nothing was heard after. */
  #unansweredSince: number | undefined;
  #roundTrip: number | undefined;
  #clockOffset: number | undefined;
  /** Round trip of the pong that the clock was read from. */
  #clockTrip = Number.POSITIVE_INFINITY;
  #problem: Problem | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ firstMs: FIRST_WAIT_MS, maxMs: MAX_WAIT_MS, random: options.random });
    this.#lostAt = options.clock.now();
    options.onState({ state: 'opening' });
    this.#attempt();
  }

  /** Milliseconds to the gateway and back, once measured. */
  get roundTrip(): number | undefined {
    return this.#roundTrip;
  }

  /** The gateway's clock, ms since the Unix epoch, once a pong has told it. */
  gatewayNow(): number | undefined {
    return this.#clockOffset === undefined ? undefined : this.#options.clock.now() + this.#clockOffset;
  }

  /** Returns whether a transport took the message. */
  send<Name extends ViewerMessage['type']>(type: Name, body: Bodies[Name]): boolean {
    if (!this.#welcomed || !this.#transport) return false;
    this.#post(type, body);
    return true;
  }

  /** Does not wait any longer: the network came back, or the person pressed the button. */
  retryNow(): void {
    if (this.#finished || this.#transport) return;
    this.#attempt();
  }

  /** Ends the link because of a message that makes no sense. What is no coded error is a mistake of ours, and thrown. */
  refuse(error: unknown): void {
    if (!hasCode(error)) throw error;
    this.#end(problemOf('WIRE_INVALID'));
  }

  /** Ends the link; no event follows. */
  close(): void {
    this.#finished = true;
    this.#cancelTimer?.();
    this.#dropTransport();
  }

  #attempt(): void {
    this.#setTimer(() => this.#closed({}), OPEN_MS);
    this.#kind = this.#chooseKind();
    this.#sequence = 0;
    this.#unpacker = new Unpacker();
    this.#unansweredSince = undefined;
    this.#problem = undefined;
    let mine: Transport | undefined;
    const current = () => mine === undefined || mine === this.#transport;
    mine = this.#options.open[this.#kind]({
      opened: () => current() && this.#greet(),
      received: (message) => current() && this.#received(message),
      closed: (closed) => current() && this.#closed(closed),
    });
    this.#transport = mine;
  }

  #chooseKind(): TransportKind {
    if (this.#failures < SOCKET_TRIES) return this.#preferred;
    return this.#failures % 2 === 0 ? 'poll' : 'websocket';
  }

  #greet(): void {
    this.#post('hello', this.#options.hello());
  }

  #received(bytes: Uint8Array): void {
    this.#unansweredSince = undefined;
    try {
      this.#handle(readGatewayMessage(bytes, this.#unpacker), bytes.length);
    } catch (error) {
      this.refuse(error);
    }
  }

  #handle(message: GatewayMessage, bytes: number): void {
    if (message.type === 'welcome') this.#welcome(message.body.graceMs);
    if (message.type === 'pong') this.#pong(message.body);
    if (message.type === 'bye') this.#problem = message.body;
    this.#options.onMessage(message, bytes);
  }

  #welcome(graceMs: number): void {
    this.#welcomed = true;
    this.#everWelcomed = true;
    this.#graceMs = graceMs;
    this.#failures = 0;
    this.#preferred = this.#kind;
    this.#backoff.reset();
    this.#options.onState({ state: 'open', transport: this.#kind });
    this.#ping();
  }

  #ping(): void {
    const now = this.#options.clock.now();
    if (this.#unansweredSince !== undefined && now - this.#unansweredSince > SILENCE_MS) {
      this.#closed({});
      return;
    }
    // Timers of a hidden tab may rest for a minute; only silence after a question counts.
    this.#unansweredSince ??= now;
    this.send('ping', { time: now });
    this.#setTimer(() => this.#ping(), PING_MS);
  }

  /**
   * The gateway answered half a round trip ago, as far as one can know. The shorter the trip the less is guessed, so the
   * shortest one is believed, and others the more the longer it is ago.
   */
  #pong({ time, gatewayTime }: Pong): void {
    const now = this.#options.clock.now();
    this.#roundTrip = Math.max(0, now - time);
    this.#clockTrip *= CLOCK_AGING;
    if (this.#clockTrip < this.#roundTrip) return;
    this.#clockTrip = this.#roundTrip;
    this.#clockOffset = gatewayTime + this.#roundTrip / 2 - now;
  }

  #closed(closed: Closed): void {
    this.#dropTransport();
    const problem = this.#problem ?? closed.problem;
    if (problem && !isTransient(problem.code)) {
      this.#end(problem);
      return;
    }
    const now = this.#options.clock.now();
    if (this.#welcomed) this.#lostAt = now;
    else this.#failures += 1;
    this.#welcomed = false;
    if (now - this.#lostAt > this.#graceMs) {
      this.#end(localProblem(this.#everWelcomed ? 'CONNECTION_LOST' : 'GATEWAY_UNREACHABLE'));
      return;
    }
    const retryInMs = this.#backoff.next();
    if (this.#everWelcomed) this.#options.onState({ state: 'lost', attempt: this.#backoff.attempts, retryInMs });
    this.#setTimer(() => this.#attempt(), retryInMs);
  }

  #end(problem: Problem): void {
    if (this.#finished) return;
    this.close();
    this.#options.onState({ state: 'ended', problem });
  }

  #post<Name extends ViewerMessage['type']>(type: Name, body: Bodies[Name]): void {
    this.#sequence += 1;
    this.#transport?.send(writeViewerMessage(type, this.#sequence, body));
  }

  #setTimer(task: () => void, ms: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.later(task, ms);
  }

  #dropTransport(): void {
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
  }
}
