import { type HostChannel, HostDynamicChannels } from '../../rdp/accept/dynamic-channels.js';
import { DRDYNVC } from '../../rdp/channels/drdynvc/dynamic-channels.js';
import { StaticChannelReader, writeChannelMessage } from '../../rdp/channels/static-channel.js';
import { EarlyCapability } from '../../rdp/gcc/client-core.js';
import type { HostClient } from './client.js';

/** Did the client say, before there were channels, that it takes part in the graphics pipeline? */
export const offersGraphics = ({ accepted }: HostClient): boolean =>
  (accepted.core.earlyCapabilityFlags & EarlyCapability.RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL) !== 0;

/** Dynamic channels of one client, on its static channel `drdynvc`. */
export class ClientChannels {
  readonly #staticId: number;
  readonly #reader = new StaticChannelReader();
  readonly #dynamic: HostDynamicChannels;

  private constructor(client: HostClient, staticId: number) {
    this.#staticId = staticId;
    this.#dynamic = new HostDynamicChannels((message) => {
      for (const pdu of writeChannelMessage(message, client.activation.client.channelChunkSize))
        client.sendChannel(staticId, pdu);
    });
  }

  /** Undefined for a client that has no dynamic channels. Call once the client is active. */
  static of(client: HostClient): ClientChannels | undefined {
    const id = client.accepted.channels.find(({ name }) => name === DRDYNVC)?.id;
    return id === undefined ? undefined : new ClientChannels(client, id);
  }

  start(): void {
    this.#dynamic.start();
  }

  open(channel: HostChannel): void {
    this.#dynamic.open(channel);
  }

  close(channel: HostChannel): void {
    this.#dynamic.close(channel);
  }

  /** Takes data of any static channel. */
  receive(channelId: number, data: Uint8Array): void {
    if (channelId !== this.#staticId) return;
    const message = this.#reader.accept(data);
    if (message) this.#dynamic.receive(message);
  }
}
