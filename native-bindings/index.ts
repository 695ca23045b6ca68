/**
 * Loads the native addon and gives it its types. Kernels take views, return a status and never keep a view after the
 * call; shared memory may be passed wherever a Uint8Array is asked for.
 */
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Pixels as BGRX, `stride` bytes per row, on an ArrayBuffer or SharedArrayBuffer. */
export interface NativeSurface {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** A rectangle of a viewer's picture, and where it goes. Both lie inside the picture and may overlap. */
export interface NativeCopy {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  /** Pixels that become right by it, and were not. */
  readonly pixels: number;
}

export interface NativeBindings {
  /**
   * Decodes a batch of records (layout in `src/codec/commands.ts`) into `surface`, in order. Sets `dirty[cell] = 1` for
   * every 64×64 cell touched (row-major, ceil(width/64) columns). `palette` is 1024 bytes, read and updated.
   * `graphics` is a number from `createGraphics`; without it records that need graphics state cannot be decoded.
   * Returns -1, or the index of the record that could not be decoded; what preceded it is drawn.
   */
  decodeBatch(
    batch: Uint8Array,
    surface: NativeSurface,
    dirty: Uint8Array,
    palette: Uint8Array,
    graphics?: number,
  ): number;
  /**
   * Makes the state that a host's graphics pipeline needs from batch to batch: surfaces, caches, codec contexts. Any
   * thread may decode with it, one at a time; a second one gets a TypeError. It lives until `destroyGraphics`. With
   * `smallCache` the bitmap cache has 4,096 slots and 16 MB, otherwise 25,600 and 100 MB ([MS-RDPEGFX] 3.3.1.4).
   */
  createGraphics(smallCache?: boolean): number;
  /** Frees graphics state, at the latest when the batch that works with it has ended. Does nothing when it is gone. */
  destroyGraphics(graphics: number): void;
  /**
   * Encodes `cells` of `surface` against `shadow` (what the viewer has), updates `shadow`, and appends tile records
   * (docs/wire-tiles.md) to `out`. `cache` is the viewer's hash table, read only here. Cells that equal their
   * shadow are left out. `stores` receives two entries for each tile that the browser should keep: offset of its slot
   * field in `out`, and index into `hashes`; or 0xFFFFFFFF for a slot that was found, so that its table knows what is in use.
   * Returns the lengths used, or `length: -1` when `out` is too small (`maxEncodedSize(cells.length)` is always enough).
   */
  encodeTiles(
    surface: NativeSurface,
    shadow: NativeSurface,
    cells: Uint16Array,
    cache: BigUint64Array,
    out: Uint8Array,
    stores: Uint32Array,
    hashes: BigUint64Array,
  ): { length: number; tiles: number; stores: number };
  maxEncodedSize(cells: number): number;
  /**
   * Looks within a rectangle for a displacement that explains much of how `surface` differs from `shadow`, what the viewer
   * has: something scrolled, or a window moved. Undefined when no copy is worth its bytes. Void pixels never match.
   */
  findCopy(
    surface: NativeSurface,
    shadow: NativeSurface,
    left: number,
    top: number,
    width: number,
    height: number,
  ): NativeCopy | undefined;
  /**
   * Packs what stands in `window` from `from` on into `out` (docs/wire.md, packed payloads); before it is what the reader
   * remembers. `start` counts the bytes that were in the window and are gone, modulo 2^32. `table` has 131072 entries, all
   * 0 at first, with places by what stands there; it is read and updated. Returns the bytes written, or -1 when `out` is too
   * small: a 256th more than there is to pack, and 16, is always enough.
   */
  pack(window: Uint8Array, from: number, start: number, table: Uint32Array, out: Uint8Array): number;
  /** Kernels chosen at run time, such as `avx2`; for diagnostics. SLUICE_SIMD=scalar or ssse3 in the environment lowers it. */
  readonly simd: string;
}

let loaded: NativeBindings | undefined;

/** The addon, loaded once per thread. Throws with every attempt listed when it cannot be loaded. */
export function loadNative(): NativeBindings {
  loaded ??= loadFrom(packageRoot());
  return loaded;
}

/** Built here, or prebuilt for this platform and C library (`prebuilds/<platform>-<arch>`). */
function loadFrom(root: string): NativeBindings {
  const require = createRequire(import.meta.url);
  const attempts: string[] = [];
  const tries: readonly (readonly [string, () => string])[] = [
    ['build/Release', () => join(root, 'build', 'Release', 'sluice.node')],
    ['node-gyp-build', () => (require('node-gyp-build') as { path(directory: string): string }).path(root)],
  ];
  for (const [name, find] of tries) {
    try {
      return require(find()) as NativeBindings;
    } catch (error) {
      attempts.push(`${name}: ${firstLine(error)}`);
    }
  }
  const machine = `${process.platform}-${process.arch}, Node ${process.version}`;
  throw new Error(`native addon cannot be loaded on ${machine}; tried ${attempts.join('; ')}`);
}

/** From `dist/native-bindings` and from `native-bindings` alike. */
function packageRoot(): string {
  const folder = dirname(dirname(fileURLToPath(import.meta.url)));
  return basename(folder) === 'dist' ? dirname(folder) : folder;
}

function firstLine(error: unknown): string {
  return String((error as Error).message ?? error).split('\n', 1)[0];
}
