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
  /** Tiles of one cell. Progressive hosts send a picture in a handful of passes. */
  tiles: 12,
  /** Bytes of one cell: several times its pixels at their best. */
  cellBytes: 48 * 1024,
  /** Bytes of one screen. */
  bytes: 16 * 1024 * 1024,
} as const;

/**
 * What became of a tile.
 * - `same`: the cell shows it already.
 * - `kept`: viewers may have it; it waits to be decoded, for whoever needs its pixels.
 * - `keptToDecode`: kept for what builds on it, but the gateway has to decode what waits.
 * - `refused`: not kept; the gateway has to decode what waits, then this tile.
 */
export type Added = 'same' | 'kept' | 'keptToDecode' | 'refused';

/** The tiles that one cell shows, the oldest first. */
interface Chain {
  readonly target: number;
  tiles: KeptTile[];
  bytes: number;
  /** So many of the tiles, from the first, are decoded in the gateway as well. */
  decoded: number;
  /** The tiles, one on the other, make every pixel of the cell; nothing else was drawn on it since. */
  complete: boolean;
}

/**
 * For each cell the tiles that were not decoded by the gateway, or that later tiles build on: since the last one that
 * stands alone and covers the cell, which drops what was before it.
 *
 * A viewer that knows the version of the last tile it drew on a cell needs those after it; one that is late needs all.
 *
 * INVARIANT: the first tile of a chain stands alone, and a chain with tiles to decode is complete.
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

  /** Takes in a tile that `target` shows in the cell; its bytes are copied when they are kept. */
  add(cell: number, tile: HostTile, target: number, arrivedAt: number): Added {
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
      this.#forget(cell);
      this.#chains[cell] = {
        target,
        tiles: [this.#keep(tile, arrivedAt)],
        bytes: payload.length,
        decoded: 0,
        complete: true,
      };
      return 'kept';
    }
    if (!chain || !family || (!chain.complete && !isProgressive(payload))) return 'refused';
    if (!alone && !keepsState(chain.tiles[chain.tiles.length - 1].payload)) return 'refused';
    if (alone) this.#dropSameClip(chain, payload);
    const full = CHAIN_LIMITS.tiles <= chain.tiles.length || CHAIN_LIMITS.cellBytes < chain.bytes + payload.length;
    if (full) return 'refused';
    chain.tiles.push(this.#keep(tile, arrivedAt));
    chain.bytes += payload.length;
    chain.complete ||= whole;
    return chain.complete ? 'kept' : 'keptToDecode';
  }

  /** Has the gateway tiles of the cell that it did not decode? */
  waits(cell: number): boolean {
    const chain = this.#chains[cell];
    return chain !== undefined && chain.decoded < chain.tiles.length;
  }

  /** Do the cell's tiles make all its pixels? */
  complete(cell: number): boolean {
    return this.#chains[cell]?.complete ?? false;
  }

  /** Version of the cell's last tile, where its tiles make all its pixels. */
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
   * The tiles that bring a viewer up to date whose last one was `version`; undefined where tiles alone do not make the
   * cell's pixels.
   */
  since(cell: number, version: number): readonly KeptTile[] | undefined {
    const chain = this.#chains[cell];
    if (!chain?.complete) return undefined;
    if (version < chain.tiles[0].version) return chain.tiles;
    return chain.tiles.filter((tile) => version < tile.version);
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

  /**
   * A tile that stands alone takes the place of those before it on the same part. Progressive ones may be built on by what
   * follows on another part, so that only the last go.
   */
  #dropSameClip(chain: Chain, payload: Uint8Array): void {
    for (let i = chain.tiles.length - 1; 0 < i; i--) {
      const before = chain.tiles[i].payload;
      const same = sameClip(before, payload);
      if (!same && isProgressive(before)) break;
      if (!same) continue;
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

function sameClip(a: Uint8Array, b: Uint8Array): boolean {
  const clipped = a[1] & TileFlag.clipped;
  if (clipped !== (b[1] & TileFlag.clipped)) return false;
  return clipped === 0 || equal(a, b, 2, 3 + 4 * a[2]);
}

/** Can one build on the other? */
const isFamily = (a: HostTile, b: HostTile): boolean => isProgressive(a.payload) === isProgressive(b.payload);

const isSame = (a: HostTile, b: HostTile): boolean =>
  a.payload.length === b.payload.length &&
  equal(a.payload, b.payload, 0, a.payload.length) &&
  sameTable(a.quantizations, b.quantizations) &&
  sameTable(a.qualities, b.qualities);

const sameTable = (a: Uint8Array, b: Uint8Array): boolean =>
  a === b || (a.length === b.length && equal(a, b, 0, a.length));

function equal(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (a[at] !== b[at]) return false;
  return true;
}
