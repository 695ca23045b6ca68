/** Commands of the graphics pipeline as decode records (`codec/commands.ts`). */
import { ByteWriter } from '../../bytes/writer.js';
import { Codec, type DecodeCommand, DecodeFlag, surfaceTarget } from '../../codec/commands.js';
import { GatewayError } from '../../errors.js';
import type { CacheToSurface, EvictCacheEntry, SurfaceToCache } from '../../rdp/channels/egfx/pdu/cache.js';
import { GraphicsCodec, PixelFormat } from '../../rdp/channels/egfx/pdu/codec.js';
import type {
  DeleteEncodingContext,
  SolidFill,
  SurfaceToSurface,
  WireToSurface1,
  WireToSurface2,
} from '../../rdp/channels/egfx/pdu/drawing.js';
import { type Point, writePoint, writeRect } from '../../rdp/channels/egfx/pdu/geometry.js';
import type { CreateSurface } from '../../rdp/channels/egfx/pdu/surface.js';
import type { Rectangle } from '../../rdp/share/refresh-rect.js';
import type { Surface } from './surfaces.js';

/** Bitmap codecs of RDPGFX_WIRE_TO_SURFACE_PDU_1. H.264 is not among them: nothing here decodes it. */
const BITMAP_CODECS: Readonly<Record<number, DecodeCommand['codec']>> = {
  [GraphicsCodec.UNCOMPRESSED]: Codec.raw,
  [GraphicsCodec.CAVIDEO]: Codec.remoteFx,
  [GraphicsCodec.CLEARCODEC]: Codec.clearCodec,
  [GraphicsCodec.PLANAR]: Codec.planar,
  [GraphicsCodec.ALPHA]: Codec.alpha,
};

const PLAIN: Omit<DecodeCommand, 'codec' | 'data'> = {
  bitsPerPixel: 32,
  flags: 0,
  left: 0,
  top: 0,
  visibleWidth: 0,
  visibleHeight: 0,
  width: 0,
  height: 0,
};
const NO_DATA = new Uint8Array(0);

/** Rows are stored top-down in all of them. Throws CODEC_INVALID for a codec that was not offered. */
export function bitmapRecord({ number }: Surface, { codecId, rectangle, data }: WireToSurface1): DecodeCommand {
  const codec = BITMAP_CODECS[codecId];
  if (codec === undefined) throw unknownCodec(codecId);
  const { left, top, right, bottom } = rectangle;
  const [width, height] = [right - left, bottom - top];
  const place = { left, top, visibleWidth: width, visibleHeight: height, width, height };
  return { ...PLAIN, ...place, codec, data, target: surfaceTarget(number) };
}

/** Bytes of the data of a progressive bitmap's record. */
export const progressiveSize = ({ data }: WireToSurface2): number => 4 /* codecContextId */ + data.length;

/** A progressive bitmap says itself where it draws. The record's data is in `memory`, of {@link progressiveSize} at least. */
export function progressiveRecord({ number }: Surface, pdu: WireToSurface2, memory: Uint8Array): DecodeCommand {
  const { codecId, codecContextId, data } = pdu;
  if (codecId !== GraphicsCodec.CAPROGRESSIVE) throw unknownCodec(codecId);
  memory.set(new ByteWriter(4).u32(codecContextId).finish());
  memory.set(data, 4);
  const record = { ...PLAIN, codec: Codec.progressive, target: surfaceTarget(number) };
  return { ...record, data: memory.subarray(0, progressiveSize(pdu)) };
}

export function deleteContextRecord({ number }: Surface, { codecContextId }: DeleteEncodingContext): DecodeCommand {
  const data = new ByteWriter(4).u32(codecContextId).finish();
  return { ...PLAIN, codec: Codec.deleteContext, data, target: surfaceTarget(number) };
}

export function createRecord({ number, width, height }: Surface, { pixelFormat }: CreateSurface): DecodeCommand {
  const flags = pixelFormat === PixelFormat.ARGB_8888 ? DecodeFlag.hasAlpha : 0;
  return { ...PLAIN, codec: Codec.createSurface, flags, width, height, data: NO_DATA, target: surfaceTarget(number) };
}

export function deleteRecord({ number }: Surface): DecodeCommand {
  return { ...PLAIN, codec: Codec.deleteSurface, data: NO_DATA, target: surfaceTarget(number) };
}

/** Shows the surface at its place; without one, nowhere. */
export function mapRecord({ number, width, height, place }: Surface): DecodeCommand {
  const record = { ...PLAIN, codec: Codec.mapSurface, width, height, data: NO_DATA, target: surfaceTarget(number) };
  if (!place) return { ...record, flags: DecodeFlag.unmap };
  const scaled = place.width !== width || place.height !== height;
  const [visibleWidth, visibleHeight] = scaled ? [place.width, place.height] : [0, 0];
  return { ...record, left: place.left, top: place.top, visibleWidth, visibleHeight };
}

export function fillRecord(surface: Surface, { color, rectangles }: SolidFill): DecodeCommand {
  const w = new ByteWriter(4 + 8 * rectangles.length).u32(color);
  for (const rectangle of rectangles) writeRect(w, rectangle);
  return drawing(Codec.solidFill, surface, w);
}

/** These pixels are shown by video from now on. */
export function voidRecord(surface: Surface, rectangles: readonly Rectangle[]): DecodeCommand {
  const w = new ByteWriter(8 * rectangles.length);
  for (const rectangle of rectangles) writeRect(w, rectangle);
  return drawing(Codec.void, surface, w);
}

export function copyRecord(
  source: Surface,
  destination: Surface,
  { rectangle, points }: SurfaceToSurface,
): DecodeCommand {
  const w = new ByteWriter(12 + 4 * points.length).u32(surfaceTarget(source.number));
  writeRect(w, rectangle);
  writePoints(w, points);
  return drawing(Codec.copy, destination, w);
}

export function storeRecord(surface: Surface, { cacheSlot, cacheKey, rectangle }: SurfaceToCache): DecodeCommand {
  const w = new ByteWriter(18).u16(cacheSlot).u64(cacheKey);
  writeRect(w, rectangle);
  return drawing(Codec.store, surface, w);
}

export function loadRecord(surface: Surface, { cacheSlot, points }: CacheToSurface): DecodeCommand {
  const w = new ByteWriter(2 + 4 * points.length).u16(cacheSlot);
  writePoints(w, points);
  return drawing(Codec.load, surface, w);
}

export function evictRecord({ cacheSlot }: EvictCacheEntry): DecodeCommand {
  return { ...PLAIN, codec: Codec.evict, data: new ByteWriter(2).u16(cacheSlot).finish() };
}

const drawing = (codec: DecodeCommand['codec'], { number }: Surface, w: ByteWriter): DecodeCommand => ({
  ...PLAIN,
  codec,
  data: w.finish(),
  target: surfaceTarget(number),
});

function writePoints(w: ByteWriter, points: readonly Point[]): void {
  for (const point of points) writePoint(w, point);
}

const unknownCodec = (codecId: number): GatewayError =>
  new GatewayError('CODEC_INVALID', { codecId }, { detail: `graphics codec ${codecId}` });
