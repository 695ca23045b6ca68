import { LIMITS } from '../../../../bytes/limits.js';
import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { tooLarge } from '../../../../errors.js';
import { readMonitorDefs, writeMonitorDefs } from '../../../gcc/client-monitor.js';
import type { Monitor } from '../../../settings.js';
import { type PixelFormat, pixelFormat } from './codec.js';
import { HEADER_SIZE } from './command.js';
import { requireArea } from './geometry.js';

/** RDPGFX_CREATE_SURFACE_PDU, [MS-RDPEGFX] 2.2.2.9. */
export interface CreateSurface {
  readonly type: 'createSurface';
  readonly surfaceId: number;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: PixelFormat;
}

export function readCreateSurface(r: ByteReader): CreateSurface {
  const pdu = 'RDPGFX_CREATE_SURFACE_PDU';
  r.need(2 /* surfaceId */ + 2 /* width */ + 2 /* height */ + 1 /* pixelFormat */, pdu);
  const surfaceId = r.u16();
  const width = r.u16();
  const height = r.u16();
  requireArea(pdu, width, height);
  return { type: 'createSurface', surfaceId, width, height, pixelFormat: pixelFormat(r.u8(), pdu) };
}

export function writeCreateSurface(w: ByteWriter, pdu: CreateSurface): void {
  w.u16(pdu.surfaceId).u16(pdu.width).u16(pdu.height).u8(pdu.pixelFormat);
}

/** RDPGFX_DELETE_SURFACE_PDU, [MS-RDPEGFX] 2.2.2.10. */
export interface DeleteSurface {
  readonly type: 'deleteSurface';
  readonly surfaceId: number;
}

export function readDeleteSurface(r: ByteReader): DeleteSurface {
  r.need(2 /* surfaceId */, 'RDPGFX_DELETE_SURFACE_PDU');
  return { type: 'deleteSurface', surfaceId: r.u16() };
}

export function writeDeleteSurface(w: ByteWriter, pdu: DeleteSurface): void {
  w.u16(pdu.surfaceId);
}

/** RDPGFX_RESET_GRAPHICS_PDU, [MS-RDPEGFX] 2.2.2.14: the size of the desktop and its monitors. */
export interface ResetGraphics {
  readonly type: 'resetGraphics';
  readonly width: number;
  readonly height: number;
  readonly monitors: readonly Monitor[];
}

/** The PDU is padded to this, header included. */
const RESET_GRAPHICS_SIZE = 340;

export function readResetGraphics(r: ByteReader): ResetGraphics {
  const pdu = 'RDPGFX_RESET_GRAPHICS_PDU';
  r.need(4 /* width */ + 4 /* height */ + 4 /* monitorCount */, pdu);
  const width = r.u32();
  const height = r.u32();
  requireArea(pdu, width, height);
  return { type: 'resetGraphics', width, height, monitors: readMonitorDefs(r, r.u32(), pdu) };
}

export function writeResetGraphics(w: ByteWriter, pdu: ResetGraphics): void {
  const start = w.length;
  w.u32(pdu.width).u32(pdu.height).u32(pdu.monitors.length);
  writeMonitorDefs(w, pdu.monitors);
  w.zeros(Math.max(0, RESET_GRAPHICS_SIZE - HEADER_SIZE - (w.length - start)));
}

/** RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU, [MS-RDPEGFX] 2.2.2.15: shows a surface at a place of the desktop. */
export interface MapSurfaceToOutput {
  readonly type: 'mapSurfaceToOutput';
  readonly surfaceId: number;
  readonly left: number;
  readonly top: number;
}

export function readMapSurfaceToOutput(r: ByteReader): MapSurfaceToOutput {
  return { type: 'mapSurfaceToOutput', ...readOrigin(r, 'RDPGFX_MAP_SURFACE_TO_OUTPUT_PDU') };
}

export function writeMapSurfaceToOutput(w: ByteWriter, pdu: MapSurfaceToOutput): void {
  w.u16(pdu.surfaceId).u16(0 /* reserved */).u32(pdu.left).u32(pdu.top);
}

/** RDPGFX_MAP_SURFACE_TO_SCALED_OUTPUT_PDU, [MS-RDPEGFX] 2.2.2.22. */
export interface MapSurfaceToScaledOutput {
  readonly type: 'mapSurfaceToScaledOutput';
  readonly surfaceId: number;
  readonly left: number;
  readonly top: number;
  readonly targetWidth: number;
  readonly targetHeight: number;
}

