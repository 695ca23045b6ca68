import { ByteWriter } from '../../../../bytes/writer.js';
import type { Area, Pixels } from '../pixels.js';
import { TILE, tilePlanes } from '../rfx/tile.js';
import { ProgressiveComponent } from './component.js';
import { bitPositions, FULL_QUALITY, packQuantization, QUALITIES, QUANTIZATION } from './quantization.js';

/** Block types, [MS-RDPEGFX] 2.2.4.2.1. */
const BlockType = {
  WBT_SYNC: 0xccc0,
  WBT_FRAME_BEGIN: 0xccc1,
  WBT_FRAME_END: 0xccc2,
  WBT_CONTEXT: 0xccc3,
  WBT_REGION: 0xccc4,
  WBT_TILE_SIMPLE: 0xccc5,
  WBT_TILE_FIRST: 0xccc6,
  WBT_TILE_UPGRADE: 0xccc7,
} as const;

const MAGIC = 0xcaccacca;
const VERSION = 0x0100;
/** Of a context: tiles may hold differences. */
const RFX_SUBBAND_DIFFING = 1;
/** Of a region. */
const RFX_DWT_REDUCE_EXTRAPOLATE = 1;
/** Of a tile. */
const RFX_TILE_DIFFERENCE = 1;

/** Passes of one tile: the qualities of the table, then everything. */
export const PASSES: readonly number[] = [...QUALITIES.keys(), FULL_QUALITY];

interface TileState {
  readonly components: readonly ProgressiveComponent[];
  /** The quality that was sent last, as an index of PASSES. */
  pass: number;
}

export interface ProgressiveOptions {
  /** Whole quality at once, as TILE_SIMPLE, instead of a first pass. */
  readonly simple?: boolean;
  /** Send what changed since the last frame, where a tile has been sent before. */
  readonly difference?: boolean;
}

/**
 * Writes RFX_PROGRESSIVE_BITMAP_STREAM ([MS-RDPEGFX] 2.2.4.2) for one surface and one codec context. Tiles are counted from
 * the surface's corner. The upgrade method needs the reduce-extrapolate transform; `extrapolate: false` is for the rest.
 */
export class ProgressiveEncoder {
  readonly #extrapolate: boolean;
  readonly #tiles = new Map<string, TileState>();
  #frame = 0;

  constructor({ extrapolate = true }: { readonly extrapolate?: boolean } = {}) {
    this.#extrapolate = extrapolate;
  }

  /** Does an area touch tiles that could still be upgraded? */
  unfinished(area: Area): boolean {
    return covered([area]).some(({ key }) => {
      const tile = this.#tiles.get(key);
      return tile !== undefined && tile.pass < PASSES.length - 1;
    });
  }

