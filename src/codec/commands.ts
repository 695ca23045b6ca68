/**
 * Decode commands: how a session tells a worker what to draw. A batch is one array of records in wire order, built on
 * the main thread (`DecodeBatchWriter`), transferred to a worker and walked by one native call.
 *
 * A record is a 28-byte little-endian header and `dataLength` payload bytes, padded to a multiple of four:
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u8 | codec, see {@link Codec} |
 * | 1 | u8 | bits per pixel: 8, 15, 16, 24 or 32 |
 * | 2 | u16 | flags, see {@link DecodeFlag} |
 * | 4 | i32 | left, in pixels of the target |
 * | 8 | i32 | top |
 * | 12 | u16 | visible width |
 * | 14 | u16 | visible height |
 * | 16 | u16 | bitmap width |
 * | 18 | u16 | bitmap height |
 * | 20 | u32 | dataLength |
 * | 24 | u32 | target: 0 is the framebuffer, n + 1 surface n of the graphics pipeline |
 *
 * The kernel clips to the framebuffer; nothing in a record is trusted. A palette travels as a record of its own so that
 * order is kept.
 *
 * Records from 17 on, and those that name a surface, work with the graphics state that a batch is decoded with: commands
 * of [MS-RDPEGFX] 2.2.2, in the layout that stands beside each. Rectangles are u16 left, top, right, bottom, exclusive;
 * points are i16 x, y. What lies outside its surface, or names a surface or slot that does not exist, cannot be decoded.
 *
 * Drawing makes pixels opaque: their fourth byte becomes 255. Where it is 0 a pixel is *void*: the gateway does not know
 * what the host shows there, and sends nothing for it.
 */
export const Codec = {
  /** Uncompressed pixels. */
  raw: 0,
  /** [MS-RDPBCGR] 3.1.9, 8 to 24 bits per pixel. */
  interleavedRle: 1,
  /** [MS-RDPEGDI] 3.1.9, RDP 6.0 bitmap compression. */
  planar: 2,
  /** [MS-RDPNSC]. */
  nsCodec: 3,
  /** [MS-RDPRFX]; the payload is a whole encode message and draws at left, top. */
  remoteFx: 4,
  /** 256 × 4 bytes BGRX, used by the 8 bit records that follow. */
  palette: 5,
  /** [MS-RDPEGFX] 2.2.4.1. */
  clearCodec: 6,
  /** [MS-RDPEGFX] 2.2.4.2, RemoteFX progressive: u32 codecContextId, then blocks. */
  progressive: 7,
  /** [MS-RDPEGFX] 2.2.4.3: checked, and without effect on an opaque desktop. */
  alpha: 8,
  /**
   * A tile as it is handed on to viewers (`rfx/tile-payload.ts`), for the 64×64 pixels at left, top, which are multiples
   * of 64 for the progressive kinds: u8 count and quantization tables of 5 bytes, u8 count and those of progressive
   * quality of 16 bytes, then the payload.
   */
  tile: 9,
  /** A new surface, `width` × `height` pixels of 32 bits, all void. */
  createSurface: 17,
  /** What showed it on the framebuffer becomes black, or shows the surface behind. */
  deleteSurface: 18,
  /** Shows a surface at left, top; scaled to the visible width and height unless they are 0. */
  mapSurface: 19,
  /** u32 colour as BGRX, then rectangles. */
  solidFill: 20,
  /** Surface to surface: u32 target that is copied from, a rectangle there, then points. */
  copy: 21,
  /** Surface to cache: u16 slot, u64 key, a rectangle. */
  store: 22,
  /** Cache to surface: u16 slot, then points. */
  load: 23,
  /** u16 slot, which becomes free. */
  evict: 24,
  /** u32 codecContextId of the target. */
  deleteContext: 25,
  /** Rectangles that are shown by video from now on: they become void. */
  void: 26,
} as const;
export type CodecName = keyof typeof Codec;

export const DecodeFlag = {
  /** Rows are stored bottom-up. */
  bottomUp: 1,
  /** Of a surface that is created: its pixels have an alpha channel. */
  hasAlpha: 2,
  /** Of mapSurface: the surface is shown nowhere any more. */
  unmap: 4,
} as const;

export const DECODE_HEADER = 28;

export interface DecodeCommand {
  readonly codec: (typeof Codec)[CodecName];
  readonly bitsPerPixel: number;
  readonly flags: number;
  readonly left: number;
  readonly top: number;
  readonly visibleWidth: number;
  readonly visibleHeight: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** The framebuffer when left out. */
  readonly target?: number;
}

/** Number of graphics surface `id` as a target. */
export const surfaceTarget = (id: number): number => id + 1;

/** Side of a dirty cell and of a tile, in pixels. */
export const CELL = 64;
