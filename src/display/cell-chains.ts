import { CELL } from '../codec/commands.js';
import { drawnBy, isCovered, isInside, meet, type TilePart } from '../codec/rfx/tile-beside.js';
import type { ClipRectangle } from '../codec/rfx/tile-clip.js';
import { TileFlag, TileKind } from '../codec/rfx/tile-payload.js';
import type { BesideTile } from './beside-tile.js';
import { CellMask } from './cell-mask.js';
import type { CellGrid, Size } from './geometry.js';
import { cellGrid } from './geometry.js';
import { PayloadMemory } from './payload-memory.js';

/** A tile as its host encoded it: a payload of `docs/wire-tiles.md`, and the tables that its indices count in. */
export interface HostTile {
  readonly payload: Uint8Array;
  /** 5 bytes each. */
  readonly quantizations: Uint8Array;
  /** 16 bytes each. */
  readonly qualities: Uint8Array;
  /** Of a tile that is no cell. */
  readonly beside?: BesideTile | undefined;
}

export interface KeptTile extends HostTile {
  /** What it draws of the cell. */
  readonly drawn: readonly ClipRectangle[];
  /** Undefined where it is the cell. */
  readonly part: TilePart | undefined;
  /** Of its payload, as much as counts for this cell. */
  readonly bytes: number;
  /** Grows from tile to tile of a screen. */
  readonly version: number;
  readonly arrivedAt: number;
}

export const CHAIN_LIMITS = {
  /** Tiles of one cell. Progressive hosts send a picture in a handful of passes, typed text a part of a cell for each key. */
  tiles: 32,
  /** Bytes of one cell: several times its pixels at their best. */
  cellBytes: 48 * 1024,
  /** Bytes of one screen. */
  bytes: 16 * 1024 * 1024,
} as const;

/** From so many tiles of a cell on it is worth a look whether all of them are still seen. */
const MANY_TILES = 8;

/**
 * What became of a tile.
 * - `same`: the cell shows it already.
 * - `kept`: viewers may have it; it waits to be decoded, for whoever needs its pixels.
 * - `begun`: the same, on pixels that are in the picture when all that came before is drawn.
 * - `full`: it can be kept once the gateway has decoded what waits, and the cell is forgotten.
 * - `keptToDecode`: kept for what builds on it, but the gateway has to decode what waits.
 * - `refused`: not kept; the gateway has to decode what waits, then this tile.
 */
export type Added = 'same' | 'kept' | 'begun' | 'full' | 'keptToDecode' | 'refused';

/** The tiles that one cell shows, the oldest first. */
interface Chain {
  readonly target: number;
  tiles: KeptTile[];
  bytes: number;
  /** So many of the tiles, from the first, are decoded in the gateway as well. */
  decoded: number;
  /** The tiles, one on the other, make every pixel of the cell, or change its base; nothing else was drawn on it since. */
  complete: boolean;
  /** Stands for the pixels that the first tile was drawn on; 0 when tiles make all of them. */
  base: number;
}

/**
 * For each cell the tiles that were not decoded by the gateway, or that later tiles build on: since the last one that
 * stands alone and covers the cell, which drops what was before it.
 *
 * Tiles that draw part of a cell may stand on what was there, their base. One that is no cell is in the chains of several.
 *
 * A viewer that knows the version of the last tile it drew on a cell needs those after it; one that is late needs all, and
 * the base where its version is older.
 *
 * INVARIANT: the first tile of a chain stands alone, a chain with tiles to decode is complete, and none on a base is decoded.
 */
export class CellChains {
  readonly grid: CellGrid;
  readonly #size: Size;
  readonly #chains: (Chain | undefined)[];
  readonly #memory = new PayloadMemory();
  readonly #mask = new CellMask();
  #version = 0;
  #bytes = 0;
  /** Tiles that are no cell meet once for each of their cells. */
  #compared: { readonly before: BesideTile; readonly tile: BesideTile; readonly same: boolean } | undefined;

  constructor(size: Size) {
    this.#size = size;
    this.grid = cellGrid(size);
    this.#chains = new Array(this.grid.count).fill(undefined);
  }

