import { ByteWriter } from '../../../../bytes/writer.js';
import { type Pixels, part } from '../pixels.js';
import { type Band, BandWriter } from './bands.js';
import { writeColor } from './color.js';
import { encodeNsCodec } from './nscodec.js';
import { COVERED, writeResidual } from './residual.js';
import { encodeRlex } from './rlex.js';

/** flags of CLEARCODEC_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.1. */
const Flag = { GLYPH_INDEX: 1, GLYPH_HIT: 2, CACHE_RESET: 4 } as const;

/** subCodecId, [MS-RDPEGFX] 2.2.4.1.1.3.1. */
const Subcodec = { raw: 0, nsCodec: 1, rlex: 2 } as const;
const SUBCODEC_HEADER = 2 + 2 + 2 + 2 + 4 + 1;

const GLYPHS = 4000;
/** Pixels of the largest picture that may be a glyph. */
const GLYPH_PIXELS = 1024;

const BLOCK_WIDTH = 16;
/** A band has at most 52 rows, [MS-RDPEGFX] 2.2.4.1.1.2.1. */
const BLOCK_HEIGHT = 32;
const COLOR_AND_RUN = 4;
/** Where most of a block is background, it is text, whose columns come again: they may cost more the first time. */
const TEXT_SHARE = 0.5;
const FIRST_TIME = 0.4;

export interface ClearCodecOptions {
  /** Blocks with many colors may become NSCodec, which changes them a little. */
  readonly lossy?: boolean;
  /** Go back to the first places of the V-bar storages. */
  readonly resetCaches?: boolean;
  /** Remember small pictures, and send their number when they come again. */
  readonly glyphs?: boolean;
}

interface Subpicture {
  readonly left: number;
  readonly top: number;
  readonly picture: Pixels;
  readonly codec: number;
  readonly data: Uint8Array;
}

/** What each layer of a picture is made of. */
interface Layers {
  /** The picture, with COVERED where another layer has the pixels. */
  readonly residual: Uint32Array;
  readonly bands: Band[];
  readonly subpictures: Subpicture[];
}

/**
 * Writes CLEARCODEC_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.1: one encoder for each connection, because the decoder's caches and
 * sequence number belong to all surfaces together. The picture is cut into blocks, and each goes where it takes the
 * fewest bytes: into the residual layer, the bands layer or one of the subcodecs.
 */
export class ClearCodecEncoder {
  readonly #bands = new BandWriter();
  /** Pictures by content, the oldest first. */
  readonly #glyphs = new Map<string, number>();
  #sequence = 0;

  encode(picture: Pixels, options: ClearCodecOptions = {}): Uint8Array {
    const w = new ByteWriter(1024);
    const flags = options.resetCaches ? Flag.CACHE_RESET : 0;
    if (options.resetCaches) this.#bands.reset();
    const glyph = options.glyphs && picture.data.length <= GLYPH_PIXELS ? this.#glyph(picture) : undefined;
    w.u8(flags | (glyph?.flags ?? 0)).u8(this.#sequence);
    this.#sequence = (this.#sequence + 1) & 0xff;
    if (glyph) w.u16(glyph.index);
    if (!glyph || !(glyph.flags & Flag.GLYPH_HIT)) this.#composite(w, this.#layers(picture, options.lossy ?? false));
    return w.finish();
  }

  #glyph({ width, height, data }: Pixels): { readonly index: number; readonly flags: number } {
    const content = `${width}x${height}:${data.map((pixel) => pixel & 0xffffff).join()}`;
    const known = this.#glyphs.get(content);
    if (known !== undefined) return { index: known, flags: Flag.GLYPH_INDEX | Flag.GLYPH_HIT };
    let index = this.#glyphs.size;
    if (index === GLYPHS) {
      const [oldest, place] = this.#glyphs.entries().next().value as [string, number];
      this.#glyphs.delete(oldest);
      index = place;
    }
    this.#glyphs.set(content, index);
    return { index, flags: Flag.GLYPH_INDEX };
  }

