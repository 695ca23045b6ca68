/**
 * Tile records, drawn on a picture: the browser's end of the tile encoder. The format is described in
 * `docs/wire-tiles.md`; the encoder is native code (`native-bindings/kernels/tiles`).
 */
import { LIMITS } from '../bytes/limits.js';
import type { Copy } from './copies.js';
import { wireInvalid } from './header.js';
import { decodeLz4 } from './lz4.js';
import { WIRE_LIMITS } from './messages.js';
import { expandColor, OPAQUE, readColor, TILE_DEPTHS, type TileDepth } from './tile-depth.js';
import { PixelStream } from './tile-pixels.js';
import { PredictedStream, READ_AHEAD } from './tile-predicted.js';
import { NO_TABLES, type TileTables } from './tile-tables.js';

const CELL = 64;
const CELL_PIXELS = CELL * CELL;
/** A payload is never longer than literals for all pixels, unpacked. */
const MAX_STREAM = CELL_PIXELS * 4;

/** Low four bits of a tag. The families come in three depths each. */
const Encoding = {
  solid: 0,
  cached: 1,
  palette: 2,
  pixels: 5,
  predicted: 8,
  handedOn: 11,
  handedOnBeside: 12,
  end: 13,
} as const;
/** Tag of a handed-on tile. */
export const HANDED_ON_TAG = Encoding.handedOn;
/** The same of one that is no cell. */
export const HANDED_ON_BESIDE_TAG = Encoding.handedOnBeside;
/** Kind of handed-on tiles that build on what their cell had. */
const FIRST_PROGRESSIVE = 2;
const Tag = { store: 0x10, partial: 0x20, lz4: 0x40, reserved: 0x80 } as const;

/** A tile that a host encoded, as `docs/wire-tiles.md` describes it. */
export interface HandedOnTile {
  readonly cell: number;
  /** Where it is drawn: on the cell, or beside it. At the right and bottom edge that is less than the payload decodes to. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** A view of the message. */
  readonly payload: Uint8Array;
  readonly tables: TileTables;
}

/** Draws a handed-on tile on `picture`. Throws WIRE_INVALID. */
export type DrawHandedOn = (tile: HandedOnTile, picture: TileDecoder) => void;

/** A viewer that did not ask for such tiles. */
const refuseHandedOn: DrawHandedOn = () => {
  throw wireInvalid('Tile', 'tag', Encoding.handedOn);
};

/** Called for every rectangle drawn. */
export type OnTile = (left: number, top: number, width: number, height: number) => void;

/**
 * The picture of one desktop, and the tiles kept for it. Decoding allocates nothing but the cache's slots, each when it is
 * first used.
 */
export class TileDecoder {
  readonly width: number;
  readonly height: number;
  #pixels: Uint32Array<ArrayBuffer>;
  readonly #columns: number;
  readonly #cells: number;
  readonly #slots: (Uint32Array | undefined)[];
  readonly #drawHandedOn: DrawHandedOn;
  #tables = NO_TABLES;
  /** Colours of the tile being drawn. */
  readonly #colors = new Uint32Array(CELL_PIXELS);
  readonly #stream = new PixelStream(this.#colors);
  readonly #predicted = new PredictedStream(this.#colors);
  readonly #palette = new Uint32Array(256);
  readonly #unpacked = new Uint8Array(MAX_STREAM + READ_AHEAD);
  readonly #unpackedView = new DataView(this.#unpacked.buffer);
  /** Cells and slots of the frame's tiles that are to be kept. */
  readonly #kept: Uint16Array;
  #keptCount = 0;
  /** What is kept of cells that a later record of the frame draws on, by its place in `kept`. */
  readonly #early = new Map<number, Uint32Array>();

  /**
   * Throws WIRE_INVALID for a size or a number of slots above the limits of the wire. `place` is asked for the memory of
   * the picture once the size has been checked.
   */
  constructor(
    width: number,
    height: number,
    cacheSlots = 0,
    drawHandedOn: DrawHandedOn = refuseHandedOn,
    place = (pixels: number): Uint32Array<ArrayBuffer> => new Uint32Array(pixels),
  ) {
    if (!isSide(width) || !isSide(height) || LIMITS.desktopPixels < width * height) {
      throw wireInvalid('Desktop', 'size', `${width}x${height}`);
    }
    if (WIRE_LIMITS.cacheSlots < cacheSlots) throw wireInvalid('Hello', 'cacheSlots', cacheSlots);
    this.width = width;
    this.height = height;
    this.#pixels = place(width * height).fill(OPAQUE);
    this.#columns = Math.ceil(width / CELL);
    this.#cells = this.#columns * Math.ceil(height / CELL);
    this.#slots = new Array(cacheSlots).fill(undefined);
    this.#kept = new Uint16Array(2 * this.#cells);
    this.#drawHandedOn = drawHandedOn;
  }

