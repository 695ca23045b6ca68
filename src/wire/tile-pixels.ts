import { wireInvalid } from './header.js';
import { readColor, reducePixel, type TileDepth } from './tile-depth.js';
import { median } from './tile-predicted.js';

/** Operations by their first byte; each reaches up to the next. */
const OP = { diff: 0x40, luma: 0x80, left: 0xc0, above: 0xe0, same: 0xf0, literal: 0xfe, literals: 0xff } as const;

/** What a part of the picture shows before it is drawn over. */
export interface Underneath {
  readonly pixels: Uint32Array;
  /** Index of the part's first pixel. */
  readonly origin: number;
  readonly stride: number;
}

/**
 * Decodes the pixel stream of a tile (`docs/wire-tiles.md`): runs, recent colours, and differences to a prediction.
 * One object decodes many tiles and allocates nothing.
 */
export class PixelStream {
  readonly #colors: Uint32Array;
  readonly #recent = new Uint32Array(64);
  #source: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /** Colours are written to `colors`, row by row without gaps. */
  constructor(colors: Uint32Array) {
    this.#colors = colors;
  }

  /** Reads `width` × `height` colours from `source[from, to)`. Throws WIRE_INVALID. */
  decode(
    source: Uint8Array,
    from: number,
    to: number,
    depth: TileDepth,
    width: number,
    height: number,
    underneath: Underneath,
  ): void {
    const count = width * height;
    this.#source = source;
    this.#at = from;
    this.#end = to;
    this.#recent.fill(0);
    let i = 0;
    while (i < count) {
      const op = this.#byte();
      if (op < OP.left) this.#pixel(op, i++, depth, width);
      else if (op < OP.above) i = this.#left(i, this.#run(op - OP.left, 31, count - i));
      else if (op < OP.same) i = this.#above(i, this.#run(op - OP.above, 15, count - i), width);
      else if (op < OP.literal) i = this.#same(i, this.#run(op - OP.same, 13, count - i), width, depth, underneath);
      else i = this.#literals(i, op === OP.literal ? 1 : this.#literalCount(), count, depth);
    }
    if (this.#at !== to) throw wireInvalid('Tile', 'pixels', to - this.#at);
  }

  #byte(): number {
    if (this.#at === this.#end) throw wireInvalid('Tile', 'pixels');
    return this.#source[this.#at++];
  }

  /** Lengths below `max` stand in the operation; `max` says that a byte with the rest follows. */
  #run(field: number, max: number, room: number): number {
    if (max <= field) throw wireInvalid('Tile', 'operation', field);
    const length = field + 1 < max ? field + 1 : max + this.#byte();
    if (room < length) throw wireInvalid('Tile', 'run', length);
    return length;
  }

  #literalCount(): number {
    const short = this.#byte();
    return short < 255 ? short + 2 : this.#byte() | (this.#byte() << 8);
  }

  #left(i: number, length: number): number {
    if (i === 0) throw wireInvalid('Tile', 'left');
    this.#colors.fill(this.#colors[i - 1], i, i + length);
    return i + length;
  }

  #above(i: number, length: number, width: number): number {
    if (i < width) throw wireInvalid('Tile', 'above');
    const colors = this.#colors;
    const end = i + length;
    for (let at = i; at < end; at++) colors[at] = colors[at - width];
    return end;
  }

  #same(i: number, length: number, width: number, depth: TileDepth, under: Underneath): number {
    const colors = this.#colors;
    const end = i + length;
    let x = i % width;
    let from = under.origin + ((i - x) / width) * under.stride + x;
    for (let at = i; at < end; at++) {
      colors[at] = reducePixel(depth, under.pixels[from++]);
      if (++x === width) {
        x = 0;
        from += under.stride - width;
      }
    }
    return end;
  }

  #literals(i: number, length: number, count: number, depth: TileDepth): number {
    const { colorSize } = depth;
    if (count - i < length || this.#end - this.#at < length * colorSize) {
      throw wireInvalid('Tile', 'literals', length);
    }
    for (let at = i; at < i + length; at++) {
      const color = readColor(depth, this.#source, this.#at);
      this.#at += colorSize;
      this.#colors[at] = color;
      this.#recent[recentSlot(color)] = color;
    }
    return i + length;
  }

  #pixel(op: number, i: number, depth: TileDepth, width: number): void {
    if (op < OP.diff) {
      this.#colors[i] = this.#recent[op];
      return;
    }
    let red = ((op >> 4) & 3) - 2;
    let green = ((op >> 2) & 3) - 2;
    let blue = (op & 3) - 2;
    if (OP.luma <= op) {
      green = op - OP.luma - 32;
      const base = (green >> depth.greenShift) - 8;
      const rest = this.#byte();
      red = base + (rest >> 4);
      blue = base + (rest & 15);
    }
    const guess = this.#predict(i, width);
    const color =
      (((guess & 255) + red) & 255) |
      (((((guess >> 8) & 255) + green) & 255) << 8) |
      (((((guess >> 16) & 255) + blue) & 255) << 16);
    this.#colors[i] = color;
    this.#recent[recentSlot(color)] = color;
  }

  /** From the pixels to the left, above, and between them, each channel on its own. */
  #predict(i: number, width: number): number {
    const colors = this.#colors;
    if (i < width) return i === 0 ? 0 : colors[i - 1] | 0;
    const above = colors[i - width] | 0;
    if (i % width === 0) return above;
    const left = colors[i - 1] | 0;
    const corner = colors[i - width - 1] | 0;
    return (
      median(left & 255, above & 255, corner & 255) |
      (median((left >> 8) & 255, (above >> 8) & 255, (corner >> 8) & 255) << 8) |
      (median((left >> 16) & 255, (above >> 16) & 255, (corner >> 16) & 255) << 16)
    );
  }
}

const recentSlot = (color: number): number =>
  ((color & 255) * 3 + ((color >> 8) & 255) * 5 + ((color >> 16) & 255) * 7) & 63;
