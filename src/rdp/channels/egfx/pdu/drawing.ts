import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import type { Rectangle } from '../../../share/refresh-rect.js';
import { type PixelFormat, pixelFormat } from './codec.js';
import {
  type Point,
  RECTANGLE_SIZE,
  readList,
  readPoint,
  readRect,
  writeList,
  writePoint,
  writeRect,
} from './geometry.js';

/** RDPGFX_WIRE_TO_SURFACE_PDU_1, [MS-RDPEGFX] 2.2.2.1: a bitmap into a rectangle of a surface. */
export interface WireToSurface1 {
  readonly type: 'wireToSurface1';
  readonly surfaceId: number;
  /** One of GraphicsCodec, or something newer. */
  readonly codecId: number;
  readonly pixelFormat: PixelFormat;
  readonly rectangle: Rectangle;
  readonly data: Uint8Array;
}

export function readWireToSurface1(r: ByteReader): WireToSurface1 {
  const pdu = 'RDPGFX_WIRE_TO_SURFACE_PDU_1';
  r.need(2 /* surfaceId */ + 2 /* codecId */ + 1 /* pixelFormat */ + RECTANGLE_SIZE + 4 /* bitmapDataLength */, pdu);
  return {
    type: 'wireToSurface1',
    surfaceId: r.u16(),
    codecId: r.u16(),
    pixelFormat: pixelFormat(r.u8(), pdu),
    rectangle: readRect(r, pdu),
    data: r.bytes(r.u32(), pdu, 'bitmapDataLength'),
  };
}

export function writeWireToSurface1(w: ByteWriter, pdu: WireToSurface1): void {
  w.u16(pdu.surfaceId).u16(pdu.codecId).u8(pdu.pixelFormat);
  writeRect(w, pdu.rectangle);
  w.u32(pdu.data.length).bytes(pdu.data);
}

/** RDPGFX_WIRE_TO_SURFACE_PDU_2, [MS-RDPEGFX] 2.2.2.2: blocks of a progressive codec, whose context outlives the PDU. */
export interface WireToSurface2 {
  readonly type: 'wireToSurface2';
  readonly surfaceId: number;
  readonly codecId: number;
  readonly codecContextId: number;
  readonly pixelFormat: PixelFormat;
  readonly data: Uint8Array;
}

export function readWireToSurface2(r: ByteReader): WireToSurface2 {
  const pdu = 'RDPGFX_WIRE_TO_SURFACE_PDU_2';
  r.need(2 /* surfaceId */ + 2 /* codecId */ + 4 /* codecContextId */ + 1 /* pixelFormat */ + 4, pdu);
  return {
    type: 'wireToSurface2',
    surfaceId: r.u16(),
    codecId: r.u16(),
    codecContextId: r.u32(),
    pixelFormat: pixelFormat(r.u8(), pdu),
    data: r.bytes(r.u32(), pdu, 'bitmapDataLength'),
  };
}

export function writeWireToSurface2(w: ByteWriter, pdu: WireToSurface2): void {
  w.u16(pdu.surfaceId).u16(pdu.codecId).u32(pdu.codecContextId).u8(pdu.pixelFormat);
  w.u32(pdu.data.length).bytes(pdu.data);
}

/** RDPGFX_DELETE_ENCODING_CONTEXT_PDU, [MS-RDPEGFX] 2.2.2.3. */
export interface DeleteEncodingContext {
  readonly type: 'deleteEncodingContext';
  readonly surfaceId: number;
  readonly codecContextId: number;
}

export function readDeleteEncodingContext(r: ByteReader): DeleteEncodingContext {
  r.need(2 /* surfaceId */ + 4 /* codecContextId */, 'RDPGFX_DELETE_ENCODING_CONTEXT_PDU');
  return { type: 'deleteEncodingContext', surfaceId: r.u16(), codecContextId: r.u32() };
}

export function writeDeleteEncodingContext(w: ByteWriter, pdu: DeleteEncodingContext): void {
  w.u16(pdu.surfaceId).u32(pdu.codecContextId);
}

/** RDPGFX_SOLIDFILL_PDU, [MS-RDPEGFX] 2.2.2.4. */
export interface SolidFill {
  readonly type: 'solidFill';
  readonly surfaceId: number;
  /** RDPGFX_COLOR32 as one number: blue in the lowest byte, then green, red, alpha. */
  readonly color: number;
  readonly rectangles: readonly Rectangle[];
}

export function readSolidFill(r: ByteReader): SolidFill {
  const pdu = 'RDPGFX_SOLIDFILL_PDU';
  r.need(2 /* surfaceId */ + 4 /* fillPixel */, pdu);
  return {
    type: 'solidFill',
    surfaceId: r.u16(),
    color: r.u32(),
    rectangles: readList(r, pdu, 'fillRectCount', readRect),
  };
}

export function writeSolidFill(w: ByteWriter, pdu: SolidFill): void {
  w.u16(pdu.surfaceId).u32(pdu.color);
  writeList(w, pdu.rectangles, writeRect);
}

/** RDPGFX_SURFACE_TO_SURFACE_PDU, [MS-RDPEGFX] 2.2.2.5: one rectangle to any number of places. */
export interface SurfaceToSurface {
  readonly type: 'surfaceToSurface';
  readonly source: number;
  readonly destination: number;
  readonly rectangle: Rectangle;
  readonly points: readonly Point[];
}

export function readSurfaceToSurface(r: ByteReader): SurfaceToSurface {
  const pdu = 'RDPGFX_SURFACE_TO_SURFACE_PDU';
  r.need(2 /* surfaceIdSrc */ + 2 /* surfaceIdDest */, pdu);
  return {
    type: 'surfaceToSurface',
    source: r.u16(),
    destination: r.u16(),
    rectangle: readRect(r, pdu),
    points: readList(r, pdu, 'destPtsCount', readPoint),
  };
}

export function writeSurfaceToSurface(w: ByteWriter, pdu: SurfaceToSurface): void {
  w.u16(pdu.source).u16(pdu.destination);
  writeRect(w, pdu.rectangle);
  writeList(w, pdu.points, writePoint);
}
