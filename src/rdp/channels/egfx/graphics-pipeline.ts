import { ByteReader } from '../../../bytes/reader.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { DecodeError, invalid, tooLarge } from '../../../errors.js';
import type { ActiveEvent } from '../../active/events.js';
import type { GraphicsOffer } from '../../settings.js';
import type { DynamicChannelHandler, SendMessage } from '../drdynvc/dynamic-channels.js';
import { FrameTally } from './frame-tally.js';
import { agreedAvc, capabilitySets } from './offer.js';
import { type CapabilitySet, CapsVersion } from './pdu/capabilities.js';
import { GraphicsCodec } from './pdu/codec.js';
import { type QoeFrameAcknowledge, QueueDepth } from './pdu/frame.js';
import { type GraphicsPdu, type GraphicsReply, readGraphicsPdu, writeGraphicsReply } from './pdu/index.js';
import { ZgfxDecompressor } from './zgfx.js';

/** Name of the dynamic channel, [MS-RDPEGFX] 2.1. */
export const GRAPHICS_CHANNEL = 'Microsoft::Windows::RDS::Graphics';

/** Commands, rectangles and points of one message. A few bytes unpack to megabytes of them, and each becomes an object. */
const ITEMS_MAX = 0x1_0000;

/** A host packs what it draws when a message of so many bytes came smaller by this part. */
const PACKED = { leastBytes: 1024, leastPart: 1 / 16 } as const;

/** Bytes that wait to be decoded; or nothing is known about them; or the host is to wait for no acknowledgement. */
export type GraphicsQueue = number | 'unavailable' | 'suspend';

export type GraphicsQuality = Omit<QoeFrameAcknowledge, 'type'>;

/**
 * Client side of [MS-RDPEGFX] as far as it needs no pixels: advertises capabilities, unpacks messages and hands on their
 * commands in order, and acknowledges frames. The host confirms one of the sets before anything else, and sends no H.264
 * that the set excludes. Nothing is kept for a later connection, so that no cache entries are offered for import.
 */
export class GraphicsPipeline implements DynamicChannelHandler {
  readonly name = GRAPHICS_CHANNEL;
  #offer: GraphicsOffer;
  #advertised: readonly CapabilitySet[] = [];
  #send: SendMessage | undefined;
  #zgfx = new ZgfxDecompressor();
  #tally = new FrameTally();
  #agreed: CapabilitySet | undefined;
  #packs = false;

  constructor(offer: GraphicsOffer) {
    this.#offer = offer;
  }

  opened(send: SendMessage): ActiveEvent[] {
    this.#send = send;
    this.#zgfx = new ZgfxDecompressor();
    this.#tally = new FrameTally();
    this.#agreed = undefined;
    this.#packs = false;
    this.#advertise();
    return [{ type: 'graphicsOpened' }];
  }

  closed(): ActiveEvent[] {
    this.#send = undefined;
    return [{ type: 'graphicsClosed' }];
  }

  received(message: Uint8Array): ActiveEvent[] {
    const events: ActiveEvent[] = [];
    const unpacked = this.#zgfx.decompress(message);
    if (!this.#packs && isPacked(message.length, unpacked.length)) {
      this.#packs = true;
      events.push({ type: 'graphicsPacked' });
    }
    const r = new ByteReader(unpacked);
    for (let items = 0; r.remaining > 0; ) {
      const pdu = readGraphicsPdu(r);
      items += 1 + itemsOf(pdu);
      if (ITEMS_MAX < items) throw tooLarge('RDP_SEGMENTED_DATA', 'items', items);
      if (pdu.type === 'unknown') {
        events.push({ type: 'unknown', what: `graphics command ${pdu.commandId}` });
        continue;
      }
      this.#check(pdu);
      events.push({ type: 'graphics', pdu });
    }
    return events;
  }

