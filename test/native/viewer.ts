import { CELL } from '../../src/codec/commands.js';
import { TileCache } from '../../src/codec/tile-cache.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { type Canvas, createCanvas, native } from './canvas.js';

/** Both ends of the tile wire: an encoder with its shadow and table, a decoder with its picture and slots. */
export class Viewer {
  readonly canvas: Canvas;
  readonly shadow: Canvas;
  readonly cache: TileCache;
  readonly decoder: TileDecoder;
  readonly #cells: Uint16Array;
  readonly #out: Uint8Array;
  readonly #stores: Uint32Array;
  readonly #hashes: BigUint64Array;

  constructor(width: number, height: number, slots = 0) {
    this.canvas = createCanvas(width, height);
    this.shadow = createCanvas(width, height);
    this.cache = new TileCache(slots);
    this.decoder = new TileDecoder(width, height, slots);
    const count = Math.ceil(width / CELL) * Math.ceil(height / CELL);
    this.#cells = Uint16Array.from({ length: count }, (_, i) => i);
    this.#out = new Uint8Array(native.maxEncodedSize(count));
    this.#stores = new Uint32Array(2 * count);
    this.#hashes = new BigUint64Array(count);
  }

  /** Pixels of the picture as 0xAARRGGBB. */
  get pixels(): Uint32Array {
    return new Uint32Array(this.canvas.surface.pixels.buffer);
  }

  /** Encodes what changed; the records may be looked at before they are drawn. */
  encode(): { readonly bytes: Uint8Array; readonly tiles: number } {
    const { table } = this.cache;
    const done = native.encodeTiles(
      this.canvas.surface,
      this.shadow.surface,
      this.#cells,
      table,
      this.#out,
      this.#stores,
      this.#hashes,
    );
    const bytes = this.#out.slice(0, done.length);
    this.cache.assign(bytes, this.#stores.subarray(0, done.stores), this.#hashes);
    return { bytes, tiles: done.tiles };
  }

  /** Sends what changed to the decoder and returns the bytes that it took. */
  frame(): number {
    const { bytes, tiles } = this.encode();
    this.decoder.decode(bytes, tiles);
    return bytes.length;
  }

  /** First pixel in which the viewer's picture differs, in words; undefined when there is none. */
  difference(): string | undefined {
    const drawn = new Uint32Array(this.decoder.rgba.buffer);
    const { pixels } = this;
    const { width } = this.canvas.surface;
    for (let i = 0; i < pixels.length; i++) {
      const bgrx = pixels[i] | 0xff00_0000;
      const rgba = (bgrx & 0xff00_ff00) | ((bgrx >> 16) & 255) | ((bgrx & 255) << 16);
      if (drawn[i] !== rgba >>> 0) return `pixel ${i % width}, ${Math.floor(i / width)}`;
    }
    return undefined;
  }
}
