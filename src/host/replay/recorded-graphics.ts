import { ByteReader } from '../../bytes/reader.js';
import { DRDYNVC } from '../../rdp/channels/drdynvc/dynamic-channels.js';
import { DynamicMessageReader } from '../../rdp/channels/drdynvc/message-reader.js';
import { readHostDynamicPdu } from '../../rdp/channels/drdynvc/pdu.js';
import { GRAPHICS_CHANNEL } from '../../rdp/channels/egfx/graphics-pipeline.js';
import { StaticChannelReader } from '../../rdp/channels/static-channel.js';
import { readDomainFrame } from '../../rdp/mcs/frame.js';
import type { RecordedUnit, RecordingMetadata } from '../recording/format.js';

const TPKT_VERSION = 3;
const X224_DATA = 0xf0;
const MCS_CONNECT_RESPONSE = 0x7f;

/** What the recorded host did on its graphics channel. */
export type RecordedGraphicsStep =
  /** A whole message, byte for byte; the view lives until the next unit. */
  { readonly type: 'message'; readonly data: Uint8Array } | { readonly type: 'closed' };

/**
 * Follows the recorded host's dynamic channels and takes out what it sent on the graphics channel. What other channels
 * carried belongs to the recorded connection alone, and a channel that its client refused carried nothing.
 */
export class RecordedGraphics {
  readonly #staticId: number | undefined;
  readonly #reader = new StaticChannelReader();
  #open: { readonly channelId: number; readonly messages: DynamicMessageReader } | undefined;

  constructor({ channels }: RecordingMetadata) {
    this.#staticId = channels.find(({ name }) => name === DRDYNVC)?.id;
  }

  /** Takes every unit of the recording, in order. Malformed ones throw DecodeError. */
  take({ from, data: unit }: RecordedUnit): RecordedGraphicsStep | undefined {
    if (from !== 'host' || unit[0] !== TPKT_VERSION || unit[5] !== X224_DATA) return undefined;
    if (unit[7] === MCS_CONNECT_RESPONSE) return undefined;
    const pdu = readDomainFrame(unit);
    if (pdu.type !== 'sendDataIndication' || pdu.channelId !== this.#staticId) return undefined;
    const message = this.#reader.accept(pdu.data);
    return message && this.#dynamic(message);
  }

  #dynamic(message: Uint8Array): RecordedGraphicsStep | undefined {
    const pdu = readHostDynamicPdu(new ByteReader(message));
    switch (pdu.type) {
      case 'create':
        if (pdu.name === GRAPHICS_CHANNEL)
          this.#open = { channelId: pdu.channelId, messages: new DynamicMessageReader() };
        return undefined;
      case 'data':
      case 'dataFirst': {
        if (pdu.channelId !== this.#open?.channelId) return undefined;
        const data = this.#open.messages.accept(pdu);
        return data && { type: 'message', data };
      }
      case 'close':
        if (pdu.channelId !== this.#open?.channelId) return undefined;
        this.#open = undefined;
        return { type: 'closed' };
      default:
        return undefined;
    }
  }
}
