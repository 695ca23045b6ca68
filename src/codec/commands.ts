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
 * | 4 | i32 | left, in framebuffer pixels |
 * | 8 | i32 | top |
 * | 12 | u16 | visible width |
 * | 14 | u16 | visible height |
 * | 16 | u16 | bitmap width |
 * | 18 | u16 | bitmap height |
 * | 20 | u32 | dataLength |
 * | 24 | u32 | reserved, 0 |
 *
 * The kernel clips to the framebuffer; nothing in a record is trusted. A palette travels as a record of its own so that
 * order is kept.
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
} as const;
export type CodecName = keyof typeof Codec;

export const DecodeFlag = {
  /** Rows are stored bottom-up. */
  bottomUp: 1,
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
}

/** Side of a dirty cell and of a tile, in pixels. */
export const CELL = 64;
