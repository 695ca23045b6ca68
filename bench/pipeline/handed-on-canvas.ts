import { loadNative, type NativeSurface } from '../../native-bindings/index.js';
import { CELL, Codec } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { tileTablesSize, writeTileTables } from '../../src/wire/tile-tables.js';
import type { DrawHandedOn, HandedOnTile, TileDecoder } from '../../src/wire/tiles.js';

const BITS = 32;
const NO_PALETTE = new Uint8Array(256 * 4);

/** The one surface, and the desktop that shows it. */
const TARGET = 1;

/**
 * Draws handed-on tiles with the addon, as a browser does with WebAssembly. Tiles of another decoder begin anew, on a
 * surface of their own.
 */
export class HandedOnCanvas {
  /** Tiles drawn so far. */
  drawn = 0;
  readonly #native = loadNative();
  readonly #batch = new DecodeBatchWriter();
  readonly #cell = new Uint8Array(CELL * CELL * 4);
  #graphics = this.#native.createGraphics();
  #shown = surfaceOf(1, 1);
  #dirty = new Uint8Array(1);
  #picture: TileDecoder | undefined;

  readonly draw: DrawHandedOn = (tile, picture) => {
    if (picture !== this.#picture) this.#begin(picture);
    this.drawn++;
    const { left, top, width, height } = tile;
    // What is outside a tile's clip stays as it is.
    copyCell(picture, tile, new Uint32Array(this.#cell.buffer), CELL, 0, 'from');
    const place = { ...PLAIN, left, top, visibleWidth: width, visibleHeight: height, width: CELL, height: CELL };
    this.#batch.append({ ...place, codec: Codec.raw, data: this.#cell });
    this.#batch.append({ ...place, codec: Codec.tile, data: withTables(tile) });
    this.#run(`a tile of cell ${tile.cell}`);
    const words = new Uint32Array(this.#shown.pixels.buffer);
    copyCell(picture, tile, words, picture.width, top * picture.width + left, 'to');
  };

  close(): void {
    this.#native.destroyGraphics(this.#graphics);
  }

  #begin(picture: TileDecoder): void {
    const { width, height } = picture;
    this.#native.destroyGraphics(this.#graphics);
    this.#graphics = this.#native.createGraphics();
    this.#shown = surfaceOf(width, height);
    this.#dirty = new Uint8Array(Math.ceil(width / CELL) * Math.ceil(height / CELL));
    this.#picture = picture;
    this.#batch.append({ ...PLAIN, codec: Codec.createSurface, width, height, data: new Uint8Array(0) });
    this.#batch.append({ ...PLAIN, codec: Codec.mapSurface, width, height, data: new Uint8Array(0) });
    this.#run('a surface');
  }

  #run(what: string): void {
    const batch = this.#batch.take();
    const failed = this.#native.decodeBatch(batch, this.#shown, this.#dirty, NO_PALETTE, this.#graphics);
    if (failed !== -1) throw new Error(`${what} cannot be drawn (${failed})`);
  }
}

const PLAIN = {
  ...{ bitsPerPixel: BITS, flags: 0, left: 0, top: 0, visibleWidth: 0, visibleHeight: 0, width: 0, height: 0 },
  target: TARGET,
};

const surfaceOf = (width: number, height: number): NativeSurface => ({
  ...{ pixels: new Uint8Array(width * height * 4), width, height, stride: width * 4 },
});

/** The data of a tile record: tables, then the payload. */
function withTables({ tables, payload }: HandedOnTile): Uint8Array {
  const data = new Uint8Array(tileTablesSize(tables) + payload.length);
  data.set(payload, writeTileTables(data, 0, tables));
  return data;
}

/** Between a picture of RGBA and rows of BGRX that begin at `start`. */
function copyCell(
  picture: TileDecoder,
  tile: HandedOnTile,
  bgrx: Uint32Array,
  stride: number,
  start: number,
  direction: 'from' | 'to',
): void {
  const rgba = new Uint32Array(picture.rgba.buffer);
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) {
      const at = (tile.top + y) * picture.width + tile.left + x;
      const other = start + y * stride + x;
      if (direction === 'from') bgrx[other] = swapped(rgba[at]);
      else rgba[at] = swapped(bgrx[other]);
    }
  }
}

/** Red and blue change places; opaque. */
const swapped = (pixel: number): number =>
  0xff00_0000 | (pixel & 0xff00) | ((pixel >>> 16) & 0xff) | ((pixel & 0xff) << 16);
