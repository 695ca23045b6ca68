import { LIMITS } from '../../../../bytes/limits.js';
import { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { invalid, tooLarge } from '../../../../errors.js';
import type { Rectangle } from '../../../share/refresh-rect.js';
import { RECTANGLE_SIZE, readRect, writeRect } from './geometry.js';

/** RDPGFX_AVC420_QUANT_QUALITY, [MS-RDPEGFX] 2.2.4.4.2. */
export interface QuantQuality {
  /** qp, 0 to 51. */
  readonly quantization: number;
  /** The region gets better with later frames. */
  readonly progressive: boolean;
  /** qualityVal, 0 to 100. */
  readonly quality: number;
}

export interface AvcRegion extends QuantQuality {
  /** Within the surface. */
  readonly rectangle: Rectangle;
}

/** RFX_AVC420_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.4. */
export interface Avc420Bitmap {
  readonly regions: readonly AvcRegion[];
  /** An access unit in the byte stream format of H.264 annex B; a picture of the whole surface. */
  readonly data: Uint8Array;
}

const METABLOCK = 'RFX_AVC420_METABLOCK';
const PROGRESSIVE = 0x80;
const QUANTIZATION = 0x3f;

/** Refuses regions that reach over `destination`, the destRect of the PDU. */
export function readAvc420Bitmap(r: ByteReader, destination: Rectangle): Avc420Bitmap {
  r.need(4, METABLOCK, 'numRegionRects');
  const count = r.u32();
  if (LIMITS.rectangles < count) throw tooLarge(METABLOCK, 'numRegionRects', count);
  r.need(count * (RECTANGLE_SIZE + 1 /* qpVal */ + 1) /* qualityVal */, METABLOCK, 'regionRects');
  // A picture has some hundred of them, many times a second: one object each, and the one inside it.
  const rectangles = r.sub(count * RECTANGLE_SIZE);
  const regions: AvcRegion[] = [];
  for (let i = 0; i < count; i++) {
    const rectangle = within(readRect(rectangles, METABLOCK), destination);
    const qpVal = r.u8();
    const progressive = (qpVal & PROGRESSIVE) !== 0;
    regions.push({ rectangle, quantization: qpVal & QUANTIZATION, progressive, quality: r.u8() });
  }
  return { regions, data: r.rest() };
}

export function writeAvc420Bitmap(w: ByteWriter, { regions, data }: Avc420Bitmap): void {
  w.u32(regions.length);
  for (const { rectangle } of regions) writeRect(w, rectangle);
  for (const region of regions) writeQuantQuality(w, region);
  w.bytes(data);
}

function writeQuantQuality(w: ByteWriter, { quantization, progressive, quality }: QuantQuality): void {
  w.u8(quantization | (progressive ? PROGRESSIVE : 0)).u8(quality);
}

function within(region: Rectangle, destination: Rectangle): Rectangle {
  if (region.left < destination.left) throw invalid(METABLOCK, 'left', region.left);
  if (region.top < destination.top) throw invalid(METABLOCK, 'top', region.top);
  if (destination.right < region.right) throw invalid(METABLOCK, 'right', region.right);
  if (destination.bottom < region.bottom) throw invalid(METABLOCK, 'bottom', region.bottom);
  return region;
}

/** LC: which of the two pictures an AVC444 bitmap holds. */
export const AvcLayers = { both: 0, luma: 1, chroma: 2 } as const;

/**
 * RFX_AVC444_BITMAP_STREAM and RFX_AVC444V2_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.5 and 2.2.4.6, which differ in what the
 * chroma picture means. Each stream is an RFX_AVC420_BITMAP_STREAM as it came.
 */
export interface Avc444Streams {
  readonly layers: (typeof AvcLayers)[keyof typeof AvcLayers];
  readonly first: Uint8Array;
  /** The chroma picture; present when `layers` is both. */
  readonly second?: Uint8Array;
}

const STREAM_SIZE = 0x3fffffff;

/** The size of the first stream means something only where a second follows. */
export function readAvc444Streams(r: ByteReader): Avc444Streams {
  const pdu = 'RFX_AVC444_BITMAP_STREAM';
  r.need(4, pdu, 'avc420EncodedBitstreamInfo');
  const info = r.u32();
  const layers = info >>> 30;
  switch (layers) {
    case AvcLayers.both:
      return { layers, first: r.bytes(info & STREAM_SIZE, pdu, 'cbAvc420EncodedBitstream1'), second: r.rest() };
    case AvcLayers.luma:
    case AvcLayers.chroma:
      return { layers, first: r.rest() };
    default:
      throw invalid(pdu, 'LC', layers);
  }
}

export function writeAvc444Streams(w: ByteWriter, { layers, first, second }: Avc444Streams): void {
  w.u32(((layers << 30) | first.length) >>> 0).bytes(first);
  if (second) w.bytes(second);
}

/** The streams of an AVC444 bitmap with their regions read. */
export function readAvc444Bitmaps(streams: Avc444Streams, destination: Rectangle): Avc420Bitmap[] {
  const parts = streams.second ? [streams.first, streams.second] : [streams.first];
  return parts.map((bytes) => readAvc420Bitmap(new ByteReader(bytes), destination));
}
