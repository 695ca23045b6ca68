import { LIMITS } from '../../../../bytes/limits.js';
import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { invalid, tooLarge } from '../../../../errors.js';
import type { Rectangle } from '../../../share/refresh-rect.js';

/** RDPGFX_POINT16, [MS-RDPEGFX] 2.2.1.1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const POINT_SIZE = 2 /* x */ + 2; /* y */
export const RECTANGLE_SIZE = 2 /* left */ + 2 /* top */ + 2 /* right */ + 2; /* bottom */

/** Signed on the wire; a point that lies in no surface is refused. */
export function readPoint(r: ByteReader, pdu: string): Point {
  r.need(POINT_SIZE, pdu, 'RDPGFX_POINT16');
  const x = r.i16();
  const y = r.i16();
  if (x < 0 || y < 0) throw invalid(pdu, 'RDPGFX_POINT16', Math.min(x, y));
  return { x, y };
}

export function writePoint(w: ByteWriter, { x, y }: Point): void {
  w.u16(x).u16(y);
}

/** RDPGFX_RECT16, [MS-RDPEGFX] 2.2.1.2: `right` and `bottom` are exclusive. One without area is refused. */
export function readRect(r: ByteReader, pdu: string): Rectangle {
  r.need(RECTANGLE_SIZE, pdu, 'RDPGFX_RECT16');
  const rectangle = { left: r.u16(), top: r.u16(), right: r.u16(), bottom: r.u16() };
  if (rectangle.right <= rectangle.left) throw invalid(pdu, 'right', rectangle.right);
  if (rectangle.bottom <= rectangle.top) throw invalid(pdu, 'bottom', rectangle.bottom);
  return rectangle;
}

export function writeRect(w: ByteWriter, { left, top, right, bottom }: Rectangle): void {
  w.u16(left).u16(top).u16(right).u16(bottom);
}

/** An array behind its 16 bit count, which LIMITS.rectangles bounds. */
export function readList<T>(r: ByteReader, pdu: string, field: string, read: (r: ByteReader, pdu: string) => T): T[] {
  r.need(2, pdu, field);
  const count = r.u16();
  if (LIMITS.rectangles < count) throw tooLarge(pdu, field, count);
  return Array.from({ length: count }, () => read(r, pdu));
}

export function writeList<T>(w: ByteWriter, items: readonly T[], write: (w: ByteWriter, item: T) => void): void {
  w.u16(items.length);
  for (const item of items) write(w, item);
}

/** Width and height of a surface or desktop have met both limits behind this. */
export function requireArea(pdu: string, width: number, height: number): void {
  if (width === 0 || height === 0) throw invalid(pdu, width === 0 ? 'width' : 'height', 0);
  if (LIMITS.desktopSide < width) throw tooLarge(pdu, 'width', width);
  if (LIMITS.desktopSide < height) throw tooLarge(pdu, 'height', height);
  if (LIMITS.desktopPixels < width * height) throw tooLarge(pdu, 'height', height);
}
