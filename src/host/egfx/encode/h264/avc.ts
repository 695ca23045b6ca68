import { ByteWriter } from '../../../../bytes/writer.js';
import type { Area, Pixels } from '../pixels.js';
import { type CodedPicture, H264Encoder, type ViewName } from './encoder.js';
import { type Packing, splitViews } from './views.js';
import { aligned, MACROBLOCK, toYuv420, toYuv444 } from './yuv.js';

/** Of each rectangle: nothing was quantized. */
const QP = 0;
const QUALITY = 100;

/** LC of RFX_AVC444_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.5: which of the two streams are there. */
export const Subframes = { both: 0, luma: 1, chroma: 2 } as const;
export type SubframesSent = keyof typeof Subframes;

export interface AvcOptions {
  /** Begin a new sequence. */
  readonly key?: boolean;
}

/** An access unit for one surface, and the rectangle that it changes. */
export interface AvcPicture {
  readonly data: Uint8Array;
  readonly area: Area;
}

/** RFX_AVC420_BITMAP_STREAM ([MS-RDPEGFX] 2.2.4.4) for one surface. */
export class Avc420Encoder {
  readonly #width: number;
  readonly #height: number;
  readonly #h264: H264Encoder;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#h264 = new H264Encoder({ width, height, cropped: true });
  }

  encode(surface: Pixels, { key = false }: AvcOptions = {}): AvcPicture {
    const coded = this.#h264.encode(toYuv420(toYuv444(surface)), 'main', key);
    const rectangles = rectanglesOf(coded.changed, this.#width, this.#height);
    return { data: bitmapStream(rectangles, coded.data), area: around(rectangles) };
  }
}

/**
 * RFX_AVC444_BITMAP_STREAM and RFX_AVC444V2_BITMAP_STREAM ([MS-RDPEGFX] 2.2.4.5, 2.2.4.6) for one surface. Both views are
 * pictures of one sequence. They are whole macroblocks and not cropped: the second packing spreads chroma over the whole
 * coded width.
 */
export class Avc444Encoder {
  readonly #width: number;
  readonly #height: number;
  readonly #packing: Packing;
  readonly #h264: H264Encoder;
  /** Macroblocks whose luma was sent alone. */
  readonly #owed = new Set<number>();

  constructor(width: number, height: number, packing: Packing) {
    this.#width = width;
    this.#height = height;
    this.#packing = packing;
    this.#h264 = new H264Encoder({ width, height, cropped: false });
  }

  encode(surface: Pixels, sent: SubframesSent = 'both', { key = false }: AvcOptions = {}): AvcPicture {
    const views = splitViews(toYuv444(surface), this.#packing);
    const code = (view: ViewName, begin: boolean): CodedPicture => this.#h264.encode(views[view], view, begin);
    const main = sent === 'chroma' ? undefined : code('main', key);
    const auxiliary = sent === 'luma' ? undefined : code('auxiliary', key && !main);
    const changed = new Set([...(main?.changed ?? []), ...this.#shown(auxiliary?.changed ?? [])]);
    // What was shown without its chroma is named again, though the chroma may have been there before.
    if (auxiliary) {
      for (const macroblock of this.#owed) changed.add(macroblock);
      this.#owed.clear();
    } else for (const macroblock of changed) this.#owed.add(macroblock);
    const rectangles = rectanglesOf(
      [...changed].toSorted((a, b) => a - b),
      this.#width,
      this.#height,
    );
    const streams = [main, auxiliary].flatMap((coded) => (coded ? bitmapStream(rectangles, coded.data) : []));
    const w = new ByteWriter(4 + streams.reduce((sum, { length }) => sum + length, 0));
    // cbAvc420EncodedBitstream1 in thirty bits, LC above it.
    w.u32((streams[0].length | (Subframes[sent] << 30)) >>> 0);
    for (const stream of streams) w.bytes(stream);
    return { data: w.finish(), area: around(rectangles) };
  }

  /** Macroblocks of the picture whose chroma those of the auxiliary view hold. */
  #shown(changed: readonly number[]): number[] {
    if (this.#packing === 1) return [...changed];
    // U stands in the left half and V in the right one, both half as wide as the picture.
    const width = aligned(this.#width);
    const columns = width / MACROBLOCK;
    return changed.flatMap((macroblock) => {
      const left = (macroblock % columns) * MACROBLOCK;
      const row = macroblock - (macroblock % columns);
      return Array.from(
        { length: MACROBLOCK },
        (_, x) => row + Math.floor((2 * ((left + x) % (width / 2))) / MACROBLOCK),
      );
    });
  }
}

/** RFX_AVC420_METABLOCK ([MS-RDPEGFX] 2.2.4.4.1) and what it describes. */
function bitmapStream(rectangles: readonly Area[], coded: Uint8Array): Uint8Array {
  const w = new ByteWriter(4 + 10 * rectangles.length + coded.length).u32(rectangles.length);
  for (const { left, top, right, bottom } of rectangles) w.u16(left).u16(top).u16(right).u16(bottom);
  for (const _ of rectangles) w.u8(QP).u8(QUALITY);
  return w.bytes(coded).finish();
}

/** The macroblocks that changed, those beside one another as one rectangle. Never none: an empty region is no region. */
function rectanglesOf(changed: readonly number[], width: number, height: number): Area[] {
  const columns = Math.ceil(width / MACROBLOCK);
  const rectangles: Area[] = [];
  for (let i = 0; i < changed.length; ) {
    const first = changed[i];
    let last = first;
    while (++i < changed.length && changed[i] === last + 1 && changed[i] % columns !== 0) last = changed[i];
    const top = Math.floor(first / columns) * MACROBLOCK;
    const next: Area = {
      left: (first % columns) * MACROBLOCK,
      top,
      right: Math.min(width, ((last % columns) + 1) * MACROBLOCK),
      bottom: Math.min(height, top + MACROBLOCK),
    };
    const above = rectangles[rectangles.length - 1];
    const joins = above?.bottom === next.top && above.left === next.left && above.right === next.right;
    if (joins) rectangles[rectangles.length - 1] = { ...above, bottom: next.bottom };
    else rectangles.push(next);
  }
  return rectangles.length === 0 ? [{ left: 0, top: 0, right: 1, bottom: 1 }] : rectangles;
}

const around = (areas: readonly Area[]): Area => ({
  left: Math.min(...areas.map(({ left }) => left)),
  top: Math.min(...areas.map(({ top }) => top)),
  right: Math.max(...areas.map(({ right }) => right)),
  bottom: Math.max(...areas.map(({ bottom }) => bottom)),
});
