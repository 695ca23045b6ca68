import type { ByteWriter } from '../../../../bytes/writer.js';
import type { Pixels } from '../pixels.js';
import { writeColor } from './color.js';
import { Ring } from './ring.js';

/** Entries of the two storages, [MS-RDPEGFX] 3.3.8.1. */
const VBAR_STORAGE = 32768;
const SHORT_VBAR_STORAGE = 16384;

/** Upper bits of vBarHeader, [MS-RDPEGFX] 2.2.4.1.1.2.1.1; a miss of both storages has none of them. */
const SHORT_VBAR_CACHE_HIT = 0x4000;
const VBAR_CACHE_HIT = 0x8000;

/** A rectangle of the bands layer: columns of at most 52 pixels over a background. */
export interface Band {
  readonly left: number;
  readonly top: number;
  readonly background: number;
  readonly picture: Pixels;
}

/** Rows of a column that are not background: from `on`, up to but without `off`. */
interface Extent {
  readonly on: number;
  readonly off: number;
}

/** A column or a part of one as a string, which maps can look up. */
const key = (colors: Uint32Array): string =>
  String.fromCharCode(...new Uint16Array(colors.buffer, colors.byteOffset, 2 * colors.length));

function column({ width, height, data }: Pixels, x: number): Uint32Array {
  const colors = new Uint32Array(height);
  for (let y = 0; y < height; y++) colors[y] = data[y * width + x] & 0xffffff;
  return colors;
}

function extent(colors: Uint32Array, background: number): Extent {
  let [on, off] = [0, colors.length];
  while (on < off && colors[on] === background) on++;
  while (on < off && colors[off - 1] === background) off--;
  return on < off ? { on, off } : { on: 0, off: 0 };
}

/** Writes CLEARCODEC_BAND ([MS-RDPEGFX] 2.2.4.1.1.2.1) and keeps the storages of the decoder in mind. */
export class BandWriter {
  readonly #vBars = new Ring(VBAR_STORAGE);
  readonly #shortVBars = new Ring(SHORT_VBAR_STORAGE);

  /** CLEARCODEC_FLAG_CACHE_RESET: both cursors go back to the first place. */
  reset(): void {
    this.#vBars.reset();
    this.#shortVBars.reset();
  }

  write(w: ByteWriter, { left, top, background, picture }: Band): void {
    w.u16(left).u16(left + picture.width - 1);
    w.u16(top).u16(top + picture.height - 1);
    writeColor(w, background);
    for (let x = 0; x < picture.width; x++) this.#vBar(w, column(picture, x), background);
  }

  /** CLEARCODEC_VBAR, [MS-RDPEGFX] 2.2.4.1.1.2.1.1. */
  #vBar(w: ByteWriter, colors: Uint32Array, background: number): void {
    const content = key(colors);
    const known = this.#vBars.find(content);
    if (known !== undefined) {
      w.u16(VBAR_CACHE_HIT | known);
      return;
    }
    this.#vBars.add(content);
    const { on, off } = extent(colors, background);
    const short = colors.subarray(on, off);
    const shortContent = key(short);
    const shortKnown = this.#shortVBars.find(shortContent);
    if (shortKnown !== undefined) {
      w.u16(SHORT_VBAR_CACHE_HIT | shortKnown).u8(on);
      return;
    }
    this.#shortVBars.add(shortContent);
    w.u16(on | (off << 8));
    for (const color of short) writeColor(w, color);
  }

  /** Bytes that the columns of a band would take now. */
  cost({ background, picture }: Band): number {
    let bytes = 0;
    for (let x = 0; x < picture.width; x++) {
      const colors = column(picture, x);
      const { on, off } = extent(colors, background);
      if (this.#vBars.find(key(colors)) !== undefined) bytes += 2;
      else bytes += this.#shortVBars.find(key(colors.subarray(on, off))) === undefined ? 2 + 3 * (off - on) : 3;
    }
    return bytes;
  }
}
