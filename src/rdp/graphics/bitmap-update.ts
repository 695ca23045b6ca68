import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import type { BitmapData } from '../active/events.js';
import { UpdateType } from './slow-path.js';

const BITMAP_COMPRESSION = 0x0001;
const NO_BITMAP_COMPRESSION_HDR = 0x0400;

const BITMAP_DATA_SIZE = 9 * 2; /* destLeft … bitmapLength */

/** [MS-RDPBCGR] 2.2.9.1.1.3.1.2.3 Compressed Data Header (TS_CD_HEADER). */
export interface CompressedDataHeader {
  readonly mainBodySize: number;
  readonly scanWidth: number;
  readonly uncompressedSize: number;
}

export function readCompressedDataHeader(r: ByteReader): CompressedDataHeader {
  r.need(4 * 2 /* cbCompFirstRowSize, cbCompMainBodySize, cbScanWidth, cbUncompressedSize */, 'TS_CD_HEADER');
  const firstRowSize = r.u16();
  if (firstRowSize !== 0) throw invalid('TS_CD_HEADER', 'cbCompFirstRowSize', firstRowSize);
  return { mainBodySize: r.u16(), scanWidth: r.u16(), uncompressedSize: r.u16() };
}

export function writeCompressedDataHeader(w: ByteWriter, header: CompressedDataHeader): void {
  w.u16(0).u16(header.mainBodySize).u16(header.scanWidth).u16(header.uncompressedSize);
}

/** TS_BITMAP_DATA, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.2. The visible part is clipped to the bitmap that is there. */
export function readBitmapData(r: ByteReader): BitmapData {
  r.need(BITMAP_DATA_SIZE, 'TS_BITMAP_DATA');
  const left = r.u16();
  const top = r.u16();
  const right = r.u16() + 1;
  const bottom = r.u16() + 1;
  const width = r.u16();
  const height = r.u16();
  const bitsPerPixel = r.u16();
  const flags = r.u16();
  const length = r.u16();
  if (right <= left) throw invalid('TS_BITMAP_DATA', 'destRight', right - 1);
  if (bottom <= top) throw invalid('TS_BITMAP_DATA', 'destBottom', bottom - 1);
  if (width === 0 || LIMITS.desktopSide < width) throw invalid('TS_BITMAP_DATA', 'width', width);
  if (height === 0 || LIMITS.desktopSide < height) throw invalid('TS_BITMAP_DATA', 'height', height);
  const compressed = (flags & BITMAP_COMPRESSION) !== 0;
  const body = r.sub(length, 'TS_BITMAP_DATA', 'bitmapLength');
  return {
    left,
    top,
    right: Math.min(right, left + width),
    bottom: Math.min(bottom, top + height),
    width,
    height,
    bitsPerPixel: checkBitsPerPixel(bitsPerPixel),
    compressed,
    data: compressed && !(flags & NO_BITMAP_COMPRESSION_HDR) ? readBehindHeader(body) : body.rest(),
  };
}

/** Without a header where the peer's general capabilities allow that, which every client of ours announces. */
export function writeBitmapData(w: ByteWriter, bitmap: BitmapData, header?: CompressedDataHeader): void {
  const flags = bitmap.compressed ? BITMAP_COMPRESSION | (header ? 0 : NO_BITMAP_COMPRESSION_HDR) : 0;
  w.u16(bitmap.left).u16(bitmap.top);
  w.u16(bitmap.right - 1).u16(bitmap.bottom - 1);
  w.u16(bitmap.width).u16(bitmap.height);
  w.u16(bitmap.bitsPerPixel).u16(flags);
  w.u16(bitmap.data.length + (header ? 8 : 0));
  if (header) writeCompressedDataHeader(w, header);
  w.bytes(bitmap.data);
}

function readBehindHeader(body: ByteReader): Uint8Array {
  const { mainBodySize } = readCompressedDataHeader(body);
  return body.bytes(mainBodySize, 'TS_CD_HEADER', 'cbCompMainBodySize');
}

function checkBitsPerPixel(value: number): number {
  switch (value) {
    case 8:
    case 15:
    case 16:
    case 24:
    case 32:
      return value;
    default:
      throw invalid('TS_BITMAP_DATA', 'bitsPerPixel', value);
  }
}

/** TS_UPDATE_BITMAP_DATA behind its updateType, [MS-RDPBCGR] 2.2.9.1.1.3.1.2. */
export function readBitmapUpdate(r: ByteReader): BitmapData[] {
  r.need(2 /* numberRectangles */, 'TS_UPDATE_BITMAP_DATA');
  const count = r.u16();
  if (LIMITS.rectangles < count) throw tooLarge('TS_UPDATE_BITMAP_DATA', 'numberRectangles', count);
  r.need(count * BITMAP_DATA_SIZE, 'TS_UPDATE_BITMAP_DATA', 'numberRectangles');
  const rectangles: BitmapData[] = [];
  for (let i = 0; i < count; i++) rectangles.push(readBitmapData(r));
  return rectangles;
}

/** With its updateType; the same bytes serve slow-path and fast-path. */
export function writeBitmapUpdate(w: ByteWriter, rectangles: readonly BitmapData[]): void {
  w.u16(UpdateType.UPDATETYPE_BITMAP).u16(rectangles.length);
  for (const rectangle of rectangles) writeBitmapData(w, rectangle);
}
