import type { Pixels } from '../pixels.js';

/** Side of a tile. */
export const TILE = 64;
export const TILE_PIXELS = TILE * TILE;

/** Luma and chroma of one tile, in this order; fixed point with five fractional bits. */
export type Planes = readonly [y: Int16Array, cb: Int16Array, cr: Int16Array];

const ONE = 32;

/**
 * The pixels of a tile as YCbCr ([MS-RDPRFX] 3.1.8.1.3), luma shifted by half its range. Beyond the picture the last column
 * and row are repeated.
 */
export function tilePlanes({ width, height, data }: Pixels, left: number, top: number): Planes {
  const planes: Planes = [new Int16Array(TILE_PIXELS), new Int16Array(TILE_PIXELS), new Int16Array(TILE_PIXELS)];
  const [luma, blue, red] = planes;
  for (let row = 0; row < TILE; row++) {
    const from = Math.min(height - 1, top + row) * width;
    for (let column = 0; column < TILE; column++) {
      const pixel = data[from + Math.min(width - 1, left + column)];
      const [r, g, b] = [(pixel >> 16) & 0xff, (pixel >> 8) & 0xff, pixel & 0xff];
      const at = row * TILE + column;
      luma[at] = Math.round(ONE * (0.299 * r + 0.587 * g + 0.114 * b - 128));
      blue[at] = Math.round(ONE * (-0.168935 * r - 0.331665 * g + 0.50059 * b));
      red[at] = Math.round(ONE * (0.499813 * r - 0.418531 * g - 0.081282 * b));
    }
  }
  return planes;
}
