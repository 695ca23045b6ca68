import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { HostChannel } from '../../rdp/accept/dynamic-channels.js';
import type { DesktopSize } from '../../rdp/accept/settings.js';
import { GRAPHICS_CHANNEL } from '../../rdp/channels/egfx/graphics-pipeline.js';
import type { CapsAdvertise } from '../../rdp/channels/egfx/pdu/capabilities.js';
import { PixelFormat } from '../../rdp/channels/egfx/pdu/codec.js';
import { type GraphicsPdu, readGraphicsReply, writeGraphicsPdu } from '../../rdp/channels/egfx/pdu/index.js';
import { ZgfxCompressor, zgfxPlain } from '../../rdp/channels/egfx/zgfx-compressor.js';
import { type AgreedGraphics, agreeOn } from './capabilities.js';
import { FrameFlow } from './flow.js';

export interface EgfxServerOptions {
  /** The client has said what it can, and has been told what is used of it. */
  readonly onReady: (agreed: AgreedGraphics) => void;
  /** An acknowledgement came: there may be room for a frame. */
  readonly onAcknowledged?: () => void;
  /** There is no graphics channel, or none any more. */
  readonly onGone?: () => void;
  /** Pack messages; otherwise they go as they are, which costs less time. */
  readonly compress?: boolean;
  /** Milliseconds of the day, for the time stamp of frames. */
  readonly now?: () => number;
}

/** The surface that covers the desktop. */
export const DESKTOP_SURFACE = 1;

/** The host's end of the graphics pipeline, [MS-RDPEGFX] 3.2. */
export class EgfxServer implements HostChannel {
  readonly name = GRAPHICS_CHANNEL;
  readonly #options: EgfxServerOptions;
  #flow = new FrameFlow();
  readonly #compressor = new ZgfxCompressor();
  #sendMessage: ((message: Uint8Array) => void) | undefined;
  #agreed: AgreedGraphics | undefined;
  #desktop: DesktopSize | undefined;
  #lastFrame = 0;

  constructor(options: EgfxServerOptions) {
    this.#options = options;
  }

  /** Undefined until the client has advertised its capabilities. */
  get agreed(): AgreedGraphics | undefined {
    return this.#agreed;
  }

  /** Whether the client has kept up so far that another frame may be sent. */
  get room(): boolean {
    return this.#agreed !== undefined && this.#flow.room;
  }

  /** Frames that were sent so far. */
  get frames(): number {
    return this.#lastFrame;
  }

  /** Frames that the client has not acknowledged yet. */
  get inFlight(): number {
    return this.#flow.inFlight;
  }

  opened(send: (message: Uint8Array) => void): void {
    this.#sendMessage = send;
  }

  refused(): void {
    this.#options.onGone?.();
  }

  closed(): void {
    this.#sendMessage = undefined;
    this.#agreed = undefined;
    this.#options.onGone?.();
  }

  received(message: Uint8Array): void {
    for (const r = new ByteReader(message); 0 < r.remaining; ) {
      const pdu = readGraphicsReply(r);
      if (pdu.type === 'capsAdvertise') this.#advertised(pdu);
      else if (pdu.type === 'frameAcknowledge') {
        this.#flow.acknowledged(pdu.frameId, pdu.queueDepth);
        this.#options.onAcknowledged?.();
      } else if (pdu.type === 'cacheImportOffer') this.send([{ type: 'cacheImportReply', cacheSlots: [] }]);
    }
  }

  /** A client may begin again at any time, from version 10.3 on. */
  #advertised({ sets }: CapsAdvertise): void {
    const agreed = agreeOn(sets);
    if (!agreed) throw invalid('RDPGFX_CAPS_ADVERTISE_PDU', 'version', sets[0]?.version ?? 0);
    this.#agreed = agreed;
    this.#flow = new FrameFlow();
    this.#desktop = undefined;
    this.send([{ type: 'capsConfirm', set: agreed.set }]);
    this.#options.onReady(agreed);
  }

  /** Several commands in one message. */
  send(commands: readonly GraphicsPdu[]): void {
    if (!this.#sendMessage) return;
    const w = new ByteWriter(0x1000);
    for (const command of commands) writeGraphicsPdu(w, command);
    const message = w.finish();
    this.#sendMessage(this.#options.compress ? this.#compressor.compress(message) : zgfxPlain(message));
  }

  /** Commands that are shown together. The message is sent whether there is `room` or not. */
  frame(commands: readonly GraphicsPdu[]): void {
    const frameId = ++this.#lastFrame;
    this.#flow.sent(frameId);
    const timestamp = packTime(this.#options.now?.() ?? 0);
    this.send([{ type: 'startFrame', timestamp, frameId }, ...commands, { type: 'endFrame', frameId }]);
  }

  /** Gives the desktop a size, and one surface that covers it. What the surface before showed is gone. */
  reset(desktop: DesktopSize): void {
    const { width, height } = desktop;
    const old: GraphicsPdu[] = this.#desktop ? [{ type: 'deleteSurface', surfaceId: DESKTOP_SURFACE }] : [];
    this.#desktop = desktop;
    this.send([
      ...old,
      { type: 'resetGraphics', width, height, monitors: [{ left: 0, top: 0, width, height, primary: true }] },
      {
        type: 'createSurface',
        surfaceId: DESKTOP_SURFACE,
        width,
        height,
        pixelFormat: PixelFormat.XRGB_8888,
      },
      { type: 'mapSurfaceToOutput', surfaceId: DESKTOP_SURFACE, left: 0, top: 0 },
    ]);
  }
}

/** timestamp of RDPGFX_START_FRAME_PDU, [MS-RDPEGFX] 2.2.2.11. */
function packTime(milliseconds: number): number {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return ((milliseconds % 1000) | ((seconds % 60) << 10) | (minutes << 16) | (hours << 22)) >>> 0;
}