  /** CLEARCODEC_COMPOSITE_PAYLOAD, [MS-RDPEGFX] 2.2.4.1.1. */
  #composite(w: ByteWriter, { residual, bands, subpictures }: Layers): void {
    const runs = writeResidual(residual);
    const columns = new ByteWriter(256);
    for (const band of bands) this.#bands.write(columns, band);
    const codecs = new ByteWriter(256);
    for (const { left, top, picture, codec, data } of subpictures) {
      codecs.u16(left).u16(top).u16(picture.width).u16(picture.height);
      codecs.u32(data.length).u8(codec).bytes(data);
    }
    w.u32(runs.length).u32(columns.length).u32(codecs.length);
    w.bytes(runs).bytes(columns.finish()).bytes(codecs.finish());
  }

  #layers(picture: Pixels, lossy: boolean): Layers {
    const layers: Layers = { residual: picture.data.map((pixel) => pixel & 0xffffff), bands: [], subpictures: [] };
    for (let top = 0; top < picture.height; top += BLOCK_HEIGHT) {
      for (let left = 0; left < picture.width; left += BLOCK_WIDTH) {
        const block = part(picture, left, top, BLOCK_WIDTH, BLOCK_HEIGHT);
        this.#place(layers, picture, left, top, block, lossy);
      }
    }
    return layers;
  }

  #place(layers: Layers, whole: Pixels, left: number, top: number, block: Pixels, lossy: boolean): void {
    const { color, share } = commonest(block);
    const band: Band = { left, top, background: color, picture: block };
    // A run goes on from block to block, so that only changes within a row cost something.
    const residualCost = COLOR_AND_RUN * (runs(block) - block.height);
    const bandCost = TEXT_SHARE < share ? this.#bands.cost(band) * FIRST_TIME : Number.POSITIVE_INFINITY;
    const rlex = encodeRlex(block);
    const other = lossy ? { codec: Subcodec.nsCodec, data: encodeNsCodec(block) } : raw(block);
    const sub = rlex && rlex.length <= other.data.length ? { codec: Subcodec.rlex, data: rlex } : other;
    if (residualCost <= Math.min(bandCost, SUBCODEC_HEADER + sub.data.length)) return;
    cover(layers.residual, whole.width, left, top, block);
    if (SUBCODEC_HEADER + sub.data.length < bandCost) layers.subpictures.push({ left, top, picture: block, ...sub });
    else append(layers.bands, band, whole);
  }
}

/** CLEARCODEC_SUBCODEC uncompressed: three bytes per pixel. */
function raw({ data }: Pixels): { readonly codec: number; readonly data: Uint8Array } {
  const w = new ByteWriter(3 * data.length);
  for (const pixel of data) writeColor(w, pixel);
  return { codec: Subcodec.raw, data: w.finish() };
}

/** Joins a band with the one to its left. */
function append(bands: Band[], band: Band, whole: Pixels): void {
  const last = bands[bands.length - 1];
  const joins =
    last &&
    last.top === band.top &&
    last.left + last.picture.width === band.left &&
    last.background === band.background;
  if (!joins) {
    bands.push(band);
    return;
  }
  const width = last.picture.width + band.picture.width;
  bands[bands.length - 1] = { ...last, picture: part(whole, last.left, last.top, width, band.picture.height) };
}

function cover(residual: Uint32Array, stride: number, left: number, top: number, { width, height }: Pixels): void {
  for (let y = top; y < top + height; y++) residual.fill(COVERED, y * stride + left, y * stride + left + width);
}

/** Runs that the rows of a block consist of. */
function runs({ width, data }: Pixels): number {
  let count = 0;
  for (let at = 0; at < data.length; at++) if (at % width === 0 || (data[at] ^ data[at - 1]) & 0xffffff) count++;
  return count;
}

/** The color that most pixels have, and how many have it, from 0 to 1. */
function commonest({ data }: Pixels): { readonly color: number; readonly share: number } {
  const counts = new Map<number, number>();
  for (const pixel of data) counts.set(pixel & 0xffffff, (counts.get(pixel & 0xffffff) ?? 0) + 1);
  const [color, count] = [...counts].reduce((best, next) => (best[1] < next[1] ? next : best));
  return { color, share: count / data.length };
}
