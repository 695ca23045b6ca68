import { loadNative } from '../../native-bindings/index.js';
import { CELL } from '../../src/codec/commands.js';
import { TileCache } from '../../src/codec/tile-cache.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { median } from './median.js';
import type { Payload } from './payloads.js';

const native = loadNative();
const SLOTS = 1024;

export interface MeasuredTiles {
  readonly cells: number;
  /** Bytes of all tile records of a first frame. */
  readonly bytes: number;
  readonly encodeNanoseconds: number;
  /** In TypeScript, as the browser decodes. */
  readonly decodeNanoseconds: number;
  /** To find out that the picture scrolled. */
  readonly copyNanoseconds: number;
}

const SCROLLED = 24;

/** Encodes a picture for a viewer that has nothing yet, and decodes it. */
export function measureTiles({ width, height }: Payload, pixels: Uint8Array, repeats: number): MeasuredTiles {
  const cells = Uint16Array.from({ length: Math.ceil(width / CELL) * Math.ceil(height / CELL) }, (_, i) => i);
  const out = new Uint8Array(native.maxEncodedSize(cells.length));
  const stores = new Uint32Array(2 * cells.length);
  const hashes = new BigUint64Array(cells.length);
  const shadow = new Uint8Array(pixels.length);
  const surface = { pixels, width, height, stride: width * 4 };
  const { table } = new TileCache(SLOTS);
  let done = { length: 0, tiles: 0, stores: 0 };
  const encodeNanoseconds = median(repeats, () => {
    shadow.fill(0);
    done = native.encodeTiles(surface, { ...surface, pixels: shadow }, cells, table, out, stores, hashes);
  });
  const frame = out.slice(0, done.length);
  new TileCache(SLOTS).assign(frame, stores.subarray(0, done.stores), hashes);
  const decoder = new TileDecoder(width, height, SLOTS);
  const decodeNanoseconds = median(repeats, () => decoder.decode(frame, done.tiles));
  const scrolled = { ...surface, pixels: scroll(pixels, width * 4 * SCROLLED) };
  const copyNanoseconds = median(repeats, () => native.findCopy(scrolled, surface, 0, 0, width, height));
  return { cells: cells.length, bytes: done.length, encodeNanoseconds, decodeNanoseconds, copyNanoseconds };
}

/** What scrolls out above comes in again below. */
function scroll(pixels: Uint8Array, bytes: number): Uint8Array {
  const scrolled = new Uint8Array(pixels.length);
  scrolled.set(pixels.subarray(bytes));
  scrolled.set(pixels.subarray(0, bytes), pixels.length - bytes);
  return scrolled;
}
