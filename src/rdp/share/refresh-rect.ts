import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** [MS-RDPBCGR] 2.2.11.1 Inclusive Rectangle (TS_RECTANGLE16); `right` and `bottom` are exclusive here. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function readRectangle(r: ByteReader, pdu: string): Rectangle {
  r.need(2 /* left */ + 2 /* top */ + 2 /* right */ + 2 /* bottom */, pdu, 'TS_RECTANGLE16');
  return { left: r.u16(), top: r.u16(), right: r.u16() + 1, bottom: r.u16() + 1 };
}

export function writeRectangle(w: ByteWriter, rectangle: Rectangle): void {
  w.u16(rectangle.left)
    .u16(rectangle.top)
    .u16(rectangle.right - 1)
    .u16(rectangle.bottom - 1);
}

/** [MS-RDPBCGR] 2.2.11.2.1 Refresh Rect PDU Data (TS_REFRESH_RECT_PDU): at most 255 areas to paint again. */
export function readRefreshRect(r: ByteReader): readonly Rectangle[] {
  r.need(1 /* numberOfAreas */ + 3 /* pad3Octets */, 'TS_REFRESH_RECT_PDU');
  const count = r.u8();
  r.skip(3);
  return Array.from({ length: count }, () => readRectangle(r, 'TS_REFRESH_RECT_PDU'));
}

export function writeRefreshRect(w: ByteWriter, areas: readonly Rectangle[]): void {
  w.u8(areas.length).zeros(3);
  for (const area of areas) writeRectangle(w, area);
}
