/** ClearCodec messages with everything that [MS-RDPEGFX] 2.2.4.1 allows, written with what a decoder has stored in mind. */
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { bitmap } from './canvas.js';
import { nsCodec } from './generated.js';

type Random = (below: number) => number;

export const u16 = (value: number): number[] => [value & 255, value >> 8];
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
export const rgb = (color: number): number[] => [color & 255, (color >> 8) & 255, color >> 16];

export const ClearFlag = { glyphIndex: 1, glyphHit: 2, cacheReset: 4 } as const;

export interface Layers {
  readonly residual?: readonly number[];
  readonly bands?: readonly number[];
  readonly subcodecs?: readonly number[];
}

/** CLEARCODEC_COMPOSITE_PAYLOAD. */
export function composite({ residual = [], bands = [], subcodecs = [] }: Layers): number[] {
  return [...u32(residual.length), ...u32(bands.length), ...u32(subcodecs.length), ...residual, ...bands, ...subcodecs];
}

export const run = (color: number, length: number): number[] => [...rgb(color), ...runLength(length)];

function runLength(length: number): number[] {
  if (length < 0xff) return [length];
  return length < 0xffff ? [0xff, ...u16(length)] : [0xff, 0xff, 0xff, ...u32(length)];
}

/** CLEARCODEC_BAND: a rectangle with its last column and row, then columns. */
export const band = (left: number, top: number, right: number, bottom: number, background: number): number[] => [
  ...[left, right, top, bottom].flatMap(u16),
  ...rgb(background),
];
export const vBarHit = (place: number): number[] => u16(0x8000 | place);
export const shortHit = (place: number, top: number): number[] => [...u16(0x4000 | place), top];
export const miss = (top: number, colors: readonly number[]): number[] => [
  ...u16(top | ((top + colors.length) << 8)),
  ...colors.flatMap(rgb),
];

export const subcodec = (
  id: number,
  [left, top, width, height]: readonly [number, number, number, number],
  data: readonly number[],
): number[] => [...[left, top, width, height].flatMap(u16), ...u32(data.length), id, ...data];

/** Segments of CLEARCODEC_SUBCODEC_RLEX for random pixels. */
function rlex(random: Random, width: number, height: number): number[] {
  const colors = 1 + random(127);
  const bits = colors <= 2 ? 1 : 32 - Math.clz32(colors - 1);
  const data = [colors, ...Array.from({ length: colors }, () => rgb(random(1 << 24))).flat()];
  for (let left = width * height; left > 0; ) {
    const stop = random(colors);
    const depth = random(Math.min(stop + 1, 1 << (8 - bits), left));
    const repeats = random(Math.min(left - depth, random(9) === 0 ? 1000 : 20));
    data.push(stop | (depth << bits), ...runLength(repeats));
    left -= repeats + depth + 1;
  }
  return data;
}

export class ClearStreams {
  readonly #random: Random;
  readonly #whole = new Map<number, number>();
  readonly #glyphs = new Map<number, number>();
  #shorts = 0;
  #wholeCursor = 0;
  #shortCursor = 0;
  #sequence = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A record that draws a bitmap of this size. */
  next(width: number, height: number): DecodeCommand {
    const random = this.#random;
    let flags = random(20) === 0 ? ClearFlag.cacheReset : 0;
    if (flags !== 0) this.#wholeCursor = this.#shortCursor = 0;
    const head: number[] = [];
    let payload: number[] | undefined;
    if (width * height <= 1024 && random(2) === 0) {
      const known = [...this.#glyphs].filter(([, count]) => width * height <= count);
      const hit = known.length > 0 && random(2) === 0;
      const index = hit ? known[random(known.length)][0] : random(4) === 0 ? 3999 : random(100);
      flags |= ClearFlag.glyphIndex | (hit ? ClearFlag.glyphHit : 0);
      head.push(...u16(index));
      if (hit) payload = [];
      else this.#glyphs.set(index, width * height);
    }
    payload ??= this.#layers(width, height);
    return bitmap(Codec.clearCodec, width, height, [flags, this.#sequence++ & 255, ...head, ...payload]);
  }

  #layers(width: number, height: number): number[] {
    const random = this.#random;
    return composite({
      residual: random(5) === 0 ? [] : this.#residual(width * height),
      bands: Array.from({ length: random(4) }, () => this.#band(width, height)).flat(),
      subcodecs: Array.from({ length: random(4) }, () => this.#subcodec(width, height)).flat(),
    });
  }

  #residual(pixels: number): number[] {
    const random = this.#random;
    const data: number[] = [];
    for (let left = pixels; left > 0; ) {
      const length = Math.min(random(random(10) === 0 ? 70_000 : 12), left);
      data.push(...run(random(1 << 24), length));
      left -= length;
    }
    return data;
  }

  #band(width: number, height: number): number[] {
    const random = this.#random;
    const [left, top] = [random(width), random(height)];
    const right = left + random(width - left);
    const bottom = top + random(Math.min(52, height - top));
    const rows = bottom - top + 1;
    const data = band(left, top, right, bottom, random(1 << 24));
    for (let x = left; x <= right; x++) data.push(...this.#vBar(rows));
    return data;
  }

  #vBar(rows: number): number[] {
    const random = this.#random;
    const place = random(this.#whole.size + 1);
    if (this.#whole.get(place) === rows && random(2) === 0) return vBarHit(place);
    this.#whole.set(this.#wholeCursor, rows);
    this.#wholeCursor = (this.#wholeCursor + 1) % 32768;
    if (this.#shorts > 0 && random(2) === 0)
      return shortHit(random(this.#shorts), random(random(5) === 0 ? 256 : rows));
    this.#shortCursor = (this.#shortCursor + 1) % 16384;
    this.#shorts = Math.max(this.#shorts, this.#shortCursor);
    const top = random(rows + 1);
    return miss(
      top,
      Array.from({ length: random(rows - top + 1) }, () => random(1 << 24)),
    );
  }

  #subcodec(width: number, height: number): number[] {
    const random = this.#random;
    const [left, top] = [random(width), random(height)];
    const area = [left, top, 1 + random(width - left), 1 + random(height - top)] as const;
    const id = random(3);
    const data =
      id === 2
        ? rlex(random, area[2], area[3])
        : id === 1
          ? [...nsCodec(random, area[2], area[3]).data]
          : Array.from({ length: area[2] * area[3] * 3 }, () => random(256));
    return subcodec(id, area, data);
  }
}
