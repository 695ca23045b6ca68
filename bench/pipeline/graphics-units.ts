import { ByteReader } from '../../src/bytes/reader.js';
import type { RecordedUnit, RecordingMetadata } from '../../src/host/recording/format.js';
import { RecordedGraphics } from '../../src/host/replay/recorded-graphics.js';
import { DRDYNVC } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import { dynamicMessage, hostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { GRAPHICS_CHANNEL } from '../../src/rdp/channels/egfx/graphics-pipeline.js';
import { GraphicsCodec } from '../../src/rdp/channels/egfx/pdu/codec.js';
import { readGraphicsPdu } from '../../src/rdp/channels/egfx/pdu/index.js';
import { ZgfxDecompressor } from '../../src/rdp/channels/egfx/zgfx.js';
import { writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import { domainFrame } from '../../src/rdp/mcs/frame.js';

const CHUNK = 1600;
const H264: readonly number[] = [GraphicsCodec.AVC420, GraphicsCodec.AVC444, GraphicsCodec.AVC444v2];

/**
 * What a recorded host sent on its graphics channel, on a channel of the connection at hand. The client's answers are known:
 * it takes every channel.
 */
export class GraphicsUnits {
  readonly #initiator: number;
  readonly #recorded: RecordedGraphics;
  readonly #staticId: number | undefined;
  #zgfx = new ZgfxDecompressor();
  #channelId = 0;
  #open = false;
  #video = false;

  constructor(metadata: RecordingMetadata, initiator: number) {
    this.#initiator = initiator;
    this.#recorded = new RecordedGraphics(metadata);
    this.#staticId = metadata.channels.find(({ name }) => name === DRDYNVC)?.id;
  }

  /** Was there H.264 among what was taken? */
  get video(): boolean {
    return this.#video;
  }

  /** The units that stand for a recorded one; undefined when it has nothing to do with graphics. */
  take(unit: RecordedUnit): Uint8Array[] | undefined {
    const step = this.#recorded.take(unit);
    if (!step) return undefined;
    if (step.type === 'closed') {
      this.#open = false;
      this.#zgfx = new ZgfxDecompressor();
      return this.#units(hostDynamicPdu({ type: 'close', channelId: this.#channelId }));
    }
    this.#note(this.#zgfx.decompress(step.data));
    const opening = this.#open ? [] : this.#opening();
    const messages = dynamicMessage(this.#channelId, step.data.slice());
    return [...opening, ...messages.flatMap((message) => this.#units(message))];
  }

  #note(message: Uint8Array): void {
    for (const r = new ByteReader(message); r.remaining > 0; ) {
      const pdu = readGraphicsPdu(r);
      if (pdu.type === 'wireToSurface1' && H264.includes(pdu.codecId)) this.#video = true;
    }
  }

  #opening(): Uint8Array[] {
    const first = this.#channelId === 0 ? this.#units(hostDynamicPdu({ type: 'capabilities', version: 3 })) : [];
    this.#open = true;
    this.#channelId++;
    const create = hostDynamicPdu({ type: 'create', channelId: this.#channelId, name: GRAPHICS_CHANNEL });
    return [...first, ...this.#units(create)];
  }

  #units(message: Uint8Array): Uint8Array[] {
    const { initiator, channelId } = { initiator: this.#initiator, channelId: this.#staticId ?? 0 };
    return writeChannelMessage(message, CHUNK).map((data) =>
      domainFrame({ type: 'sendDataIndication', initiator, channelId, data }),
    );
  }
}