export function readMapSurfaceToScaledOutput(r: ByteReader): MapSurfaceToScaledOutput {
  const pdu = 'RDPGFX_MAP_SURFACE_TO_SCALED_OUTPUT_PDU';
  return { type: 'mapSurfaceToScaledOutput', ...readOrigin(r, pdu), ...readTarget(r, pdu) };
}

export function writeMapSurfaceToScaledOutput(w: ByteWriter, pdu: MapSurfaceToScaledOutput): void {
  w.u16(pdu.surfaceId).u16(0 /* reserved */).u32(pdu.left).u32(pdu.top);
  w.u32(pdu.targetWidth).u32(pdu.targetHeight);
}

/** RDPGFX_MAP_SURFACE_TO_WINDOW_PDU, [MS-RDPEGFX] 2.2.2.20: a surface for a RAIL window. */
export interface MapSurfaceToWindow {
  readonly type: 'mapSurfaceToWindow';
  readonly surfaceId: number;
  readonly windowId: bigint;
  readonly mappedWidth: number;
  readonly mappedHeight: number;
}

export function readMapSurfaceToWindow(r: ByteReader): MapSurfaceToWindow {
  return { type: 'mapSurfaceToWindow', ...readWindow(r, 'RDPGFX_MAP_SURFACE_TO_WINDOW_PDU') };
}

export function writeMapSurfaceToWindow(w: ByteWriter, pdu: MapSurfaceToWindow): void {
  w.u16(pdu.surfaceId).u64(pdu.windowId).u32(pdu.mappedWidth).u32(pdu.mappedHeight);
}

/** RDPGFX_MAP_SURFACE_TO_SCALED_WINDOW_PDU, [MS-RDPEGFX] 2.2.2.23. */
export interface MapSurfaceToScaledWindow {
  readonly type: 'mapSurfaceToScaledWindow';
  readonly surfaceId: number;
  readonly windowId: bigint;
  readonly mappedWidth: number;
  readonly mappedHeight: number;
  readonly targetWidth: number;
  readonly targetHeight: number;
}

export function readMapSurfaceToScaledWindow(r: ByteReader): MapSurfaceToScaledWindow {
  const pdu = 'RDPGFX_MAP_SURFACE_TO_SCALED_WINDOW_PDU';
  return { type: 'mapSurfaceToScaledWindow', ...readWindow(r, pdu), ...readTarget(r, pdu) };
}

export function writeMapSurfaceToScaledWindow(w: ByteWriter, pdu: MapSurfaceToScaledWindow): void {
  w.u16(pdu.surfaceId).u64(pdu.windowId).u32(pdu.mappedWidth).u32(pdu.mappedHeight);
  w.u32(pdu.targetWidth).u32(pdu.targetHeight);
}

/** The desktop begins at 0, 0, so that an origin outside its largest size shows nothing. */
function readOrigin(r: ByteReader, pdu: string) {
  r.need(2 /* surfaceId */ + 2 /* reserved */ + 4 /* outputOriginX */ + 4 /* outputOriginY */, pdu);
  const surfaceId = r.u16();
  r.skip(2);
  return { surfaceId, left: side(r.u32(), pdu, 'outputOriginX'), top: side(r.u32(), pdu, 'outputOriginY') };
}

function readTarget(r: ByteReader, pdu: string) {
  r.need(4 /* targetWidth */ + 4 /* targetHeight */, pdu);
  const targetWidth = r.u32();
  const targetHeight = r.u32();
  requireArea(pdu, targetWidth, targetHeight);
  return { targetWidth, targetHeight };
}

function readWindow(r: ByteReader, pdu: string) {
  r.need(2 /* surfaceId */ + 8 /* windowId */ + 4 /* mappedWidth */ + 4 /* mappedHeight */, pdu);
  return {
    surfaceId: r.u16(),
    windowId: r.u64(),
    mappedWidth: side(r.u32(), pdu, 'mappedWidth'),
    mappedHeight: side(r.u32(), pdu, 'mappedHeight'),
  };
}

function side(value: number, pdu: string, field: string): number {
  if (LIMITS.desktopSide < value) throw tooLarge(pdu, field, value);
  return value;
}
