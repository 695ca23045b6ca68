import type { BulkDecompressor } from '../bulk/decompressor.js';
import { DRDYNVC, type DynamicChannelHandler, DynamicChannels } from '../channels/drdynvc/dynamic-channels.js';
import { StaticChannelReader, writeChannelMessage } from '../channels/static-channel.js';
import type { JoinedChannel } from '../connect/result.js';
import type { ActiveEvent } from './events.js';
import type { HostLink } from './host-link.js';

/** Takes a whole message of one static channel; the view lives until the call returns. */
export type StaticChannelHandler = (message: Uint8Array) => ActiveEvent[];

interface Channel {
  readonly joined: JoinedChannel;
  readonly reader: StaticChannelReader;
}

/** All static virtual channels of a session, and the dynamic ones inside one of them. */
export class StaticChannels {
  readonly #link: HostLink;
  readonly #byId = new Map<number, Channel>();
  readonly #dynamic: DynamicChannels;
  readonly #handlers: ReadonlyMap<string, StaticChannelHandler>;
  /** VCChunkSize of the host. */
  chunkSize: number;

  constructor(
    link: HostLink,
    channels: readonly JoinedChannel[],
    chunkSize: number,
    bulk: BulkDecompressor,
    handlers: readonly DynamicChannelHandler[],
    staticHandlers: ReadonlyMap<string, StaticChannelHandler> = new Map(),
  ) {
    this.#link = link;
    this.chunkSize = chunkSize;
    this.#handlers = staticHandlers;
    for (const joined of channels) this.#byId.set(joined.id, { joined, reader: new StaticChannelReader(bulk) });
    this.#dynamic = new DynamicChannels(handlers, (pdu) => this.send(DRDYNVC, pdu));
  }

  has(channelId: number): boolean {
    return this.#byId.has(channelId);
  }

  receive(channelId: number, data: Uint8Array, events: ActiveEvent[]): void {
    const channel = this.#byId.get(channelId);
    const message = channel?.reader.accept(data);
    if (!channel || !message) return;
    const { name } = channel.joined;
    if (name === DRDYNVC) events.push(...this.#dynamic.receive(message));
    else events.push(...this.#handle(name, message));
  }

  #handle(channel: string, message: Uint8Array): ActiveEvent[] {
    return this.#handlers.get(channel)?.(message) ?? [{ type: 'channelData', channel, data: message }];
  }

  /** Sends one message in chunks; false when the channel was not joined. */
  send(name: string, message: Uint8Array): boolean {
    for (const { joined } of this.#byId.values()) {
      if (joined.name !== name) continue;
      for (const chunk of writeChannelMessage(message, this.chunkSize, joined.options))
        this.#link.sendChannel(joined.id, chunk);
      return true;
    }
    return false;
  }
}
