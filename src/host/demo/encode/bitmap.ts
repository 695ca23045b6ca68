import { ByteWriter } from '../../../bytes/writer.js';
import type { BitmapData } from '../../../rdp/active/events.js';
import { PlanarEncoder } from '../../egfx/encode/planar.js';
import type { Rect } from '../pixels/rect.js';
import type { Surface } from '../pixels/surface.js';
import { encodeInterleaved, type WritePixel } from './interleaved.js';

export type ColorDepth = 8 | 15 | 16 | 24 | 32;

interface PixelFormat {
  readonly bytes: number;
  readonly reduce: (pixel: number) => number;
  readonly write: WritePixel;
}

const FORMATS: Readonly<Record<8 | 15 | 16 | 24, PixelFormat>> = {
  // Three bits of red and green, two of blue: see `palette332`.
  8: {
    bytes: 1,
    reduce: (p) => ((p >> 16) & 0xe0) | ((p >> 11) & 0x1c) | ((p >> 6) & 0x03),
    write: (w, pixel) => w.u8(pixel),
  },
  15: {
    bytes: 2,
    reduce: (p) => ((p >> 9) & 0x7c00) | ((p >> 6) & 0x03e0) | ((p >> 3) & 0x001f),
    write: (w, pixel) => w.u16(pixel),
  },
  16: {
    bytes: 2,
    reduce: (p) => ((p >> 8) & 0xf800) | ((p >> 5) & 0x07e0) | ((p >> 3) & 0x001f),
    write: (w, pixel) => w.u16(pixel),
  },
  24: { bytes: 3, reduce: (p) => p & 0xffffff, write: (w, pixel) => w.u16(pixel & 0xffff).u8(pixel >> 16) },
};

/** The palette for 8 bits per pixel: 256 entries of BGRX. */
export function palette332(): Uint8Array {
  const colors = new Uint8Array(1024);
  for (let i = 0; i < 256; i++) {
    colors[4 * i] = (i & 3) * 85;
    colors[4 * i + 1] = Math.round((((i >> 2) & 7) * 255) / 7);
    colors[4 * i + 2] = Math.round(((i >> 5) * 255) / 7);
  }
  return colors;
}

/** Hosts send widths that are a multiple of four; some clients rely on it. */
const WIDTH_STEP = 4;

/** Cuts rectangles out of a surface and encodes them at one colour depth. */
export class BitmapEncoder {
  readonly #depth: ColorDepth;
  readonly #planar = new PlanarEncoder();
  #pixels = new Uint32Array(64 * 64);

  constructor(depth: ColorDepth) {
    this.#depth = depth;
  }

  /** The result owns its data. */
  encode(surface: Surface, area: Rect): BitmapData {
    const width = Math.ceil((area.right - area.left) / WIDTH_STEP) * WIDTH_STEP;
    const height = area.bottom - area.top;
    const pixels = this.#cut(surface, area, width, height);
    const depth = this.#depth;
    if (depth === 32) {
      const data = this.#planar.encode(pixels, width, height);
      return { ...area, width, height, bitsPerPixel: 32, compressed: true, data };
    }
    const { bytes, reduce, write } = FORMATS[depth];
    const count = width * height;
    for (let i = 0; i < count; i++) pixels[i] = reduce(pixels[i]);
    const w = new ByteWriter(count * bytes);
    encodeInterleaved(w, pixels.subarray(0, count), width, height, write);
    if (w.length < count * bytes)
      return { ...area, width, height, bitsPerPixel: depth, compressed: true, data: w.finish() };
    const raw = new ByteWriter(count * bytes);
    for (let i = 0; i < count; i++) write(raw, pixels[i]);
    return { ...area, width, height, bitsPerPixel: depth, compressed: false, data: raw.finish() };
  }

  /** Rows bottom-up, the last pixel of a row repeated up to `width`. */
  #cut(surface: Surface, area: Rect, width: number, height: number): Uint32Array {
    if (this.#pixels.length < width * height) this.#pixels = new Uint32Array(width * height);
    const visible = area.right - area.left;
    for (let row = 0; row < height; row++) {
      const from = surface.at(area.left, area.bottom - 1 - row);
      const to = row * width;
      for (let x = 0; x < visible; x++) this.#pixels[to + x] = surface.pixels[from + x];
      this.#pixels.fill(this.#pixels[to + visible - 1], to + visible, to + width);
    }
    return this.#pixels;
  }
}
