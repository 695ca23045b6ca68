import { loadNative } from '../../native-bindings/index.js';
import { CELL, Codec } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { tileTablesSize, writeTileTables } from '../../src/wire/tile-tables.js';
import type { DrawHandedOn, HandedOnTile, TileDecoder } from '../../src/wire/tiles.js';

const BITS = 32;
const NO_PALETTE = new Uint8Array(256 * 4);

/**
 * Draws handed-on tiles with the addon, as a browser does with WebAssembly. Its state is a surface of one desktop: tiles of
 * another decoder begin anew.
 */
export class HandedOnCanvas {
  readonly #native = loadNative();
  readonly #batch = new DecodeBatchWriter();
  readonly #cell = { pixels: new Uint8Array(CELL * CELL * 4), width: CELL, height: CELL, stride: CELL * 4 };
  readonly #dirty = new Uint8Array(1);
  /** One surface for each cell, so that a cell is all that is copied. */
  #graphics = this.#native.createGraphics();
  #known = new Set<number>();
  #picture: TileDecoder | undefined;

  /** Tiles drawn so far. */
  drawn = 0;

  readonly draw: DrawHandedOn = (tile, picture) => {
    if (picture !== this.#picture) this.#begin(picture);
    this.drawn++;
    const target = tile.cell + 1;
    const whole = { left: 0, top: 0, visibleWidth: CELL, visibleHeight: CELL, width: CELL, height: CELL };
    const record = { bitsPerPixel: BITS, flags: 0, ...whole, target };
    if (!this.#known.has(tile.cell)) {
      const size = new Uint8Array(0);
      this.#batch.append({ ...record, codec: Codec.createSurface, data: size });
      this.#batch.append({ ...record, codec: Codec.mapSurface, visibleWidth: 0, visibleHeight: 0, data: size });
      this.#known.add(tile.cell);
    }
    copyCell(picture, tile, this.#cell.pixels, 'from');
    this.#batch.append({ ...record, codec: Codec.raw, data: this.#cell.pixels });
    this.#batch.append({ ...record, codec: Codec.tile, data: withTables(tile) });
    const failed = this.#native.decodeBatch(this.#batch.take(), this.#cell, this.#dirty, NO_PALETTE, this.#graphics);
    if (failed !== -1) throw new Error(`a tile of cell ${tile.cell} cannot be decoded (${failed})`);
    copyCell(picture, tile, this.#cell.pixels, 'to');
  };

  close(): void {
    this.#native.destroyGraphics(this.#graphics);
  }

  #begin(picture: TileDecoder): void {
    this.#native.destroyGraphics(this.#graphics);
    this.#graphics = this.#native.createGraphics();
    this.#known = new Set();
    this.#picture = picture;
  }
}

/** The data of a tile record: tables, then the payload. */
function withTables({ tables, payload }: HandedOnTile): Uint8Array {
  const data = new Uint8Array(tileTablesSize(tables) + payload.length);
  data.set(payload, writeTileTables(data, 0, tables));
  return data;
}

/** Between a picture of RGBA and a cell of BGRX. */
function copyCell(picture: TileDecoder, tile: HandedOnTile, cell: Uint8Array, direction: 'from' | 'to'): void {
  const rgba = new Uint32Array(picture.rgba.buffer);
  const bgrx = new Uint32Array(cell.buffer);
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < tile.width; x++) {
      const at = (tile.top + y) * picture.width + tile.left + x;
      if (direction === 'from') bgrx[y * CELL + x] = swapped(rgba[at]);
      else rgba[at] = swapped(bgrx[y * CELL + x]);
    }
  }
}

/** Red and blue change places; opaque. */
const swapped = (pixel: number): number =>
  0xff00_0000 | (pixel & 0xff00) | ((pixel >>> 16) & 0xff) | ((pixel & 0xff) << 16);