  /** The frame has been drawn, and all before it. Returns false where nobody waits for it any more. */
  acknowledge(frameId: number, queue: GraphicsQueue): boolean {
    if (!this.#agreed) return false;
    const totalFramesDecoded = this.#tally.done(frameId);
    return this.#reply({ type: 'frameAcknowledge', queueDepth: queueDepth(queue), frameId, totalFramesDecoded });
  }

  /** How long the frame took; hosts of version 10 and later take it. */
  quality(report: GraphicsQuality): boolean {
    if (!this.#since(CapsVersion.RDPGFX_CAPVERSION_10)) return false;
    return this.#reply({ type: 'qoeFrameAcknowledge', ...report });
  }

  /**
   * Asks the host to start over, with another offer perhaps ([MS-RDPEGFX] 3.3.5.18); what it sends until it confirms
   * anew belongs to the old one. Hosts before version 10.3 cannot be asked: false.
   */
  restart(offer: GraphicsOffer): boolean {
    if (!this.#since(CapsVersion.RDPGFX_CAPVERSION_103)) return false;
    this.#offer = offer;
    return this.#advertise();
  }

  #advertise(): boolean {
    this.#advertised = capabilitySets(this.#offer);
    return this.#reply({ type: 'capsAdvertise', sets: this.#advertised });
  }

  #since(version: number): boolean {
    return this.#agreed !== undefined && version <= this.#agreed.version;
  }

  #reply(reply: GraphicsReply): boolean {
    if (!this.#send) return false;
    const w = new ByteWriter(64);
    writeGraphicsReply(w, reply);
    this.#send(w.finish());
    return true;
  }

  #check(pdu: GraphicsPdu): void {
    if (pdu.type === 'capsConfirm') this.#confirm(pdu.set);
    else if (!this.#agreed) throw new DecodeError('PDU_UNEXPECTED', 'RDPGFX_HEADER', 'cmdId', pdu.type);
    else if (pdu.type === 'wireToSurface1') requireAgreed(pdu.codecId, this.#agreed);
    else if (pdu.type === 'endFrame') this.#tally.ended(pdu.frameId);
    else if (pdu.type === 'cacheImportReply' && pdu.cacheSlots.length > 0)
      throw new DecodeError('PDU_UNEXPECTED', 'RDPGFX_CACHE_IMPORT_REPLY_PDU', 'cacheSlots', pdu.cacheSlots.length);
  }

  /** What counts is what was advertised for the version: a host's flags grant nothing. */
  #confirm({ version }: CapabilitySet): void {
    this.#agreed = this.#advertised.find((set) => set.version === version);
    if (!this.#agreed) throw invalid('RDPGFX_CAPS_CONFIRM_PDU', 'version', version);
  }
}

const isPacked = (packed: number, unpacked: number): boolean =>
  PACKED.leastBytes <= unpacked && packed < unpacked * (1 - PACKED.leastPart);

function itemsOf(pdu: object): number {
  if ('rectangles' in pdu) return (pdu.rectangles as readonly unknown[]).length;
  if ('points' in pdu) return (pdu.points as readonly unknown[]).length;
  return 0;
}

function queueDepth(queue: GraphicsQueue): number {
  if (queue === 'unavailable') return QueueDepth.UNAVAILABLE;
  if (queue === 'suspend') return QueueDepth.SUSPEND_FRAME_ACKNOWLEDGEMENT;
  return Math.min(queue, QueueDepth.SUSPEND_FRAME_ACKNOWLEDGEMENT - 1);
}

/** Nobody is there to decode H.264 that was not advertised. */
function requireAgreed(codecId: number, set: CapabilitySet): void {
  const needs = NEEDS[codecId];
  if (needs && !needs.includes(agreedAvc(set))) throw invalid('RDPGFX_WIRE_TO_SURFACE_PDU_1', 'codecId', codecId);
}

const NEEDS: Readonly<Record<number, readonly GraphicsOffer['avc'][]>> = {
  [GraphicsCodec.AVC420]: ['avc420', 'avc444'],
  [GraphicsCodec.AVC444]: ['avc444'],
  [GraphicsCodec.AVC444v2]: ['avc444'],
};
