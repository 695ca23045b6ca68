import type { IconInfo } from '../../rdp/windows/icon.js';
import { WIRE_LIMITS, type WindowIcon } from '../../wire/messages.js';

export type IconPixels = Omit<WindowIcon, 'window'>;

/** Is it of a size that viewers take, with colours for all of its pixels? */
export function isShowable({ width, height, bitsPerPixel, bitsColor }: IconInfo): boolean {
  if (width === 0 || height === 0 || WIRE_LIMITS.iconSide < Math.max(width, height)) return false;
  return width * bitsPerPixel <= 8 * Math.floor(bitsColor.length / height);
}

/**
 * A showable icon as RGBA, top-down. Rows of masks and colours are padded differently by hosts, so their length is what
 * the part has for each.
 */
export function iconPixels(icon: IconInfo): IconPixels {
  const { width, height, bitsPerPixel, bitsColor, bitsMask } = icon;
  const colorRow = Math.floor(bitsColor.length / height);
  const maskRow = Math.floor(bitsMask.length / height);
  const rgba = new Uint8Array(4 * width * height);
  const masked = width <= 8 * maskRow;
  for (let y = 0; y < height; y++) {
    const from = (height - 1 - y) * colorRow;
    const mask = (height - 1 - y) * maskRow;
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x);
      readPixel(icon, from, x, rgba, to);
      if (masked && bitsMask[mask + (x >> 3)] & (0x80 >> (x & 7))) rgba.fill(0, to, to + 4);
    }
  }
  if (bitsPerPixel === 32 && !hasAlpha(bitsColor)) makeOpaque(rgba, icon, maskRow);
  return { width, height, rgba };
}

function readPixel(
  { bitsPerPixel, bitsColor, colorTable }: IconInfo,
  row: number,
  x: number,
  rgba: Uint8Array,
  to: number,
) {
  if (bitsPerPixel <= 8) {
    const bit = x * bitsPerPixel;
    const index = (bitsColor[row + (bit >> 3)] >> (8 - bitsPerPixel - (bit & 7))) & ((1 << bitsPerPixel) - 1);
    setBgr(rgba, to, colorTable, 4 * index);
  } else if (bitsPerPixel === 16) {
    const at = row + 2 * x;
    const value = bitsColor[at] | (bitsColor[at + 1] << 8);
    // [MS-RDPERP] 2.2.1.2.3: five bits each.
    for (let i = 0; i < 3; i++) rgba[to + i] = Math.round((((value >> (10 - 5 * i)) & 31) * 255) / 31);
    rgba[to + 3] = 255;
  } else {
    const at = row + (bitsPerPixel >> 3) * x;
    setBgr(rgba, to, bitsColor, at);
    if (bitsPerPixel === 32) rgba[to + 3] = bitsColor[at + 3];
  }
}

/** A colour that the table does not have is black. */
function setBgr(rgba: Uint8Array, to: number, source: Uint8Array, at: number): void {
  rgba[to] = source[at + 2] ?? 0;
  rgba[to + 1] = source[at + 1] ?? 0;
  rgba[to + 2] = source[at] ?? 0;
  rgba[to + 3] = 255;
}

function hasAlpha(bitsColor: Uint8Array): boolean {
  for (let at = 3; at < bitsColor.length; at += 4) if (bitsColor[at] !== 0) return true;
  return false;
}

/** Old icons of 32 bits leave the alpha channel empty; then the mask alone counts. */
function makeOpaque(rgba: Uint8Array, { width, height, bitsMask }: IconInfo, maskRow: number): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hidden = bitsMask[(height - 1 - y) * maskRow + (x >> 3)] & (0x80 >> (x & 7));
      rgba[4 * (y * width + x) + 3] = hidden ? 0 : 255;
    }
  }
}
