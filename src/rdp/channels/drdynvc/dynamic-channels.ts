import { LIMITS } from '../../../bytes/limits.js';
import { ByteReader } from '../../../bytes/reader.js';
import { invalid } from '../../../errors.js';
import type { ActiveEvent } from '../../active/events.js';
import { DynamicMessageReader } from './message-reader.js';
import { CreationStatus, clientDynamicPdu, type DynamicDataPdu, dynamicMessage, readHostDynamicPdu } from './pdu.js';

/** Name of the static channel that carries the dynamic ones. */
export const DRDYNVC = 'drdynvc';

/** Version 3 is the one with compressed data. A host that offers another falls back to the answer ([MS-RDPEDYC] 3.2.5.1.1). */
const VERSION = 3;

/** Sends one message on the channel that a handler was opened for. */
export type SendMessage = (message: Uint8Array) => void;

/** The client end of one kind of dynamic channel. One instance serves one session. */
export interface DynamicChannelHandler {
  /** As the host spells it when it creates the channel. */
  readonly name: string;
  opened(send: SendMessage): ActiveEvent[];
  /** A whole message; the view lives until the call returns. */
  received(message: Uint8Array): ActiveEvent[];
  closed(): ActiveEvent[];
}

interface OpenChannel {
  readonly handler: DynamicChannelHandler;
  readonly reader: DynamicMessageReader;
}

/**
 * Client side of [MS-RDPEDYC]: answers capabilities and create requests, reassembles messages and hands them to the
 * handler of their channel. A name without a handler, or one that is open already, is refused.
 */
export class DynamicChannels {
  readonly #handlers = new Map<string, DynamicChannelHandler>();
  readonly #open = new Map<number, OpenChannel>();
  readonly #send: SendMessage;

  /** `send` puts one dynamic channel PDU on the static channel. */
  constructor(handlers: readonly DynamicChannelHandler[], send: SendMessage) {
    for (const handler of handlers) this.#handlers.set(handler.name, handler);
    this.#send = send;
  }

  /** Takes one message of the static channel. */
  receive(message: Uint8Array): ActiveEvent[] {
    const pdu = readHostDynamicPdu(new ByteReader(message));
    switch (pdu.type) {
      case 'capabilities':
        this.#send(clientDynamicPdu({ type: 'capabilities', version: Math.min(VERSION, Math.max(1, pdu.version)) }));
        return [];
      case 'create':
        return this.#create(pdu.channelId, pdu.name);
      case 'softSync':
        // No tunnel was offered, so nothing can be switched to one.
        this.#send(clientDynamicPdu({ type: 'softSynced' }));
        return [];
      default:
        return this.#data(pdu);
    }
  }

  #create(channelId: number, name: string): ActiveEvent[] {
    if (this.#open.has(channelId)) throw invalid('DYNVC_CREATE_REQ', 'ChannelId', channelId);
    const handler = this.#handlers.get(name);
    const accepted = handler !== undefined && !this.#isOpen(handler) && this.#open.size < LIMITS.dynamicChannels;
    const status = accepted ? CreationStatus.ok : CreationStatus.unsuccessful;
    this.#send(clientDynamicPdu({ type: 'created', channelId, status }));
    if (!accepted) return handler ? [] : [{ type: 'unknown', what: `dynamic channel ${printable(name)}` }];
    this.#open.set(channelId, { handler, reader: new DynamicMessageReader() });
    return handler.opened((reply) => {
      for (const pdu of dynamicMessage(channelId, reply)) this.#send(pdu);
    });
  }

  #isOpen(handler: DynamicChannelHandler): boolean {
    for (const channel of this.#open.values()) if (channel.handler === handler) return true;
    return false;
  }

  /** Data of a channel that is not open may still be on its way after a close, and is dropped. */
  #data(pdu: DynamicDataPdu): ActiveEvent[] {
    const channel = this.#open.get(pdu.channelId);
    if (!channel) return [];
    if (pdu.type === 'close') {
      this.#open.delete(pdu.channelId);
      this.#send(clientDynamicPdu(pdu));
      return channel.handler.closed();
    }
    const message = channel.reader.accept(pdu);
    return message ? channel.handler.received(message) : [];
  }
}

/** A name for a log line, from a peer that may put anything into it. */
const printable = (name: string): string => name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
