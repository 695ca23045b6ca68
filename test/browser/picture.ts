import { loadNative } from '../../native-bindings/index.js';

/** RGBA pixels, top-down. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** A picture with something different at every place: gradients, and a grid that shows any shift. */
export function testPicture(width: number, height: number, seed = 0): Picture {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const line = x % 64 === 0 || y % 64 === 0;
      rgba[at] = line ? 255 : ((x * 255) / width + seed) & 255;
      rgba[at + 1] = line ? 255 : ((y * 255) / height) & 255;
      rgba[at + 2] = line ? 255 : (x ^ y ^ seed) & 255;
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}

const CELL = 64;

/** Cells of a picture, or all of them, as the gateway's own encoder writes them for a viewer that has nothing yet. */
export function tilesOf(
  { width, height, rgba }: Picture,
  cells = Uint16Array.from({ length: Math.ceil(width / CELL) * Math.ceil(height / CELL) }, (_, cell) => cell),
): { tiles: Uint8Array; tileCount: number } {
  const native = loadNative();
  const surface = (pixels: Uint8Array) => ({ pixels, width, height, stride: 4 * width });
  const bgrx = Uint8Array.from(rgba, (_, at) => rgba[at % 4 === 0 ? at + 2 : at % 4 === 2 ? at - 2 : at]);
  const out = new Uint8Array(native.maxEncodedSize(cells.length));
  const { length, tiles } = native.encodeTiles(
    surface(bgrx),
    surface(new Uint8Array(bgrx.length)),
    cells,
    new BigUint64Array(0),
    out,
    new Uint32Array(2 * cells.length),
    new BigUint64Array(cells.length),
  );
  return { tiles: out.subarray(0, length), tileCount: tiles };
}
