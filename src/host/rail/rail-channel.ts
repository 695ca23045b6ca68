import { ByteReader } from '../../bytes/reader.js';
import { type RailPdu, railPdu, readRailPdu } from '../../rdp/channels/rail/pdu/index.js';
import { RAIL } from '../../rdp/channels/rail/rail-client.js';
import { StaticChannelReader, writeChannelMessage } from '../../rdp/channels/static-channel.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../rdp/graphics/fast-path-output.js';
import { InfoFlag } from '../../rdp/share/client-info.js';
import { writeOrders } from '../../rdp/windows/orders.js';
import type { WindowOrder } from '../../rdp/windows/window-order.js';
import type { HostClient } from '../server/client.js';

/** A build as Windows has them: hosts of this one know all orders that are sent here. */
const BUILD = 17763;

/** The host's end of the channel `rail` of one client, and the way on which it tells of windows. */
export class RailChannel {
  readonly #client: HostClient;
  readonly #channelId: number;
  readonly #reader = new StaticChannelReader();
  readonly #received: (pdu: RailPdu) => void;

  private constructor(client: HostClient, channelId: number, received: (pdu: RailPdu) => void) {
    this.#client = client;
    this.#channelId = channelId;
    this.#received = received;
  }

  /** Undefined for a client that wants the desktop. `received` takes all orders but handshakes. */
  static of(client: HostClient, received: (pdu: RailPdu) => void): RailChannel | undefined {
    const id = client.accepted.channels.find(({ name }) => name === RAIL)?.id;
    const asked = (client.accepted.infoFlags & InfoFlag.INFO_RAIL) !== 0;
    return id === undefined || !asked ? undefined : new RailChannel(client, id, received);
  }

  /** Shakes hands; the client answers with what it is and what it wants. */
  start(): void {
    this.send({ type: 'handshakeEx', buildNumber: BUILD, railHandshakeFlags: 0 });
  }

  send(pdu: RailPdu): void {
    const { channelChunkSize } = this.#client.activation.client;
    for (const chunk of writeChannelMessage(railPdu(pdu), channelChunkSize))
      this.#client.sendChannel(this.#channelId, chunk);
  }

  tell(...orders: readonly WindowOrder[]): void {
    const update = writeOrders(orders);
    for (const unit of writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS, update))
      this.#client.send(unit);
  }

  /** Takes data of any static channel. */
  receive(channelId: number, data: Uint8Array): void {
    const message = channelId === this.#channelId ? this.#reader.accept(data) : undefined;
    const pdu = message && readRailPdu(new ByteReader(message));
    if (pdu && pdu.type !== 'unknown' && pdu.type !== 'handshake') this.#received(pdu);
  }
}
