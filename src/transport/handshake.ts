import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DecodeError, type ErrorCode, type ErrorContext, GatewayError, hasCode } from '../errors.js';
import type { Action, Checkpoint, Phase, ReadHint, Reply } from '../rdp/connect/phase.js';
import { peerOf } from './certificate.js';
import { secure } from './tls-upgrade.js';
import type { HostOptions } from './types.js';
import { UnitReader } from './unit-reader.js';

/** What the host is busy with when it falls silent: the name that goes into errors. */
export type HandshakePhase = 'dial' | 'negotiation' | 'tls' | 'nla' | 'channels' | 'licensing' | 'activation';

const AFTER: Readonly<Record<Checkpoint, HandshakePhase>> = {
  negotiated: 'channels',
  tls: 'channels',
  nla: 'channels',
  channels: 'licensing',
  licensed: 'activation',
  activated: 'activation',
};

/** The second TSRequest carries the proof of the password; a host that ends the talk after it did not like the proof. */
const PROOF_MESSAGES = 2;
/** Bytes that may wait for a host that asks and does not read. A whole handshake sends a tenth of it. */
const OUTGOING_LIMIT = 256 * 1024;

/** What one host sent may keep this thread busy for so long, then others have their turn. */
const TURN_MS = 8;

/** Whom it talks to, whom it trusts, and who watches. */
export type HandshakeOptions = Pick<HostOptions, 'target' | 'trust' | 'tap' | 'onCheckpoint'>;

/** Runs the connection sequence against a stream and knows where it stands, so that a failure can be told apart. */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #signal: AbortSignal;
  readonly #reader: UnitReader;
  #stream: Duplex;
  #fingerprint: string | undefined;
  #phase: HandshakePhase = 'negotiation';
  #nlaMessages = 0;
  /** Units may be shown to the tap: they are protected, and Client Info with the password lies behind. */
  #licensed = false;

  constructor(raw: Duplex, options: HandshakeOptions, signal: AbortSignal) {
    this.#stream = raw;
    this.#options = options;
    this.#signal = signal;
    this.#reader = new UnitReader(raw);
  }

  get stream(): Duplex {
    return this.#stream;
  }

  get fingerprint(): string | undefined {
    return this.#fingerprint;
  }

  get phase(): HandshakePhase {
    return this.#phase;
  }

  /** Did the host end NLA on the first message, which holds nothing secret? */
  refusedFirstToken(error: unknown): boolean {
    return this.#nlaMessages === 1 && hasCode(error) && error.code === 'NLA_FAILED';
  }

  rest(): Uint8Array {
    return this.#reader.rest();
  }

  /** Drives `sequence` to its end. Every error has a code and names the phase. */
  async run<T>(sequence: Phase<T>): Promise<T> {
    try {
      let step = sequence.next(undefined as Reply);
      for (let since = performance.now(); !step.done; ) {
        step = sequence.next(await this.#perform(step.value));
        if (step.done || performance.now() - since < TURN_MS) continue;
        await nextTurn();
        since = performance.now();
      }
      return step.value;
    } catch (error) {
      throw this.#explain(error);
    } finally {
      sequence.return(undefined as T);
    }
  }

  async #perform(action: Action): Promise<Reply> {
    switch (action.type) {
      case 'send':
        return this.#send(action.data);
      case 'read':
        return this.#read(action.hint);
      case 'upgrade':
        return this.#upgrade();
      case 'checkpoint':
        this.#phase = AFTER[action.name];
        this.#licensed ||= action.name === 'licensed';
        this.#options.onCheckpoint?.(action.name);
        return undefined;
    }
  }

  #send(data: Uint8Array): undefined {
    if (this.#phase === 'nla') this.#nlaMessages++;
    if (this.#licensed) this.#options.tap?.sent(data);
    this.#stream.write(data);
    const { writableLength } = this.#stream;
    if (OUTGOING_LIMIT < writableLength) throw this.#unread(writableLength);
    return undefined;
  }

  #unread(waiting: number): GatewayError {
    const { host, port } = this.#options.target;
    const context = { host, port, phase: this.#phase, waiting };
    return new GatewayError('HOST_TIMEOUT', context, { detail: `during ${this.#phase}` });
  }

  async #read(hint: ReadHint): Promise<Uint8Array> {
    const nla = hint === 'ts-request' || hint === 'authorization';
    if (nla && this.#phase !== 'nla') {
      // What was sent since TLS is the first TSRequest.
      this.#phase = 'nla';
      this.#nlaMessages = 1;
    }
    const unit = await this.#reader.next(hint, this.#signal);
    if (!nla && this.#phase !== 'negotiation') this.#options.tap?.received(unit);
    return unit;
  }

  async #upgrade(): Promise<Reply> {
    this.#phase = 'tls';
    this.#reader.moveTo(this.#stream);
    const { target, trust } = this.#options;
    const secured = await secure(this.#stream, target, trust, this.#signal);
    this.#stream = secured.stream;
    this.#fingerprint = secured.fingerprint;
    this.#reader.moveTo(secured.stream);
    return peerOf(secured.certificate);
  }

  #explain(error: unknown): Error {
    const { host, port } = this.#options.target;
    const context: ErrorContext = { host, port, phase: this.#phase };
    if (!hasCode(error)) {
      return new GatewayError('INTERNAL', context, { cause: error, detail: (error as Error)?.message });
    }
    if (error.code !== 'HOST_CLOSED' && !this.#leftNla(error)) return error;
    const { code, detail } = this.#explainClosed();
    return new GatewayError(code, context, { cause: error, detail });
  }

  /** GNOME's host goes on to another protocol, to say goodbye in it, when it does not like the proof. */
  #leftNla(error: Error): boolean {
    return this.#phase === 'nla' && error instanceof DecodeError && error.pdu === 'TSRequest' && error.field === 'tag';
  }

  #explainClosed(): { code: ErrorCode; detail: string } {
    if (this.#phase !== 'nla') return { code: 'HOST_CLOSED', detail: `during ${this.#phase}` };
    return PROOF_MESSAGES <= this.#nlaMessages
      ? {
          code: 'CREDENTIALS_REJECTED',
          detail: 'the host ended the connection on receiving them, as some hosts do instead of saying why',
        }
      : { code: 'NLA_FAILED', detail: 'the host ended the connection' };
  }
}
