import { CELL } from '../codec/commands.js';
import { TileFlag, TileKind } from '../codec/rfx/tile-payload.js';
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
}

export interface KeptTile extends HostTile {
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
 * Tiles that draw part of a cell may stand on what was there, their base.
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
  #version = 0;
  #bytes = 0;

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
   * Takes in a tile that `target` shows in the cell; its bytes are copied when they are kept. `onPixels`: it may begin a
   * chain on a base.
   */
  add(cell: number, tile: HostTile, target: number, arrivedAt: number, onPixels = false): Added {
    const chain = this.#chains[cell];
    const { payload } = tile;
    const alone = standsAlone(payload);
    const whole = covers(payload, this.#width(cell), this.#height(cell));
    if (chain?.complete && alone && chain.target === target && isSame(chain.tiles[chain.tiles.length - 1], tile)) {
      return 'same';
    }
    if (CHAIN_LIMITS.cellBytes < payload.length || CHAIN_LIMITS.bytes < this.#bytes + payload.length) return 'refused';
    if (chain && chain.target !== target) return 'refused';
    const family = chain && isFamily(chain.tiles[0], tile);
    // What builds on a progressive chain must find it decoded, so that one is not dropped for a tile of another kind.
    if (chain && !family && isProgressive(chain.tiles[0].payload)) return 'refused';
    if (alone && whole) {
      this.#begin(cell, tile, target, arrivedAt, 0);
      return 'kept';
    }
    const mayBegin = alone && onPixels;
    if (mayBegin && !chain?.complete) {
      this.#begin(cell, tile, target, arrivedAt, ++this.#version);
      return 'begun';
    }
    if (!chain || !family || (!chain.complete && !isProgressive(payload))) return mayBegin ? 'full' : 'refused';
    if (!alone && !keepsState(chain.tiles[chain.tiles.length - 1].payload)) return 'refused';
    if (alone) this.#dropCovered(chain, payload);
    const full = CHAIN_LIMITS.tiles <= chain.tiles.length || CHAIN_LIMITS.cellBytes < chain.bytes + payload.length;
    if (full) return mayBegin ? 'full' : 'refused';
    chain.tiles.push(this.#keep(tile, arrivedAt));
    chain.bytes += payload.length;
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

  #begin(cell: number, tile: HostTile, target: number, arrivedAt: number, base: number): void {
    this.#forget(cell);
    const tiles = [this.#keep(tile, arrivedAt)];
    this.#chains[cell] = { target, tiles, bytes: tile.payload.length, decoded: 0, complete: true, base };
  }

  #keep(tile: HostTile, arrivedAt: number): KeptTile {
    this.#bytes += tile.payload.length;
    this.#version++;
    const { payload, quantizations, qualities } = tile;
    return { payload: this.#memory.copy(payload), quantizations, qualities, version: this.#version, arrivedAt };
  }

  #forget(cell: number): void {
    this.#bytes -= this.#chains[cell]?.bytes ?? 0;
    this.#chains[cell] = undefined;
  }

  /** A tile that stands alone takes the place of those that it covers, unless something that stays builds on them. */
  #dropCovered(chain: Chain, payload: Uint8Array): void {
    let builtOn = false;
    for (let i = chain.tiles.length - 1; (chain.base === 0 ? 1 : 0) <= i; i--) {
      const before = chain.tiles[i].payload;
      if (builtOn || !clipInside(before, payload)) {
        builtOn = !standsAlone(before);
        continue;
      }
      chain.tiles.splice(i, 1);
      chain.bytes -= before.length;
      this.#bytes -= before.length;
      if (i < chain.decoded) chain.decoded--;
    }
  }

  #width(cell: number): number {
    return Math.min(CELL, this.#size.width - (cell % this.grid.columns) * CELL);
  }

  #height(cell: number): number {
    return Math.min(CELL, this.#size.height - Math.floor(cell / this.grid.columns) * CELL);
  }
}

const isProgressive = ([kind]: Uint8Array): boolean => TileKind.simple <= kind;
const standsAlone = ([kind, flags]: Uint8Array): boolean =>
  kind !== TileKind.upgrade && (flags & TileFlag.difference) === 0;
const keepsState = ([kind, flags]: Uint8Array): boolean =>
  TileKind.simple < kind || (kind === TileKind.simple && (flags & (TileFlag.difference | TileFlag.kept)) !== 0);

/** Does the tile draw all of a cell of this size? One rectangle of its clip has to. */
function covers(payload: Uint8Array, width: number, height: number): boolean {
  if ((payload[1] & TileFlag.clipped) === 0) return true;
  const end = 3 + 4 * payload[2];
  for (let at = 3; at < end; at += 4) {
    if (payload[at] === 0 && payload[at + 1] === 0 && width <= payload[at + 2] + 1 && height <= payload[at + 3] + 1) {
      return true;
    }
  }
  return false;
}

/** Is all that one clipped tile draws inside a rectangle of the other? */
function clipInside(inner: Uint8Array, outer: Uint8Array): boolean {
  if ((inner[1] & outer[1] & TileFlag.clipped) === 0) return false;
  for (let at = 3; at < 3 + 4 * inner[2]; at += 4) if (!isInsideOne(inner, at, outer)) return false;
  return true;
}

function isInsideOne(inner: Uint8Array, i: number, outer: Uint8Array): boolean {
  for (let o = 3; o < 3 + 4 * outer[2]; o += 4) {
    const starts = outer[o] <= inner[i] && outer[o + 1] <= inner[i + 1];
    const [right, bottom] = [inner[i] + inner[i + 2], inner[i + 1] + inner[i + 3]];
    if (starts && right <= outer[o] + outer[o + 2] && bottom <= outer[o + 1] + outer[o + 3]) return true;
  }
  return false;
}

/** Can one build on the other? */
const isFamily = (a: HostTile, b: HostTile): boolean => isProgressive(a.payload) === isProgressive(b.payload);

const isSame = (a: HostTile, b: HostTile): boolean =>
  a.payload.length === b.payload.length &&
  equal(a.payload, b.payload) &&
  sameTable(a.quantizations, b.quantizations) &&
  sameTable(a.qualities, b.qualities);

const sameTable = (a: Uint8Array, b: Uint8Array): boolean => a === b || (a.length === b.length && equal(a, b));

/** INVARIANT: both are of one length. A host may send the whole desktop again and again, so by four bytes at a time. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  const [viewA, viewB] = [new DataView(a.buffer, a.byteOffset), new DataView(b.buffer, b.byteOffset)];
  const words = a.length & ~3;
  for (let at = 0; at < words; at += 4) if (viewA.getInt32(at) !== viewB.getInt32(at)) return false;
  for (let at = words; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
