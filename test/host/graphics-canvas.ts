import { loadNative } from '../../native-bindings/index.js';
import { CELL, type DecodeCommand } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import type { GraphicsPdu } from '../../src/rdp/channels/egfx/pdu/index.js';
import * as records from '../../src/session/graphics/records.js';
import { Surfaces } from '../../src/session/graphics/surfaces.js';

const native = loadNative();

/** What the session's kernels make of commands of the graphics pipeline, without a session. */
export class GraphicsCanvas {
  readonly width: number;
  readonly height: number;
  readonly #graphics = native.createGraphics();
  readonly #surfaces = new Surfaces();
  readonly #pixels: Uint32Array;
  readonly #palette = new Uint8Array(1024);

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint32Array(width * height);
  }

  /** Pixels without the unused byte. */
  get pixels(): Uint32Array {
    return this.#pixels.map((pixel) => pixel & 0xffffff);
  }

  apply(commands: readonly GraphicsPdu[]): void {
    const batch = new DecodeBatchWriter();
    for (const command of commands) for (const record of this.#records(command)) batch.append(record);
    if (batch.length === 0) return;
    const { width, height } = this;
    const pixels = new Uint8Array(this.#pixels.buffer);
    const dirty = new Uint8Array(Math.ceil(width / CELL) * Math.ceil(height / CELL));
    const canvas = { pixels, width, height, stride: 4 * width };
    const failed = native.decodeBatch(batch.take(), canvas, dirty, this.#palette, this.#graphics);
    if (failed !== -1) throw new Error(`record ${failed} of ${commands.map(({ type }) => type)} cannot be decoded`);
  }

  close(): void {
    native.destroyGraphics(this.#graphics);
  }

  #records(pdu: GraphicsPdu): DecodeCommand[] {
    const surface = (id: number) => this.#surfaces.get(id, 'test');
    switch (pdu.type) {
      case 'createSurface':
        return [records.createRecord(this.#surfaces.create(pdu.surfaceId, pdu.width, pdu.height), pdu)];
      case 'deleteSurface': {
        const deleted = surface(pdu.surfaceId);
        this.#surfaces.delete(pdu.surfaceId);
        return [records.deleteRecord(deleted)];
      }
      case 'mapSurfaceToOutput': {
        const before = surface(pdu.surfaceId);
        const { left, top } = pdu;
        const place = { left, top, width: before.width, height: before.height };
        return [records.mapRecord(this.#surfaces.change(pdu.surfaceId, before, { place }))];
      }
      case 'wireToSurface1':
        return [records.bitmapRecord(surface(pdu.surfaceId), pdu)];
      case 'wireToSurface2':
        return [records.progressiveRecord(surface(pdu.surfaceId), pdu, new Uint8Array(records.progressiveSize(pdu)))];
      case 'deleteEncodingContext':
        return [records.deleteContextRecord(surface(pdu.surfaceId), pdu)];
      case 'solidFill':
        return [records.fillRecord(surface(pdu.surfaceId), pdu)];
      case 'surfaceToSurface':
        return [records.copyRecord(surface(pdu.source), surface(pdu.destination), pdu)];
      case 'surfaceToCache':
        return [records.storeRecord(surface(pdu.surfaceId), pdu)];
      case 'cacheToSurface':
        return [records.loadRecord(surface(pdu.surfaceId), pdu)];
      case 'evictCacheEntry':
        return [records.evictRecord(pdu)];
      default:
        return [];
    }
  }
}

/** A canvas whose surface 1 covers it, as `EgfxServer.reset` makes it. */
export function desktopCanvas(width: number, height: number): GraphicsCanvas {
  const canvas = new GraphicsCanvas(width, height);
  canvas.apply([
    { type: 'createSurface', surfaceId: 1, width, height, pixelFormat: 0x20 },
    { type: 'mapSurfaceToOutput', surfaceId: 1, left: 0, top: 0 },
  ]);
  return canvas;
}

/** Mean square of the differences of all channels. */
export function meanSquare(a: Uint32Array, b: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++)
    for (const shift of [0, 8, 16]) sum += (((a[i] >> shift) & 255) - ((b[i] >> shift) & 255)) ** 2;
  return sum / (3 * a.length);
}