  /** The first pass of every tile that the areas touch. `surface` is the whole surface. */
  first(
    surface: Pixels,
    areas: readonly Area[],
    { simple = false, difference = false }: ProgressiveOptions = {},
  ): Uint8Array {
    const pass = simple ? PASSES.length - 1 : 0;
    return this.#stream(areas, (column, row, key) => {
      const known = this.#tiles.get(key);
      const tile = known ?? { components: [0, 1, 2].map(() => new ProgressiveComponent(this.#extrapolate)), pass };
      tile.pass = pass;
      this.#tiles.set(key, tile);
      const relative = difference && known !== undefined;
      const positions = bitPositions(PASSES[pass]);
      const data = tilePlanes(surface, column * TILE, row * TILE).map((plane, i) =>
        tile.components[i].first(plane, positions[i], relative),
      );
      const flags = relative ? RFX_TILE_DIFFERENCE : 0;
      return (w) => writeFirst(w, { column, row, flags, data, quality: simple ? undefined : PASSES[pass] });
    });
  }

  /** The next pass of every tile of the areas that has one left; undefined when all are complete. */
  upgrade(areas: readonly Area[]): Uint8Array | undefined {
    if (!areas.some((area) => this.unfinished(area))) return undefined;
    return this.#stream(areas, (column, row, key) => {
      const tile = this.#tiles.get(key);
      if (!tile || tile.pass === PASSES.length - 1) return undefined;
      const quality = PASSES[++tile.pass];
      const positions = bitPositions(quality);
      const data = tile.components.map((component, i) => component.upgrade(positions[i]));
      return (w) =>
        block(w, BlockType.WBT_TILE_UPGRADE, (b) => {
          b.u8(0).u8(0).u8(0 /* quantIdxY, quantIdxCb, quantIdxCr */).u16(column).u16(row).u8(quality);
          for (const { srl, raw } of data) b.u16(srl.length).u16(raw.length);
          for (const { srl, raw } of data) b.bytes(srl).bytes(raw);
        });
    });
  }

  #stream(
    areas: readonly Area[],
    encode: (column: number, row: number, key: string) => ((w: ByteWriter) => void) | undefined,
  ): Uint8Array {
    const tiles = covered(areas).flatMap(({ column, row, key }) => encode(column, row, key) ?? []);
    const w = new ByteWriter(0x4000);
    // Whoever joins a recording in the middle finds sync and context with every frame, as Windows writes them.
    block(w, BlockType.WBT_SYNC, (b) => b.u32(MAGIC).u16(VERSION));
    block(w, BlockType.WBT_CONTEXT, (b) => b.u8(0 /* ctxId */).u16(TILE).u8(RFX_SUBBAND_DIFFING));
    block(w, BlockType.WBT_FRAME_BEGIN, (b) => b.u32(this.#frame++).u16(1 /* regionCount */));
    block(w, BlockType.WBT_REGION, (b) => this.#region(b, areas, tiles));
    block(w, BlockType.WBT_FRAME_END, () => {});
    return w.finish();
  }

  /** RFX_PROGRESSIVE_REGION, [MS-RDPEGFX] 2.2.4.2.1.5. */
  #region(w: ByteWriter, areas: readonly Area[], tiles: readonly ((w: ByteWriter) => void)[]): void {
    w.u8(TILE).u16(areas.length).u8(1 /* numQuant */).u8(QUALITIES.length);
    w.u8(this.#extrapolate ? RFX_DWT_REDUCE_EXTRAPOLATE : 0).u16(tiles.length);
    const size = w.reserve(4);
    for (const { left, top, right, bottom } of areas)
      w.u16(left)
        .u16(top)
        .u16(right - left)
        .u16(bottom - top);
    w.bytes(packQuantization(QUANTIZATION));
    for (const { quality, luma, chroma } of QUALITIES) {
      w.u8(quality).bytes(packQuantization(luma));
      w.bytes(packQuantization(chroma)).bytes(packQuantization(chroma));
    }
    const start = w.length;
    for (const write of tiles) write(w);
    w.patch32(size, w.length - start);
  }
}

/** The tiles that the areas touch, each once. */
function covered(areas: readonly Area[]): readonly { column: number; row: number; key: string }[] {
  const tiles = new Map<string, { column: number; row: number; key: string }>();
  for (const { left, top, right, bottom } of areas)
    for (let row = Math.floor(top / TILE); row * TILE < bottom; row++)
      for (let column = Math.floor(left / TILE); column * TILE < right; column++)
        tiles.set(`${column},${row}`, { column, row, key: `${column},${row}` });
  return [...tiles.values()];
}

function block(w: ByteWriter, type: number, body: (w: ByteWriter) => void): void {
  const start = w.length;
  w.u16(type);
  const length = w.reserve(4);
  body(w);
  w.patch32(length, w.length - start);
}

interface FirstTile {
  readonly column: number;
  readonly row: number;
  readonly flags: number;
  readonly data: readonly Uint8Array[];
  /** Undefined for TILE_SIMPLE. */
  readonly quality: number | undefined;
}

/** RFX_PROGRESSIVE_TILE_SIMPLE and RFX_PROGRESSIVE_TILE_FIRST, [MS-RDPEGFX] 2.2.4.2.1.6.1 and 2.2.4.2.1.6.2. */
function writeFirst(w: ByteWriter, { column, row, flags, data, quality }: FirstTile): void {
  block(w, quality === undefined ? BlockType.WBT_TILE_SIMPLE : BlockType.WBT_TILE_FIRST, (b) => {
    b.u8(0).u8(0).u8(0 /* quantIdxY, quantIdxCb, quantIdxCr */).u16(column).u16(row).u8(flags);
    if (quality !== undefined) b.u8(quality);
    for (const component of data) b.u16(component.length);
    b.u16(0 /* tailLen */);
    for (const component of data) b.bytes(component);
  });
}
