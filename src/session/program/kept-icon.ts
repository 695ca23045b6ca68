import type { IconInfo } from '../../rdp/windows/icon.js';
import { type IconPixels, iconPixels, isShowable } from './icon-pixels.js';

/** More bytes than these for a row or a table are padding of no host. */
const PADDING_MAX = 4;
const TABLE_MAX = 4 * 256;

/**
 * An icon as the host sent it, which becomes pixels when somebody is to see it: a host may send a thousand in a message,
 * and the last of each window is all that counts.
 */
export class KeptIcon {
  #icon: IconInfo;
  #pixels: IconPixels | undefined;

  private constructor(icon: IconInfo) {
    this.#icon = icon;
  }

  /** Copies the icon. Undefined when viewers cannot be sent it, or it is larger than its size needs. */
  static of(icon: IconInfo): KeptIcon | undefined {
    const { width, height, bitsPerPixel, bitsColor, bitsMask, colorTable } = icon;
    const fits = (part: Uint8Array, bits: number) =>
      part.length <= height * (Math.ceil((width * bits) / 8) + PADDING_MAX);
    const sane = fits(bitsColor, bitsPerPixel) && fits(bitsMask, 1) && colorTable.length <= TABLE_MAX;
    if (!sane || !isShowable(icon)) return undefined;
    const copies = { bitsColor: bitsColor.slice(), bitsMask: bitsMask.slice(), colorTable: colorTable.slice() };
    return new KeptIcon({ ...icon, ...copies });
  }

  get pixels(): IconPixels {
    this.#pixels ??= iconPixels(this.#icon);
    return this.#pixels;
  }
}
