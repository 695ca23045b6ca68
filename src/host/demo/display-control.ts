import { ByteReader } from '../../bytes/reader.js';
import type { DesktopSize } from '../../rdp/accept/settings.js';
import { DISPLAY_CONTROL } from '../../rdp/channels/disp/display-control.js';
import { displayControlPdu, readDisplayControlPdu } from '../../rdp/channels/disp/pdu.js';
import { DRDYNVC } from '../../rdp/channels/drdynvc/dynamic-channels.js';
import {
  CreationStatus,
  dynamicMessage,
  hostDynamicPdu,
  readClientDynamicPdu,
} from '../../rdp/channels/drdynvc/pdu.js';
import { StaticChannelReader, writeChannelMessage } from '../../rdp/channels/static-channel.js';
import type { HostClient } from '../server/client.js';

const CHANNEL_ID = 1;
const VERSION = 2;
/** One monitor of up to 4096 × 2304. */
const CAPS = { maxMonitors: 1, maxMonitorAreaFactorA: 4096, maxMonitorAreaFactorB: 2304 };

/** What the client's screen is like. */
export interface Layout extends DesktopSize {
  /** Percent. */
  readonly scaleFactor: number;
}

/** The host's end of Display Control ([MS-RDPEDISP]) on the client's dynamic channels, when it has any. */
export class DisplayControlHost {
  readonly #client: HostClient;
  readonly #onLayout: (layout: Layout) => void;
  readonly #staticId: number | undefined;
  readonly #reader = new StaticChannelReader();

  constructor(client: HostClient, onLayout: (layout: Layout) => void) {
    this.#client = client;
    this.#onLayout = onLayout;
    this.#staticId = client.accepted.channels.find(({ name }) => name === DRDYNVC)?.id;
  }

  /** Opens the conversation, [MS-RDPEDYC] 3.3.5.1. */
  start(): void {
    this.#send(hostDynamicPdu({ type: 'capabilities', version: VERSION }));
  }

  /** Takes data of any static channel. */
  receive(channelId: number, data: Uint8Array): void {
    if (channelId !== this.#staticId) return;
    const message = this.#reader.accept(data);
    if (!message) return;
    const pdu = readClientDynamicPdu(new ByteReader(message));
    if (pdu.type === 'capabilities')
      this.#send(hostDynamicPdu({ type: 'create', channelId: CHANNEL_ID, name: DISPLAY_CONTROL }));
    else if (pdu.type === 'created' && pdu.status === CreationStatus.ok)
      for (const part of dynamicMessage(CHANNEL_ID, displayControlPdu({ type: 'caps', caps: CAPS }))) this.#send(part);
    else if (pdu.type === 'data' && pdu.channelId === CHANNEL_ID) this.#layout(pdu.data);
  }

  #layout(data: Uint8Array): void {
    const pdu = readDisplayControlPdu(new ByteReader(data));
    if (pdu?.type !== 'monitorLayout') return;
    const monitor = pdu.monitors.find(({ primary }) => primary) ?? pdu.monitors[0];
    if (!monitor) return;
    const { width, height, desktopScaleFactor } = monitor;
    this.#onLayout({ width, height, scaleFactor: desktopScaleFactor });
  }

  #send(message: Uint8Array): void {
    if (this.#staticId === undefined) return;
    for (const pdu of writeChannelMessage(message, this.#client.activation.client.channelChunkSize))
      this.#client.sendChannel(this.#staticId, pdu);
  }
}
