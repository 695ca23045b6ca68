import { ByteReader } from '../../bytes/reader.js';
import { invalid } from '../../errors.js';
import { DynamicMessageReader } from '../channels/drdynvc/message-reader.js';
import {
  CreationStatus,
  type DynamicDataPdu,
  dynamicMessage,
  hostDynamicPdu,
  readClientDynamicPdu,
} from '../channels/drdynvc/pdu.js';

/** Version 3 adds compressed data, which a host need not send ([MS-RDPEDYC] 3.3.5.1.1). */
const VERSION = 3;

/** The host's end of one dynamic channel. */
export interface HostChannel {
  /** As it is created, [MS-RDPEDYC] 2.2.2.1. */
  readonly name: string;
  /** The client has it too. `send` takes whole messages. */
  opened(send: (message: Uint8Array) => void): void;
  /** The client does not have it; nothing else follows. */
  refused?(): void;
  /** A whole message; the view lives until the call returns. */
  received(message: Uint8Array): void;
  closed?(): void;
}

interface Channel {
  readonly handler: HostChannel;
  readonly reader: DynamicMessageReader;
  state: 'asked' | 'open' | 'closing';
}

/**
 * Host side of [MS-RDPEDYC]: agrees on a version, creates channels and closes them, cuts and reassembles messages. Channels
 * that are opened before the client has answered are created then.
 */
export class HostDynamicChannels {
  readonly #send: (message: Uint8Array) => void;
  readonly #channels = new Map<number, Channel>();
  /** Asked for before there was a version. */
  #waiting: HostChannel[] = [];
  #agreed = false;
  #lastId = 0;

  /** `send` puts one message on the static channel. */
  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  /** Opens the conversation, [MS-RDPEDYC] 3.3.5.1. */
  start(): void {
    this.#send(hostDynamicPdu({ type: 'capabilities', version: VERSION }));
  }

  open(handler: HostChannel): void {
    if (!this.#agreed) {
      this.#waiting.push(handler);
      return;
    }
    const channelId = ++this.#lastId;
    this.#channels.set(channelId, { handler, reader: new DynamicMessageReader(), state: 'asked' });
    this.#send(hostDynamicPdu({ type: 'create', channelId, name: handler.name }));
  }

  /** What is on its way from the client still is dropped. */
  close(handler: HostChannel): void {
    for (const [channelId, channel] of this.#channels) {
      if (channel.handler !== handler || channel.state !== 'open') continue;
      channel.state = 'closing';
      this.#send(hostDynamicPdu({ type: 'close', channelId }));
    }
  }

  /** Takes one message of the static channel. */
  receive(message: Uint8Array): void {
    const pdu = readClientDynamicPdu(new ByteReader(message));
    switch (pdu.type) {
      case 'capabilities':
        this.#agreed = true;
        for (const handler of this.#waiting.splice(0)) this.open(handler);
        return;
      case 'created':
        this.#created(pdu.channelId, pdu.status);
        return;
      case 'softSynced':
        return;
      default:
        this.#data(pdu);
    }
  }

  #created(channelId: number, status: number): void {
    const channel = this.#channels.get(channelId);
    if (channel?.state !== 'asked') throw invalid('DYNVC_CREATE_RSP', 'ChannelId', channelId);
    if (status !== CreationStatus.ok) {
      this.#channels.delete(channelId);
      channel.handler.refused?.();
      return;
    }
    channel.state = 'open';
    channel.handler.opened((message) => {
      if (channel.state !== 'open') return;
      for (const pdu of dynamicMessage(channelId, message)) this.#send(pdu);
    });
  }

  #data(pdu: DynamicDataPdu): void {
    const channel = this.#channels.get(pdu.channelId);
    if (!channel || channel.state === 'asked') throw invalid('DYNVC_DATA', 'ChannelId', pdu.channelId);
    if (pdu.type === 'close') {
      this.#channels.delete(pdu.channelId);
      // Whoever is asked to close a channel answers in kind.
      if (channel.state === 'open') this.#send(hostDynamicPdu(pdu));
      channel.state = 'closing';
      channel.handler.closed?.();
      return;
    }
    if (channel.state === 'closing') return;
    const received = channel.reader.accept(pdu);
    if (received) channel.handler.received(received);
  }
}