  /** Bytes of all that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes in a tile that `target` shows in the cell, or part of one; its bytes are copied when they are kept. `onPixels`: it
   * may begin a chain on a base.
   */
  add(cell: number, tile: HostTile, target: number, arrivedAt: number, onPixels = false, part?: TilePart): Added {
    const chain = this.#chains[cell];
    const { payload } = tile;
    const alone = standsAlone(payload);
    const drawn = part?.drawn ?? drawnBy(payload);
    const whole = isCovered(0, 0, this.#width(cell), this.#height(cell), drawn);
    if (chain?.complete && alone && chain.target === target && this.#shows(chain, tile, drawn, part)) return 'same';
    if (CHAIN_LIMITS.cellBytes < payload.length || CHAIN_LIMITS.bytes < this.#bytes + payload.length) return 'refused';
    if (chain && chain.target !== target) return 'refused';
    const family = chain && isFamily(chain.tiles[0], tile);
    // What builds on a progressive chain must find it decoded, so that one is not dropped for a tile of another kind.
    if (chain && !family && isProgressive(chain.tiles[0].payload)) return 'refused';
    if (alone && whole) {
      this.#begin(cell, this.#keep(tile, drawn, part, arrivedAt), target, 0);
      return 'kept';
    }
    const mayBegin = alone && onPixels;
    if (mayBegin && !chain?.complete) {
      const base = ++this.#version;
      this.#begin(cell, this.#keep(tile, drawn, part, arrivedAt), target, base);
      return 'begun';
    }
    if (!chain || !family || (!chain.complete && !isProgressive(payload))) return mayBegin ? 'full' : 'refused';
    if (!alone && !keepsState(chain.tiles[chain.tiles.length - 1].payload)) return 'refused';
    // Nothing may be dropped for a tile that is refused: who shows the others is taken to show the picture before it.
    if (!mayBegin && isFull(chain, payload)) return 'refused';
    if (alone) this.#dropCovered(chain, drawn);
    if (MANY_TILES <= chain.tiles.length) this.#dropHidden(cell, chain, drawn);
    if (isFull(chain, payload)) return 'full';
    const kept = this.#keep(tile, drawn, part, arrivedAt);
    chain.tiles.push(kept);
    chain.bytes += kept.bytes;
    chain.complete ||= whole;
    if (whole) chain.base = 0;
    return chain.complete ? 'kept' : 'keptToDecode';
  }

  /** Has the gateway tiles of the cell that it did not decode? */
  waits(cell: number): boolean {
    const chain = this.#chains[cell];
    return chain !== undefined && chain.decoded < chain.tiles.length;
  }

  /** Do the cell's tiles make all its pixels, or all that changed since its base? */
  complete(cell: number): boolean {
    return this.#chains[cell]?.complete ?? false;
  }

  /** Viewers of a lower version need the pixels below the cell's tiles before they can draw them. */
  base(cell: number): number {
    return this.#chains[cell]?.base ?? 0;
  }

  /** Version of the cell's last tile, where it is {@link complete}. */
  version(cell: number): number | undefined {
    const chain = this.#chains[cell];
    return chain?.complete ? chain.tiles[chain.tiles.length - 1].version : undefined;
  }

  /** The surface that the cell's tiles were drawn on. */
  target(cell: number): number | undefined {
    return this.#chains[cell]?.target;
  }

  /** The tiles that wait to be decoded, in order: the caller decodes them, and they wait no more. */
  takeWaiting(cell: number): readonly KeptTile[] {
    const chain = this.#chains[cell];
    if (!chain) return [];
    const tiles = chain.tiles.slice(chain.decoded);
    chain.decoded = chain.tiles.length;
    return tiles;
  }

  /** Something else is drawn on the cell, after {@link takeWaiting}. */
  drawnOver(cell: number): void {
    const chain = this.#chains[cell];
    if (!chain) return;
    chain.complete = false;
    chain.base = 0;
    if (!isProgressive(chain.tiles[0].payload)) this.#forget(cell);
  }

  /** A tile of `target` that was refused is drawn on the cell, after {@link takeWaiting}. */
  skipped(cell: number, payload: Uint8Array, target: number): void {
    // Without it, viewers have nothing that later tiles could build on.
    if (isProgressive(payload) || this.#chains[cell]?.target !== target) this.#forget(cell);
    else this.drawnOver(cell);
  }

  /** Can the cell's tiles be left undecoded when something else covers it? */
  mayDrop(cell: number): boolean {
    const chain = this.#chains[cell];
    return chain !== undefined && !isProgressive(chain.tiles[0].payload);
  }

  /** No tile of the cell is of use any more. */
  forget(cell: number): void {
    this.#forget(cell);
  }

  /**
   * The tiles that bring a viewer up to date whose last one was `version`, on the {@link base} if there is one; undefined
   * where only pixels do.
   */
  since(cell: number, version: number): readonly KeptTile[] | undefined {
    const chain = this.#chains[cell];
    if (!chain?.complete) return undefined;
    return chain.tiles.filter((tile) => version < tile.version);
  }

  #begin(cell: number, tile: KeptTile, target: number, base: number): void {
    this.#forget(cell);
    this.#chains[cell] = { target, tiles: [tile], bytes: tile.bytes, decoded: 0, complete: true, base };
  }

  #keep(tile: HostTile, drawn: readonly ClipRectangle[], part: TilePart | undefined, arrivedAt: number): KeptTile {
    const { quantizations, qualities, beside } = tile;
    const payload = beside?.keep(this.#memory) ?? this.#memory.copy(tile.payload);
    const bytes = beside ? Math.ceil(payload.length / beside.parts.length) : payload.length;
    this.#bytes += bytes;
    this.#version++;
    return { payload, quantizations, qualities, beside, part, drawn, bytes, version: this.#version, arrivedAt };
  }

  #forget(cell: number): void {
    this.#bytes -= this.#chains[cell]?.bytes ?? 0;
    this.#chains[cell] = undefined;
  }

  /** Has the cell this tile already, with nothing on it? */
  #shows({ tiles }: Chain, tile: HostTile, drawn: readonly ClipRectangle[], part: TilePart | undefined): boolean {
    for (let i = tiles.length - 1; 0 <= i; i--) {
      const before = tiles[i];
      if (before.part?.bit === part?.bit && this.#isSame(before, tile)) return true;
      // Later progressive tiles may have been drawn elsewhere, and yet change what the next one builds on.
      if (isProgressive(tile.payload) || meet(before.drawn, drawn)) return false;
    }
    return false;
  }

  #isSame(before: KeptTile, tile: HostTile): boolean {
    const [one, other] = [before.beside, tile.beside];
    if (!one || !other) return one === other && isEqual(before, tile);
    const compared = this.#compared;
    if (compared?.before !== one || compared.tile !== other) {
      const same = one.x === other.x && one.y === other.y && isEqual(before, tile);
      this.#compared = { before: one, tile: other, same };
      return same;
    }
    return compared.same;
  }

  /** A tile that stands alone takes the place of those that it covers, unless something that stays builds on them. */
  #dropCovered(chain: Chain, drawn: readonly ClipRectangle[]): void {
    let builtOn = false;
    for (let i = chain.tiles.length - 1; (chain.base === 0 ? 1 : 0) <= i; i--) {
      const before = chain.tiles[i];
      if (builtOn || !isInside(before.drawn, drawn)) {
        builtOn = !standsAlone(before.payload);
        continue;
      }
      this.#drop(chain, i);
    }
  }

  /** Drops what several together cover, before something is drawn on the cell: late viewers need not draw it. */
  #dropHidden(cell: number, chain: Chain, drawn: readonly ClipRectangle[]): void {
    if (isProgressive(chain.tiles[0].payload)) return;
    this.#mask.clear();
    this.#mask.add(drawn);
    for (let i = chain.tiles.length - 1; 0 <= i; i--) if (!this.#mask.add(chain.tiles[i].drawn)) this.#drop(chain, i);
    if (this.#mask.covers(this.#width(cell), this.#height(cell))) chain.base = 0;
  }

  #drop(chain: Chain, i: number): void {
    const [{ bytes }] = chain.tiles.splice(i, 1);
    chain.bytes -= bytes;
    this.#bytes -= bytes;
    if (i < chain.decoded) chain.decoded--;
  }

  #width(cell: number): number {
    return Math.min(CELL, this.#size.width - (cell % this.grid.columns) * CELL);
  }

  #height(cell: number): number {
    return Math.min(CELL, this.#size.height - Math.floor(cell / this.grid.columns) * CELL);
  }
}

const isFull = ({ tiles, bytes }: Chain, payload: Uint8Array): boolean =>
  CHAIN_LIMITS.tiles <= tiles.length || CHAIN_LIMITS.cellBytes < bytes + payload.length;
const isProgressive = ([kind]: Uint8Array): boolean => TileKind.simple <= kind;
const standsAlone = ([kind, flags]: Uint8Array): boolean =>
  kind !== TileKind.upgrade && (flags & TileFlag.difference) === 0;
const keepsState = ([kind, flags]: Uint8Array): boolean =>
  TileKind.simple < kind || (kind === TileKind.simple && (flags & (TileFlag.difference | TileFlag.kept)) !== 0);

/** Can one build on the other? */
const isFamily = (a: HostTile, b: HostTile): boolean => isProgressive(a.payload) === isProgressive(b.payload);

const isEqual = (a: HostTile, b: HostTile): boolean =>
  a.payload.length === b.payload.length &&
  equal(a.payload, b.payload) &&
  sameTable(a.quantizations, b.quantizations) &&
  sameTable(a.qualities, b.qualities);

const sameTable = (a: Uint8Array, b: Uint8Array): boolean => a === b || (a.length === b.length && equal(a, b));

/** A view of the array's whole buffer, since the next one is likely to be in the same. */
class LastBuffer {
  #view: DataView = new DataView(new ArrayBuffer(0));

  view({ buffer }: Uint8Array): DataView {
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }
}

const SHORT = 64;
const [bufferA, bufferB] = [new LastBuffer(), new LastBuffer()];

/** INVARIANT: both are of one length. A host may send the whole desktop again and again, so by four bytes at a time. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  // Tables are short, and each in a buffer of its own.
  const words = a.length < SHORT ? 0 : a.length & ~3;
  if (words !== 0) {
    const [viewA, viewB] = [bufferA.view(a), bufferB.view(b)];
    const [startA, startB] = [a.byteOffset, b.byteOffset];
    for (let at = 0; at < words; at += 4) {
      if (viewA.getInt32(startA + at) !== viewB.getInt32(startB + at)) return false;
    }
  }
  for (let at = words; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
