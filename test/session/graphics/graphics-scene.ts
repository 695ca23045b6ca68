import { EventEmitter, once } from 'node:events';
import { ByteReader } from '../../../src/bytes/reader.js';
import { ByteWriter } from '../../../src/bytes/writer.js';
import { uncompressedBits } from '../../../src/host/egfx/drawing.js';
import { EgfxServer } from '../../../src/host/egfx/server.js';
import { type HostChannel, HostDynamicChannels } from '../../../src/rdp/accept/dynamic-channels.js';
import { writeAvc420Bitmap } from '../../../src/rdp/channels/egfx/pdu/avc.js';
import { type CapabilitySet, CapsVersion } from '../../../src/rdp/channels/egfx/pdu/capabilities.js';
import type { FrameAcknowledge, QoeFrameAcknowledge } from '../../../src/rdp/channels/egfx/pdu/frame.js';
import { type GraphicsPdu, readGraphicsReply } from '../../../src/rdp/channels/egfx/pdu/index.js';
import type { GraphicsOffer } from '../../../src/rdp/settings.js';
import type { Rectangle } from '../../../src/rdp/share/refresh-rect.js';
import type { SessionInput } from '../../../src/session/session-options.js';
import { HOST } from '../host-options.js';
import { type Scene, scene } from '../scene.js';
import type { ScriptedConnection } from '../scripted-host.js';

export const SURFACE = 7;

/** The host's end of the pipeline on a scripted connection; it sends what it is told to, right or wrong. */
export class GraphicsHost extends EventEmitter<{ acknowledged: []; advertised: [] }> implements HostChannel {
  readonly name: string;
  readonly acknowledged: FrameAcknowledge[] = [];
  readonly measured: QoeFrameAcknowledge[] = [];
  /** The sets of each advertisement. */
  readonly advertised: (readonly CapabilitySet[])[] = [];
  readonly #server = new EgfxServer({ onReady: () => {} });
  readonly #channels: HostDynamicChannels;
  #frames = 0;

  constructor(connection: ScriptedConnection) {
    super();
    this.name = this.#server.name;
    this.#channels = new HostDynamicChannels((message) => connection.sendDynamic(message));
    connection.on('dynamic', (message) => this.#channels.receive(message));
    this.#channels.start();
    this.#channels.open(this);
  }

  opened(send: (message: Uint8Array) => void): void {
    this.#server.opened(send);
  }

  received(message: Uint8Array): void {
    this.#server.received(message.slice());
    const pdu = readGraphicsReply(new ByteReader(message));
    if (pdu.type === 'frameAcknowledge') this.acknowledged.push(pdu);
    if (pdu.type === 'qoeFrameAcknowledge') this.measured.push(pdu);
    if (pdu.type === 'capsAdvertise') this.advertised.push(pdu.sets);
    this.emit(pdu.type === 'capsAdvertise' ? 'advertised' : 'acknowledged');
  }

  /** Closes the channel and opens it anew. */
  async reopen(): Promise<void> {
    this.#channels.close(this);
    this.#channels.open(this);
    await this.untilAdvertised(this.advertised.length + 1);
  }

  send(...commands: GraphicsPdu[]): void {
    this.#server.send(commands);
  }

  /** One frame; its id is ten times its number. */
  frame(...commands: GraphicsPdu[]): void {
    this.#frames++;
    const frameId = 10 * this.#frames;
    this.send({ type: 'startFrame', timestamp: 0, frameId }, ...commands, { type: 'endFrame', frameId });
  }

  /** A desktop of this size with one surface on all of it. */
  reset(width: number, height: number, surfaceId: number = SURFACE): void {
    this.send(resetTo(width, height), create(surfaceId, width, height), map(surfaceId));
  }

  async untilAdvertised(count: number): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (this.advertised.length < count) await once(this, 'advertised', { signal });
  }

  async untilMeasured(count: number): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (this.measured.length < count) await once(this, 'acknowledged', { signal });
  }

  async untilAcknowledged(count: number): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (this.acknowledged.length < count) await once(this, 'acknowledged', { signal });
  }
}

export const OFFER: GraphicsOffer = { avc: 'avc444', progressive: true, smallCache: false };

/** A session whose host may use the pipeline. */
export function graphicsScene(
  t: Parameters<typeof scene>[0],
  options: Pick<SessionInput, 'pool'> & Partial<SessionInput>,
): Promise<Scene> {
  const channels = [{ name: 'drdynvc', options: 0 }];
  return scene(t, { host: { ...HOST, channels, graphics: OFFER }, ...options });
}

/** The pipeline of the last connection, once the client has advertised. */
export async function graphicsOf({ host }: Scene): Promise<GraphicsHost> {
  const graphics = new GraphicsHost(host.last);
  await graphics.untilAdvertised(1);
  return graphics;
}

export const resetTo = (width: number, height: number): GraphicsPdu => ({
  type: 'resetGraphics',
  width,
  height,
  monitors: [{ left: 0, top: 0, width, height, primary: true }],
});

export const create = (surfaceId: number, width: number, height: number): GraphicsPdu => ({
  type: 'createSurface',
  surfaceId,
  width,
  height,
  pixelFormat: 0x20,
});

export const map = (surfaceId: number, left = 0, top = 0): GraphicsPdu => ({
  type: 'mapSurfaceToOutput',
  surfaceId,
  left,
  top,
});

/** A rectangle of uncompressed pixels that `color` chooses by position on the surface. */
export function paint(
  left: number,
  top: number,
  width: number,
  height: number,
  color: (x: number, y: number) => number,
  surfaceId: number = SURFACE,
): GraphicsPdu {
  const data = Uint32Array.from({ length: width * height }, (_, at) => {
    return color(left + (at % width), top + Math.floor(at / width));
  });
  const area = { left, top, right: left + width, bottom: top + height };
  return uncompressedBits(surfaceId, area, { width, height, data });
}

const IDR = [0, 0, 0, 1, 0x65, 0x88];
const SLICE = [0, 0, 0, 1, 0x41, 0x9a];

/** H.264 of one region. What is in it does not matter to a gateway, except whether a decoder can begin with it. */
export function video(
  keyFrame: boolean,
  rectangle: Rectangle = { left: 0, top: 0, right: 128, bottom: 128 },
  { surfaceId = SURFACE, tag = 0, length = 8 } = {},
): GraphicsPdu {
  const data = new Uint8Array(IDR.length + length).fill(tag);
  data.set(keyFrame ? IDR : SLICE);
  const w = new ByteWriter(64 + length);
  writeAvc420Bitmap(w, {
    regions: [{ rectangle, quantization: 22, progressive: false, quality: 100 }],
    data,
  });
  return {
    type: 'wireToSurface1',
    surfaceId,
    codecId: 0xb,
    pixelFormat: 0x20,
    rectangle,
    data: w.finish(),
  };
}

/** Does an advertisement allow any H.264? */
export const allowsVideo = (sets: readonly CapabilitySet[]): boolean =>
  sets.some(({ version, flags }) => (CapsVersion.RDPGFX_CAPVERSION_10 <= version ? !(flags & 0x20) : flags & 0x10));
