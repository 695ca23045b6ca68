import type { Pixels } from '../pixels.js';

/** Planes of one picture; chroma has its full resolution, or half of it in both directions. */
export interface Yuv {
  readonly width: number;
  readonly height: number;
  readonly chromaWidth: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

export const MACROBLOCK = 16;

/** Coded sizes are whole macroblocks. */
export const aligned = (size: number): number => Math.ceil(size / MACROBLOCK) * MACROBLOCK;

/**
 * A picture as YUV444: BT.709 with full range, [MS-RDPEGFX] 3.3.8.3.1. Width and height are made whole macroblocks by
 * repeating the last column and row.
 */
export function toYuv444({ width, height, data }: Pixels): Yuv {
  const [codedWidth, codedHeight] = [aligned(width), aligned(height)];
  const count = codedWidth * codedHeight;
  const [y, u, v] = [new Uint8ClampedArray(count), new Uint8ClampedArray(count), new Uint8ClampedArray(count)];
  for (let row = 0; row < codedHeight; row++) {
    const from = Math.min(height - 1, row) * width;
    for (let column = 0; column < codedWidth; column++) {
      const pixel = data[from + Math.min(width - 1, column)];
      const [r, g, b] = [(pixel >> 16) & 0xff, (pixel >> 8) & 0xff, pixel & 0xff];
      const at = row * codedWidth + column;
      y[at] = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      u[at] = 128 - 0.1146 * r - 0.3854 * g + 0.5 * b;
      v[at] = 128 + 0.5 * r - 0.4542 * g - 0.0458 * b;
    }
  }
  const bytes = (plane: Uint8ClampedArray): Uint8Array => new Uint8Array(plane.buffer);
  return { width: codedWidth, height: codedHeight, chromaWidth: codedWidth, y: bytes(y), u: bytes(u), v: bytes(v) };
}

/** Every two by two chroma samples become their mean. */
export function toYuv420(full: Yuv): Yuv {
  const chromaWidth = full.width / 2;
  const halved = (plane: Uint8Array): Uint8Array => {
    const half = new Uint8Array((full.width * full.height) / 4);
    for (let i = 0; i < half.length; i++) {
      const at = 2 * (i % chromaWidth) + 2 * Math.floor(i / chromaWidth) * full.width;
      half[i] = (plane[at] + plane[at + 1] + plane[at + full.width] + plane[at + full.width + 1] + 2) >> 2;
    }
    return half;
  };
  return { ...full, chromaWidth, u: halved(full.u), v: halved(full.v) };
}
