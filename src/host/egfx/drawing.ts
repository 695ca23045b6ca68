import { GraphicsCodec, PixelFormat } from '../../rdp/channels/egfx/pdu/codec.js';
import type { GraphicsPdu } from '../../rdp/channels/egfx/pdu/index.js';
import { encodeAlpha } from './encode/alpha.js';
import type { Area, Pixels } from './encode/pixels.js';
import { PlanarEncoder } from './encode/planar.js';
import { encodeUncompressed } from './encode/uncompressed.js';

/** RDPGFX_WIRE_TO_SURFACE_PDU_1 with data of any codec that keeps no context. */
export function bits(
  surfaceId: number,
  codec: keyof typeof GraphicsCodec,
  rectangle: Area,
  data: Uint8Array,
): GraphicsPdu {
  const codecId = GraphicsCodec[codec];
  return { type: 'wireToSurface1', surfaceId, codecId, pixelFormat: PixelFormat.XRGB_8888, rectangle, data };
}

/** RDPGFX_WIRE_TO_SURFACE_PDU_2: a message of the progressive codec. */
export function progressiveBits(surfaceId: number, codecContextId: number, data: Uint8Array): GraphicsPdu {
  const { CAPROGRESSIVE } = GraphicsCodec;
  const pixelFormat = PixelFormat.XRGB_8888;
  return { type: 'wireToSurface2', surfaceId, codecId: CAPROGRESSIVE, codecContextId, pixelFormat, data };
}

const planar = new PlanarEncoder();

/** RDP 6.0 bitmaps of the pipeline have their rows top-down. */
export const planarBits = (surfaceId: number, area: Area, { data, width, height }: Pixels): GraphicsPdu =>
  bits(surfaceId, 'PLANAR', area, planar.encode(data, width, height));

export const uncompressedBits = (surfaceId: number, area: Area, picture: Pixels): GraphicsPdu =>
  bits(surfaceId, 'UNCOMPRESSED', area, encodeUncompressed(picture));

export const alphaBits = (surfaceId: number, area: Area, picture: Pixels): GraphicsPdu =>
  bits(surfaceId, 'ALPHA', area, encodeAlpha(picture));
