import { Codec, type DecodeCommand, DecodeFlag } from '../codec/commands.js';
import { GatewayError } from '../errors.js';
import type { BitmapData, SurfaceBits } from '../rdp/active/events.js';

/** Surface command codec ids as announced in the Bitmap Codecs capability set, [MS-RDPBCGR] 2.2.7.2.10.1.1. */
const SURFACE_CODECS: Readonly<Record<number, DecodeCommand['codec']>> = {
  0: Codec.raw,
  1: Codec.nsCodec,
  3: Codec.remoteFx,
};

/** [MS-RDPBCGR] 2.2.9.1.1.3.1.2.2: 32 bits per pixel are planar when compressed. Rows are bottom-up. */
export function bitmapCommand(bitmap: BitmapData): DecodeCommand {
  const { left, top, right, bottom, width, height, bitsPerPixel, compressed, data } = bitmap;
  const packed = bitsPerPixel === 32 ? Codec.planar : Codec.interleavedRle;
  return {
    codec: compressed ? packed : Codec.raw,
    bitsPerPixel,
    flags: DecodeFlag.bottomUp,
    left,
    top,
    visibleWidth: right - left,
    visibleHeight: bottom - top,
    width,
    height,
    data,
  };
}

/** [MS-RDPBCGR] 2.2.9.2.1. Throws CODEC_INVALID for a codec that was not announced. */
export function surfaceCommand(bits: SurfaceBits): DecodeCommand {
  const { left, top, right, bottom, width, height, bitsPerPixel, codecId, data } = bits;
  const codec = SURFACE_CODECS[codecId];
  if (codec === undefined) throw new GatewayError('CODEC_INVALID', { codecId }, { detail: `codec ${codecId}` });
  return {
    codec,
    bitsPerPixel,
    flags: codec === Codec.remoteFx ? 0 : DecodeFlag.bottomUp,
    left,
    top,
    visibleWidth: right - left,
    visibleHeight: bottom - top,
    width,
    height,
    data,
  };
}

/** 256 BGRX colours for the 8 bit records that follow. */
export function paletteCommand(colors: Uint8Array): DecodeCommand {
  return {
    codec: Codec.palette,
    bitsPerPixel: 32,
    flags: 0,
    left: 0,
    top: 0,
    visibleWidth: 0,
    visibleHeight: 0,
    width: 0,
    height: 0,
    data: colors,
  };
}