  /** The picture as RGBA, for an ImageData. */
  get rgba(): Uint8ClampedArray<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#pixels;
    return new Uint8ClampedArray(buffer, byteOffset, byteLength);
  }

  /** The picture is in `pixels` from now on, and is there already: memory that grows becomes another array. */
  moveTo(pixels: Uint32Array<ArrayBuffer>): void {
    this.#pixels = pixels;
  }

  /** Moves rectangles of the picture, in order; one that overlaps its source takes what was there before. */
  copy(copies: readonly Copy[], onTile?: OnTile): void {
    for (const { left, top, width, height, toLeft, toTop } of copies) {
      const right = Math.max(left, toLeft) + width;
      const bottom = Math.max(top, toTop) + height;
      if (this.width < right || this.height < bottom) throw wireInvalid('Copy', 'rectangle', `${right}x${bottom}`);
      const downwards = top < toTop;
      for (let i = 0; i < height; i++) {
        const y = downwards ? height - 1 - i : i;
        const from = (top + y) * this.width + left;
        this.#pixels.copyWithin((toTop + y) * this.width + toLeft, from, from + width);
      }
      onTile?.(toLeft, toTop, width, height);
    }
  }

  /**
   * Draws `tileCount` records, which must fill `tiles` exactly. Throws WIRE_INVALID; the picture may then be half drawn,
   * and the connection that brought such a frame has to end.
   */
  decode(tiles: Uint8Array, tileCount: number, onTile?: OnTile, tables: TileTables = NO_TABLES): void {
    this.#keptCount = 0;
    this.#early.clear();
    this.#tables = tables;
    let at = 0;
    for (let i = 0; i < tileCount; i++) at = this.#record(tiles, at, onTile);
    if (at !== tiles.length) throw wireInvalid('Frame', 'tiles', tiles.length - at);
    for (let i = 0; i < this.#keptCount; i += 2) this.#keep(this.#kept[i], this.#kept[i + 1], this.#early.get(i));
  }

  /** Reads one record at `start` and returns where the next one begins. */
  #record(bytes: Uint8Array, start: number, onTile: OnTile | undefined): number {
    let at = start;
    if (bytes.length - at < 3 /* cell, tag */) throw wireInvalid('Tile', 'length');
    const cell = u16(bytes, at);
    const tag = bytes[at + 2];
    at += 3;
    if (this.#cells <= cell) throw wireInvalid('Tile', 'cell', cell);
    const encoding = tag & 15;
    if (Encoding.end <= encoding || (tag & Tag.reserved) !== 0) throw wireInvalid('Tile', 'tag', tag);
    if (encoding === Encoding.handedOnBeside) return this.#beside(bytes, at, cell, tag, onTile);
    if (encoding === Encoding.handedOn) this.#keepEarly(cell);
    if (tag & Tag.store) {
      if (bytes.length - at < 2) throw wireInvalid('Tile', 'slot');
      this.#willKeep(cell, u16(bytes, at));
      at += 2;
    }

    let left = (cell % this.#columns) * CELL;
    let top = Math.floor(cell / this.#columns) * CELL;
    let width = Math.min(CELL, this.width - left);
    let height = Math.min(CELL, this.height - top);
    if (tag & Tag.partial) {
      if (bytes.length - at < 3) throw wireInvalid('Tile', 'rectangle');
      const packed = u16(bytes, at) | (bytes[at + 2] << 16);
      at += 3;
      const [x, y] = [packed & 63, (packed >> 6) & 63];
      const [partWidth, partHeight] = [((packed >> 12) & 63) + 1, ((packed >> 18) & 63) + 1];
      if (width < x + partWidth || height < y + partHeight) throw wireInvalid('Tile', 'rectangle', packed);
      left += x;
      top += y;
      width = partWidth;
      height = partHeight;
    }
    if (encoding === Encoding.handedOn) {
      if ((tag & ~Tag.store) !== Encoding.handedOn) throw wireInvalid('Tile', 'tag', tag);
      at = this.#handOn(bytes, at, cell, left, top, width, height);
    } else at = this.#draw(bytes, at, encoding, (tag & Tag.lz4) !== 0, left, top, width, height);
    onTile?.(left, top, width, height);
    return at;
  }

  /** A tile whose corner is within a cell, and that draws on those around it. */
  #beside(bytes: Uint8Array, start: number, cell: number, tag: number, onTile: OnTile | undefined): number {
    if (tag !== Encoding.handedOnBeside) throw wireInvalid('Tile', 'tag', tag);
    if (bytes.length - start < 2 /* x, y */) throw wireInvalid('Tile', 'rectangle');
    const [x, y] = [bytes[start], bytes[start + 1]];
    const [column, row] = [cell % this.#columns, Math.floor(cell / this.#columns)];
    const [left, top] = [column * CELL + x, row * CELL + y];
    if (FIRST_PROGRESSIVE <= bytes[start + 4]) throw wireInvalid('Tile', 'kind', bytes[start + 4]);
    if (CELL <= x || CELL <= y || this.width <= left || this.height <= top) throw wireInvalid('Tile', 'rectangle', x);
    const [width, height] = [Math.min(CELL, this.width - left), Math.min(CELL, this.height - top)];
    for (let r = row; r * CELL < top + height; r++) {
      for (let c = column; c * CELL < left + width; c++) this.#keepEarly(r * this.#columns + c);
    }
    const at = this.#handOn(bytes, start + 2, cell, left, top, width, height);
    onTile?.(left, top, width, height);
    return at;
  }

  #handOn(
    bytes: Uint8Array,
    at: number,
    cell: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): number {
    if (bytes.length - at < 2) throw wireInvalid('Tile', 'length');
    const end = at + 2 + u16(bytes, at);
    if (bytes.length < end) throw wireInvalid('Tile', 'length', end - at - 2);
    const payload = bytes.subarray(at + 2, end);
    this.#drawHandedOn({ cell, left, top, width, height, payload, tables: this.#tables }, this);
    return end;
  }

  #draw(
    bytes: Uint8Array,
    at: number,
    encoding: number,
    packed: boolean,
    left: number,
    top: number,
    width: number,
    height: number,
  ): number {
    const origin = top * this.width + left;
    if (encoding === Encoding.solid) {
      if (bytes.length - at < 3) throw wireInvalid('Tile', 'color');
      this.#fill(readColor(TILE_DEPTHS[0], bytes, at) | OPAQUE, origin, width, height);
      return at + 3;
    }
    if (bytes.length - at < 2) throw wireInvalid('Tile', 'length');
    const value = u16(bytes, at);
    const body = at + 2;
    if (encoding === Encoding.cached) {
      this.#fromCache(value, origin, width, height);
      return body;
    }
    if (bytes.length - body < value) throw wireInvalid('Tile', 'length', value);
    const end = body + value;
    if (encoding < Encoding.pixels) {
      this.#drawPalette(bytes, body, end, TILE_DEPTHS[encoding - Encoding.palette], packed, origin, width, height);
    } else if (encoding < Encoding.predicted) {
      this.#drawPixels(bytes, body, end, TILE_DEPTHS[encoding - Encoding.pixels], packed, origin, width, height);
    } else {
      const depth = TILE_DEPTHS[encoding - Encoding.predicted];
      if (MAX_STREAM < value) throw wireInvalid('Tile', 'length', value);
      this.#unpacked.set(bytes.subarray(body, end));
      this.#unpacked.fill(0, value, value + READ_AHEAD);
      this.#predicted.decode(this.#unpackedView, value, depth, width, height);
      this.#drawColors(depth, origin, width, height);
    }
    return end;
  }

  #fill(pixel: number, origin: number, width: number, height: number): void {
    for (let y = 0, row = origin; y < height; y++, row += this.width) this.#pixels.fill(pixel, row, row + width);
  }

  #drawPalette(
    bytes: Uint8Array,
    from: number,
    to: number,
    depth: TileDepth,
    packed: boolean,
    origin: number,
    width: number,
    height: number,
  ): void {
    if (from === to) throw wireInvalid('Tile', 'palette');
    const size = bytes[from] + 1;
    let at = from + 1;
    if (to - at < size * depth.colorSize) throw wireInvalid('Tile', 'palette', size);
    for (let i = 0; i < size; i++, at += depth.colorSize) {
      this.#palette[i] = expandColor(depth, readColor(depth, bytes, at));
    }
    const bits = size <= 2 ? 1 : size <= 4 ? 2 : size <= 16 ? 4 : 8;
    const rowBytes = (width * bits + 7) >> 3;
    const indices = rowBytes * height;
    const used = packed ? decodeLz4(bytes, at, to, this.#unpacked, indices) : to - at;
    if (used !== indices) throw wireInvalid('Tile', 'indices', used);
    this.#drawIndices(packed ? this.#unpacked : bytes, packed ? 0 : at, bits, size, origin, width, height);
  }

  #drawIndices(
    source: Uint8Array,
    from: number,
    bits: number,
    size: number,
    origin: number,
    width: number,
    height: number,
  ): void {
    const palette = this.#palette;
    const pixels = this.#pixels;
    const perByte = 8 / bits;
    const mask = (1 << bits) - 1;
    let at = from;
    let highest = 0;
    for (let y = 0, row = origin; y < height; y++, row += this.width) {
      for (let x = 0; x < width; ) {
        let byte = source[at++];
        for (const end = Math.min(x + perByte, width); x < end; x++) {
          const index = byte & mask;
          if (highest < index) highest = index;
          pixels[row + x] = palette[index];
          byte >>= bits;
        }
      }
    }
    if (size <= highest) throw wireInvalid('Tile', 'index', highest);
  }

  #drawPixels(
    bytes: Uint8Array,
    from: number,
    to: number,
    depth: TileDepth,
    packed: boolean,
    origin: number,
    width: number,
    height: number,
  ): void {
    const stream = this.#stream;
    const underneath = { pixels: this.#pixels, origin, stride: this.width };
    if (packed) {
      const length = decodeLz4(bytes, from, to, this.#unpacked, MAX_STREAM);
      stream.decode(this.#unpacked, 0, length, depth, width, height, underneath);
    } else {
      stream.decode(bytes, from, to, depth, width, height, underneath);
    }
    this.#drawColors(depth, origin, width, height);
  }

  #drawColors(depth: TileDepth, origin: number, width: number, height: number): void {
    const colors = this.#colors;
    const pixels = this.#pixels;
    const exact = depth.colorSize === 3;
    let i = 0;
    for (let y = 0, row = origin; y < height; y++, row += this.width) {
      for (let x = 0; x < width; x++, i++) pixels[row + x] = exact ? OPAQUE | colors[i] : expandColor(depth, colors[i]);
    }
  }

  #fromCache(slot: number, origin: number, width: number, height: number): void {
    const kept = this.#slots[slot];
    if (kept === undefined || kept.length !== width * height) throw wireInvalid('Tile', 'slot', slot);
    for (let y = 0, row = origin, from = 0; y < height; y++, row += this.width, from += width) {
      this.#pixels.set(kept.subarray(from, from + width), row);
    }
  }

  #willKeep(cell: number, slot: number): void {
    if (this.#slots.length <= slot) throw wireInvalid('Tile', 'slot', slot);
    if (this.#keptCount === this.#kept.length) throw wireInvalid('Tile', 'stores', this.#keptCount);
    this.#kept[this.#keptCount++] = cell;
    this.#kept[this.#keptCount++] = slot;
  }

  /** A host's tile is about to be drawn on what a slot takes. */
  #keepEarly(cell: number): void {
    for (let i = 0; i < this.#keptCount; i += 2) {
      if (this.#kept[i] === cell && !this.#early.has(i)) this.#early.set(i, this.#copyOf(cell, undefined));
    }
  }

  /** A slot takes the whole cell, also when only part of it was in the frame. */
  #keep(cell: number, slot: number, early: Uint32Array | undefined): void {
    this.#slots[slot] = early ?? this.#copyOf(cell, this.#slots[slot]);
  }

  /** The pixels of a cell, in `memory` if that has its size. */
  #copyOf(cell: number, memory: Uint32Array | undefined): Uint32Array {
    const left = (cell % this.#columns) * CELL;
    const top = Math.floor(cell / this.#columns) * CELL;
    const width = Math.min(CELL, this.width - left);
    const height = Math.min(CELL, this.height - top);
    const kept = memory?.length === width * height ? memory : new Uint32Array(width * height);
    for (let y = 0, row = top * this.width + left; y < height; y++, row += this.width) {
      kept.set(this.#pixels.subarray(row, row + width), y * width);
    }
    return kept;
  }
}

const isSide = (value: number): boolean => Number.isInteger(value) && 0 < value && value <= LIMITS.desktopSide;
const u16 = (bytes: Uint8Array, at: number): number => bytes[at] | (bytes[at + 1] << 8);
