import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';

const PDU = 'TS_ICON_INFO';
/** Larger than any system's icons. */
export const ICON_SIDE_MAX = 256;

/** Where an icon is kept: [MS-RDPERP] 2.2.1.2.4 TS_CACHED_ICON_INFO. */
export interface CachedIcon {
  readonly cacheEntry: number;
  /** 0xFF: not to be kept. */
  readonly cacheId: number;
}

/** Icon Info, [MS-RDPERP] 2.2.1.2.3 (TS_ICON_INFO). Rows are bottom-up. Views live until the next frame is read. */
export interface IconInfo extends CachedIcon {
  /** 1, 4, 8, 16, 24 or 32. */
  readonly bitsPerPixel: number;
  readonly width: number;
  readonly height: number;
  /** BGRX entries; empty unless there are at most 8 bits per pixel. */
  readonly colorTable: Uint8Array;
  /** One bit per pixel in rows of whole 16 bits; a set bit is transparent. */
  readonly bitsMask: Uint8Array;
  readonly bitsColor: Uint8Array;
}

export function readCachedIcon(r: ByteReader): CachedIcon {
  r.need(2 /* CacheEntry */ + 1 /* CacheId */, 'TS_CACHED_ICON_INFO');
  return { cacheEntry: r.u16(), cacheId: r.u8() };
}

export function writeCachedIcon(w: ByteWriter, { cacheEntry, cacheId }: CachedIcon): void {
  w.u16(cacheEntry).u8(cacheId);
}

export function readIconInfo(r: ByteReader): IconInfo {
  const cache = readCachedIcon(r);
  r.need(1 /* Bpp */ + 2 /* Width */ + 2 /* Height */, PDU);
  const [bitsPerPixel, width, height] = [r.u8(), r.u16(), r.u16()];
  if (!DEPTHS.has(bitsPerPixel)) throw invalid(PDU, 'Bpp', bitsPerPixel);
  if (ICON_SIDE_MAX < Math.max(width, height)) throw tooLarge(PDU, 'Width', Math.max(width, height));
  const indexed = bitsPerPixel <= 8;
  r.need((indexed ? 2 : 0) /* CbColorTable */ + 2 /* CbBitsMask */ + 2 /* CbBitsColor */, PDU);
  const tableLength = indexed ? r.u16() : 0;
  const [maskLength, colorLength] = [r.u16(), r.u16()];
  return {
    ...cache,
    ...{ bitsPerPixel, width, height },
    bitsMask: r.bytes(maskLength, PDU, 'CbBitsMask'),
    colorTable: r.bytes(tableLength, PDU, 'CbColorTable'),
    bitsColor: r.bytes(colorLength, PDU, 'CbBitsColor'),
  };
}

const DEPTHS: ReadonlySet<number> = new Set([1, 4, 8, 16, 24, 32]);

export function writeIconInfo(w: ByteWriter, icon: IconInfo): void {
  writeCachedIcon(w, icon);
  w.u8(icon.bitsPerPixel).u16(icon.width).u16(icon.height);
  if (icon.bitsPerPixel <= 8) w.u16(icon.colorTable.length);
  w.u16(icon.bitsMask.length).u16(icon.bitsColor.length);
  w.bytes(icon.bitsMask).bytes(icon.colorTable).bytes(icon.bitsColor);
}
