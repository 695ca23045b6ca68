import { invalid } from '../../../../errors.js';

/** codecId of the wire to surface PDUs, [MS-RDPEGFX] 2.2.2.1 and 2.2.2.2. */
export const GraphicsCodec = {
  UNCOMPRESSED: 0x0000,
  /** RemoteFX. */
  CAVIDEO: 0x0003,
  CLEARCODEC: 0x0008,
  /** RemoteFX Progressive, in RDPGFX_WIRE_TO_SURFACE_PDU_2 only. */
  CAPROGRESSIVE: 0x0009,
  PLANAR: 0x000a,
  AVC420: 0x000b,
  ALPHA: 0x000c,
  AVC444: 0x000e,
  AVC444v2: 0x000f,
} as const;

/** RDPGFX_PIXELFORMAT, [MS-RDPEGFX] 2.2.1.4. */
export const PixelFormat = { XRGB_8888: 0x20, ARGB_8888: 0x21 } as const;

export type PixelFormat = (typeof PixelFormat)[keyof typeof PixelFormat];

export function pixelFormat(value: number, pdu: string): PixelFormat {
  if (value !== PixelFormat.XRGB_8888 && value !== PixelFormat.ARGB_8888) throw invalid(pdu, 'pixelFormat', value);
  return value;
}
