import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { SurfaceBits } from '../active/events.js';

/** cmdType, [MS-RDPBCGR] 2.2.9.1.2.1.10.1 and [MS-RDPRFX]. */
export const SurfaceCommandType = {
  CMDTYPE_SET_SURFACE_BITS: 0x0001,
  CMDTYPE_FRAME_MARKER: 0x0004,
  CMDTYPE_STREAM_SURFACE_BITS: 0x0006,
} as const;

const EX_COMPRESSED_BITMAP_HEADER_PRESENT = 0x01;
/** TS_COMPRESSED_BITMAP_HEADER_EX, [MS-RDPBCGR] 2.2.9.2.1.1.1: identifiers and time stamps that a client may ignore. */
const EX_HEADER_SIZE = 4 + 4 + 8 + 8;

const SURFACECMD_FRAMEACTION_BEGIN = 0;
const SURFACECMD_FRAMEACTION_END = 1;

export type SurfaceCommand =
  | { readonly type: 'surfaceBits'; readonly bits: SurfaceBits }
  | { readonly type: 'frameMarker'; readonly action: 'begin' | 'end'; readonly frameId: number };

/** The next of the commands in a Fast-Path Surface Commands Update, [MS-RDPBCGR] 2.2.9.1.2.1.10. */
export function readSurfaceCommand(r: ByteReader): SurfaceCommand {
  r.need(2 /* cmdType */, 'TS_SURFCMD');
  const type = r.u16();
  switch (type) {
    case SurfaceCommandType.CMDTYPE_SET_SURFACE_BITS:
    case SurfaceCommandType.CMDTYPE_STREAM_SURFACE_BITS:
      return { type: 'surfaceBits', bits: readSurfaceBits(r) };
    case SurfaceCommandType.CMDTYPE_FRAME_MARKER:
      return readFrameMarker(r);
    default:
      // A command carries no length, so nothing behind an unknown one can be found.
      throw invalid('TS_SURFCMD', 'cmdType', type);
  }
}

/** TS_SURFCMD_SET_SURF_BITS and TS_SURFCMD_STREAM_SURF_BITS behind cmdType, [MS-RDPBCGR] 2.2.9.2.1 and 2.2.9.2.2. */
function readSurfaceBits(r: ByteReader): SurfaceBits {
  r.need(4 * 2 /* destLeft, destTop, destRight, destBottom */, 'TS_SURFCMD_SET_SURF_BITS');
  const left = r.u16();
  const top = r.u16();
  const right = r.u16();
  const bottom = r.u16();
  if (right < left) throw invalid('TS_SURFCMD_SET_SURF_BITS', 'destRight', right);
  if (bottom < top) throw invalid('TS_SURFCMD_SET_SURF_BITS', 'destBottom', bottom);
  return { left, top, right, bottom, ...readBitmapDataEx(r) };
}

/** TS_BITMAP_DATA_EX, [MS-RDPBCGR] 2.2.9.2.1.1. */
function readBitmapDataEx(r: ByteReader): Pick<SurfaceBits, 'bitsPerPixel' | 'codecId' | 'width' | 'height' | 'data'> {
  r.need(4 /* bpp, flags, reserved, codecID */ + 2 * 2 /* width, height */ + 4 /* length */, 'TS_BITMAP_DATA_EX');
  const bitsPerPixel = r.u8();
  const flags = r.u8();
  r.skip(1 /* reserved */);
  const codecId = r.u8();
  const width = r.u16();
  const height = r.u16();
  const length = r.u32();
  if (width === 0 || LIMITS.desktopSide < width) throw invalid('TS_BITMAP_DATA_EX', 'width', width);
  if (height === 0 || LIMITS.desktopSide < height) throw invalid('TS_BITMAP_DATA_EX', 'height', height);
  if (flags & EX_COMPRESSED_BITMAP_HEADER_PRESENT) r.skip(EX_HEADER_SIZE, 'TS_COMPRESSED_BITMAP_HEADER_EX');
  return { bitsPerPixel, codecId, width, height, data: r.bytes(length, 'TS_BITMAP_DATA_EX', 'bitmapDataLength') };
}

export function writeSurfaceBits(
  w: ByteWriter,
  bits: SurfaceBits,
  type: number = SurfaceCommandType.CMDTYPE_SET_SURFACE_BITS,
): void {
  w.u16(type);
  w.u16(bits.left).u16(bits.top).u16(bits.right).u16(bits.bottom);
  w.u8(bits.bitsPerPixel).u8(0 /* flags */).u8(0 /* reserved */).u8(bits.codecId);
  w.u16(bits.width).u16(bits.height);
  w.u32(bits.data.length).bytes(bits.data);
}

/** TS_FRAME_MARKER behind cmdType, [MS-RDPBCGR] 2.2.9.2.3. */
function readFrameMarker(r: ByteReader): SurfaceCommand {
  r.need(2 /* frameAction */ + 4 /* frameId */, 'TS_FRAME_MARKER');
  const action = r.u16();
  if (action !== SURFACECMD_FRAMEACTION_BEGIN && action !== SURFACECMD_FRAMEACTION_END)
    throw invalid('TS_FRAME_MARKER', 'frameAction', action);
  return { type: 'frameMarker', action: action === SURFACECMD_FRAMEACTION_BEGIN ? 'begin' : 'end', frameId: r.u32() };
}

export function writeFrameMarker(w: ByteWriter, action: 'begin' | 'end', frameId: number): void {
  w.u16(SurfaceCommandType.CMDTYPE_FRAME_MARKER);
  w.u16(action === 'begin' ? SURFACECMD_FRAMEACTION_BEGIN : SURFACECMD_FRAMEACTION_END).u32(frameId);
}
