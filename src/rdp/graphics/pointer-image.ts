import { invalid } from '../../errors.js';
import type { PointerImage } from '../active/events.js';
import type { PointerShape } from './pointer-update.js';

/** Colours of 8 bit pointers: BGRX, as in a palette event. */
export type Palette = Uint8Array;

/** Bytes of a mask row: whole bytes, padded to two ([MS-RDPBCGR] 2.2.9.1.1.4.4 xorMaskData). */
const rowBytes = (width: number, bitsPerPixel: number): number => ((width * bitsPerPixel + 15) >> 4) << 1;

/**
 * Turns the masks of a pointer shape into RGBA.
 *
 * A pixel whose AND bit is set shows the screen XOR its colour: black leaves the screen as it is, white inverts it.
 * No browser cursor can invert, so white becomes a checkerboard of black and white that is visible on every background;
 * other colours, which would tint the screen, are left out. Rows are bottom-up, except in monochrome pointers, which
 * hosts send top-down although the specification does not say so (FreeRDP draws them that way too).
 */
export function pointerImage(shape: PointerShape, palette: Palette | undefined): PointerImage {
  const { width, height, xorBitsPerPixel, xorMask, andMask } = shape;
  const xorStride = rowBytes(width, xorBitsPerPixel);
  const andStride = rowBytes(width, 1);
  if (xorMask.length < xorStride * height) throw invalid('TS_POINTERATTRIBUTE', 'lengthXorMask', xorMask.length);
  const masked = andMask.length > 0;
  if (masked && andMask.length < andStride * height)
    throw invalid('TS_POINTERATTRIBUTE', 'lengthAndMask', andMask.length);
  const readPixel = PIXEL_READERS[xorBitsPerPixel];
  if (!readPixel) throw invalid('TS_POINTERATTRIBUTE', 'xorBpp', xorBitsPerPixel);

  const ignoreAlpha = xorBitsPerPixel === 32 && masked && !hasAlpha(xorMask);
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = xorBitsPerPixel === 1 ? y : height - 1 - y;
    for (let x = 0; x < width; x++, at += 4) {
      readPixel(rgba, at, xorMask, row * xorStride, x, palette);
      if (ignoreAlpha) rgba[at + 3] = 0xff;
      if (masked && bitAt(andMask, row * andStride, x)) combineWithScreen(rgba, at, x, y);
    }
  }
  const { hotspotX, hotspotY } = shape;
  return { width, height, hotspotX: Math.min(hotspotX, width), hotspotY: Math.min(hotspotY, height), rgba };
}

type PixelReader = (
  rgba: Uint8Array,
  at: number,
  mask: Uint8Array,
  row: number,
  x: number,
  palette: Palette | undefined,
) => void;

const PIXEL_READERS: Readonly<Record<number, PixelReader>> = {
  1: (rgba, at, mask, row, x) => grey(rgba, at, bitAt(mask, row, x) ? 0xff : 0),
  4: (rgba, at, mask, row, x, palette) => indexed(rgba, at, (mask[row + (x >> 1)] >> (x & 1 ? 0 : 4)) & 0xf, palette),
  8: (rgba, at, mask, row, x, palette) => indexed(rgba, at, mask[row + x], palette),
  /** 5 bits each, as FreeRDP and xrdp have it; the specification leaves the layout open. */
  16: (rgba, at, mask, row, x) => {
    const pixel = mask[row + 2 * x] | (mask[row + 2 * x + 1] << 8);
    opaque(rgba, at, scale5(pixel >> 10), scale5(pixel >> 5), scale5(pixel));
  },
  24: (rgba, at, mask, row, x) => {
    const from = row + 3 * x;
    opaque(rgba, at, mask[from + 2], mask[from + 1], mask[from]);
  },
  32: (rgba, at, mask, row, x) => {
    const from = row + 4 * x;
    opaque(rgba, at, mask[from + 2], mask[from + 1], mask[from]);
    rgba[at + 3] = mask[from + 3];
  },
};

const bitAt = (mask: Uint8Array, row: number, x: number): boolean => (mask[row + (x >> 3)] & (0x80 >> (x & 7))) !== 0;

const scale5 = (value: number): number => ((value & 0x1f) << 3) | ((value & 0x1f) >> 2);

function opaque(rgba: Uint8Array, at: number, red: number, green: number, blue: number): void {
  rgba[at] = red;
  rgba[at + 1] = green;
  rgba[at + 2] = blue;
  rgba[at + 3] = 0xff;
}

function grey(rgba: Uint8Array, at: number, level: number): void {
  opaque(rgba, at, level, level, level);
}

/** Without a palette the index is taken as a shade of grey. */
function indexed(rgba: Uint8Array, at: number, index: number, palette: Palette | undefined): void {
  if (palette) opaque(rgba, at, palette[4 * index + 2], palette[4 * index + 1], palette[4 * index]);
  else grey(rgba, at, index);
}

/** The AND bit is set. A pixel with an alpha of its own keeps it. */
function combineWithScreen(rgba: Uint8Array, at: number, x: number, y: number): void {
  if (rgba[at + 3] !== 0xff) return;
  if ((rgba[at] & rgba[at + 1] & rgba[at + 2]) === 0xff) grey(rgba, at, (x + y) & 1 ? 0 : 0xff);
  else rgba.fill(0, at, at + 4);
}

/** Icons from before alpha have none anywhere: their AND mask alone says what is transparent. */
function hasAlpha(xorMask: Uint8Array): boolean {
  for (let at = 3; at < xorMask.length; at += 4) if (xorMask[at] !== 0) return true;
  return false;
}
