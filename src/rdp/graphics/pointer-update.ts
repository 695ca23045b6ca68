import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

const SYSPTR_NULL = 0x00000000;
const SYSPTR_DEFAULT = 0x00007f00;

/** A pointer shape as it stands on the wire: two bottom-up bit masks, rows padded to two bytes. */
export interface PointerShape {
  readonly cacheIndex: number;
  readonly xorBitsPerPixel: number;
  readonly hotspotX: number;
  readonly hotspotY: number;
  readonly width: number;
  readonly height: number;
  readonly xorMask: Uint8Array;
  /** One bit per pixel; may be empty. */
  readonly andMask: Uint8Array;
}

/** TS_SYSTEMPOINTERATTRIBUTE, [MS-RDPBCGR] 2.2.9.1.1.4.3. */
export function readSystemPointer(r: ByteReader): 'hidden' | 'default' {
  r.need(4 /* systemPointerType */, 'TS_SYSTEMPOINTERATTRIBUTE');
  const type = r.u32();
  if (type !== SYSPTR_NULL && type !== SYSPTR_DEFAULT)
    throw invalid('TS_SYSTEMPOINTERATTRIBUTE', 'systemPointerType', type);
  return type === SYSPTR_NULL ? 'hidden' : 'default';
}

export function writeSystemPointer(w: ByteWriter, pointer: 'hidden' | 'default'): void {
  w.u32(pointer === 'hidden' ? SYSPTR_NULL : SYSPTR_DEFAULT);
}

/** TS_POINTERPOSATTRIBUTE, [MS-RDPBCGR] 2.2.9.1.1.4.2. */
export function readPointerPosition(r: ByteReader): { x: number; y: number } {
  r.need(2 /* xPos */ + 2 /* yPos */, 'TS_POINTERPOSATTRIBUTE');
  return { x: r.u16(), y: r.u16() };
}

export function writePointerPosition(w: ByteWriter, position: { x: number; y: number }): void {
  w.u16(position.x).u16(position.y);
}

/** TS_CACHEDPOINTERATTRIBUTE, [MS-RDPBCGR] 2.2.9.1.1.4.6. */
export function readCachedPointer(r: ByteReader): number {
  r.need(2 /* cacheIndex */, 'TS_CACHEDPOINTERATTRIBUTE');
  return checkCacheIndex(r.u16(), 'TS_CACHEDPOINTERATTRIBUTE');
}

export function writeCachedPointer(w: ByteWriter, cacheIndex: number): void {
  w.u16(cacheIndex);
}

/** TS_COLORPOINTERATTRIBUTE, [MS-RDPBCGR] 2.2.9.1.1.4.4: 24 bits per pixel unless a New Pointer says otherwise. */
export function readColorPointer(r: ByteReader, xorBitsPerPixel = 24): PointerShape {
  const pdu = 'TS_COLORPOINTERATTRIBUTE';
  r.need(
    2 /* cacheIndex */ + 4 /* hotSpot */ + 2 * 2 /* width, height */ + 2 * 2 /* lengthAndMask, lengthXorMask */,
    pdu,
  );
  const head = readHead(r, pdu);
  const andLength = r.u16();
  const xorLength = r.u16();
  return { ...head, xorBitsPerPixel, ...readMasks(r, xorLength, andLength, pdu) };
}

export function writeColorPointer(w: ByteWriter, shape: PointerShape): void {
  writeHead(w, shape);
  w.u16(shape.andMask.length).u16(shape.xorMask.length);
  w.bytes(shape.xorMask).bytes(shape.andMask).u8(0 /* pad */);
}

/** TS_POINTERATTRIBUTE (New Pointer Update), [MS-RDPBCGR] 2.2.9.1.1.4.5. */
export function readNewPointer(r: ByteReader): PointerShape {
  r.need(2 /* xorBpp */, 'TS_POINTERATTRIBUTE');
  return readColorPointer(r, checkBitsPerPixel(r.u16(), 'TS_POINTERATTRIBUTE'));
}

export function writeNewPointer(w: ByteWriter, shape: PointerShape): void {
  w.u16(shape.xorBitsPerPixel);
  writeColorPointer(w, shape);
}

/** TS_FP_LARGEPOINTERATTRIBUTE, [MS-RDPBCGR] 2.2.9.1.2.1.11. */
export function readLargePointer(r: ByteReader): PointerShape {
  const pdu = 'TS_FP_LARGEPOINTERATTRIBUTE';
  r.need(2 /* xorBpp */ + 2 /* cacheIndex */ + 4 /* hotSpot */ + 2 * 2 /* width, height */ + 2 * 4 /* lengths */, pdu);
  const xorBitsPerPixel = checkBitsPerPixel(r.u16(), pdu);
  const head = readHead(r, pdu);
  const andLength = r.u32();
  const xorLength = r.u32();
  return { ...head, xorBitsPerPixel, ...readMasks(r, xorLength, andLength, pdu) };
}

export function writeLargePointer(w: ByteWriter, shape: PointerShape): void {
  w.u16(shape.xorBitsPerPixel);
  writeHead(w, shape);
  w.u32(shape.andMask.length).u32(shape.xorMask.length);
  w.bytes(shape.xorMask).bytes(shape.andMask).u8(0 /* pad */);
}

type Head = Pick<PointerShape, 'cacheIndex' | 'hotspotX' | 'hotspotY' | 'width' | 'height'>;

function readHead(r: ByteReader, pdu: string): Head {
  const cacheIndex = checkCacheIndex(r.u16(), pdu);
  const hotspotX = r.u16();
  const hotspotY = r.u16();
  const width = r.u16();
  const height = r.u16();
  if (LIMITS.pointerSide < width) throw invalid(pdu, 'width', width);
  if (LIMITS.pointerSide < height) throw invalid(pdu, 'height', height);
  return { cacheIndex, hotspotX, hotspotY, width, height };
}

function writeHead(w: ByteWriter, head: Head): void {
  w.u16(head.cacheIndex).u16(head.hotspotX).u16(head.hotspotY).u16(head.width).u16(head.height);
}

function readMasks(
  r: ByteReader,
  xorLength: number,
  andLength: number,
  pdu: string,
): Pick<PointerShape, 'xorMask' | 'andMask'> {
  const xorMask = r.bytes(xorLength, pdu, 'xorMaskData');
  return { xorMask, andMask: r.bytes(andLength, pdu, 'andMaskData') };
}

function checkCacheIndex(index: number, pdu: string): number {
  if (LIMITS.pointerCache <= index) throw invalid(pdu, 'cacheIndex', index);
  return index;
}

function checkBitsPerPixel(value: number, pdu: string): number {
  switch (value) {
    case 1:
    case 4:
    case 8:
    case 16:
    case 24:
    case 32:
      return value;
    default:
      throw invalid(pdu, 'xorBpp', value);
  }
}
