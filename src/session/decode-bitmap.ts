import { Codec, type CodecName, DecodeFlag } from '../codec/commands.js';
import { DecodeBatchWriter } from '../codec/decode-batch.js';
import { copyRgba, createPicture } from '../display/framebuffer.js';
import { GatewayError } from '../errors.js';
import { native } from '../workers/native.js';

const PALETTE_BYTES = 256 * 4;

export interface DecodeBitmapOptions {
  readonly width: number;
  readonly height: number;
  /** Bits per pixel of `raw` and `interleavedRle`: 8, 15, 16, 24 or 32. Default 32, which is what the others are. */
  readonly bitsPerPixel?: number;
  /** Are rows stored bottom-up, as in bitmap updates? Default: true, except for `remoteFx`, which has no such choice. */
  readonly bottomUp?: boolean;
  /** 256 × 4 bytes BGRX, for 8 bits per pixel. Default: black. */
  readonly palette?: Uint8Array;
}

export interface DecodedBitmap {
  readonly width: number;
  readonly height: number;
  /** width × height × 4 bytes, top-down, fully opaque; the caller's own. */
  readonly rgba: Uint8Array;
}

/**
 * Decodes one bitmap payload, on this thread and by itself: the bytes behind the headers of a bitmap update or a surface
 * command. Throws CODEC_INVALID when they cannot be decoded, PDU_TOO_LARGE for a size that no desktop may have, and
 * NATIVE_MISSING when the addon cannot be loaded.
 *
 * ```ts
 * const { rgba } = decodeBitmap('interleavedRle', payload, { width: 64, height: 64, bitsPerPixel: 16 });
 * ```
 */
export function decodeBitmap(
  codec: Exclude<CodecName, 'palette'>,
  data: Uint8Array,
  options: DecodeBitmapOptions,
): DecodedBitmap {
  const { width, height, bitsPerPixel = 32, bottomUp = codec !== 'remoteFx', palette } = options;
  if (palette && palette.length !== PALETTE_BYTES) {
    throw new GatewayError('CODEC_INVALID', { palette: palette.length }, { detail: 'a palette is 1024 bytes' });
  }
  const picture = createPicture({ width, height });
  const batch = new DecodeBatchWriter();
  const flags = bottomUp ? DecodeFlag.bottomUp : 0;
  const place = { left: 0, top: 0, visibleWidth: width, visibleHeight: height, width, height };
  batch.append({ codec: Codec[codec], bitsPerPixel, flags, ...place, data });
  const dirty = new Uint8Array(picture.grid.count);
  const colours = palette?.slice() ?? new Uint8Array(PALETTE_BYTES);
  if (native().decodeBatch(batch.take(), picture, dirty, colours) !== -1) {
    throw new GatewayError('CODEC_INVALID', { codec, bytes: data.length });
  }
  return { width, height, rgba: copyRgba(picture) };
}
