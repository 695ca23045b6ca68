import { GatewayError } from '../errors.js';
import {
  FULL_QUALITY,
  MOST_ENTRIES,
  PROGRESSIVE_QUALITY_SIZE,
  QUANTIZATION_SIZE,
  type TileTables,
} from './tile-tables.js';
import { HANDED_ON_BESIDE_TAG, HANDED_ON_TAG } from './tiles.js';

/** A payload, and the tables that its indices count in until it is written. */
export interface HandedOn {
  readonly payload: Uint8Array;
  readonly quantizations: Uint8Array;
  readonly qualities: Uint8Array;
  /** Grows in the order in which tiles are drawn. */
  readonly version: number;
  /** Of a tile that is no cell, with what it draws of this one. */
  readonly beside?: Beside | undefined;
  readonly part?: { readonly bit: number } | undefined;
}

/** A tile that draws on several cells; the same for all of them. */
export interface Beside {
  /** Where its corner is. */
  readonly cell: number;
  readonly x: number;
  readonly y: number;
  /** Of all cells that it draws on. */
  readonly bits: number;
  /** The payload without what it draws on others. */
  clipped(bits: number): Uint8Array;
}

const RECORD_HEADER = 2 /* cell */ + 1 /* tag */ + 2 /* length */;
const BESIDE_HEADER = RECORD_HEADER + 1 + 1; /* x, y */
const CLIPPED = 4;
const FIRST_WITH_QUALITY = 3;

/** Collects the handed-on tiles of one frame, and what they refer to in tables of the frame. */
export class HandedOnRecords {
  readonly #cells: number[] = [];
  readonly #tiles: HandedOn[] = [];
  readonly #beside = new Map<Beside, BesideRecord>();
  readonly #quantizations = new Table(QUANTIZATION_SIZE);
  readonly #qualities = new Table(PROGRESSIVE_QUALITY_SIZE);
  #length = 0;

  /** Bytes of the records. */
  get length(): number {
    let length = this.#length;
    for (const record of this.#beside.values()) length += BESIDE_HEADER + besidePayload(record).length;
    return length;
  }

  get count(): number {
    return this.#tiles.length + this.#beside.size;
  }

  get tables(): TileTables {
    return { quantizations: this.#quantizations.bytes, progressiveQualities: this.#qualities.bytes };
  }

  /** Is there room in the tables, whatever the next tiles of a cell refer to? */
  hasRoomFor(tiles: number): boolean {
    return this.#quantizations.count + 3 * tiles <= MOST_ENTRIES && this.#qualities.count + tiles < MOST_ENTRIES;
  }

  /** INVARIANT: `hasRoomFor` was asked. Throws CODEC_INVALID for a tile that refers to what its tables do not have. */
  add(cell: number, tile: HandedOn): void {
    const { payload, quantizations, qualities, beside, part } = tile;
    const known = beside && this.#beside.get(beside);
    if (known && part) {
      known.bits |= part.bit;
      return;
    }
    const at = indicesAt(payload);
    for (let i = 0; i < 3; i++) this.#quantizations.indexOf(quantizations, payload[at + i]);
    if (hasQuality(payload, at)) this.#qualities.indexOf(qualities, payload[at + 3]);
    if (beside && part) {
      this.#beside.set(beside, { beside, tile, bits: part.bit });
      return;
    }
    this.#cells.push(cell);
    this.#tiles.push(tile);
    this.#length += RECORD_HEADER + payload.length;
  }

  /** Writes all records to `bytes` at `start` and returns the end. */
  write(bytes: Uint8Array, start: number): number {
    let to = start;
    if (this.#beside.size === 0) {
      for (let i = 0; i < this.#tiles.length; i++) to = this.#writeTile(bytes, to, this.#cells[i], this.#tiles[i]);
      return to;
    }
    // Cells share tiles, so that the order of each cell is kept by one for all.
    const tiles = this.#tiles.map((tile, i) => ({ cell: this.#cells[i], tile }));
    const all = [...tiles, ...this.#beside.values()].sort((a, b) => a.tile.version - b.tile.version);
    for (const record of all) {
      if ('beside' in record) to = this.#writeBeside(bytes, to, record);
      else to = this.#writeTile(bytes, to, record.cell, record.tile);
    }
    return to;
  }

  #writeTile(bytes: Uint8Array, start: number, cell: number, tile: HandedOn): number {
    bytes[start] = cell;
    bytes[start + 1] = cell >> 8;
    bytes[start + 2] = HANDED_ON_TAG;
    return this.#writePayload(bytes, start + 3, tile, tile.payload);
  }

  #writeBeside(bytes: Uint8Array, start: number, record: BesideRecord): number {
    const { cell, x, y } = record.beside;
    bytes[start] = cell;
    bytes[start + 1] = cell >> 8;
    bytes[start + 2] = HANDED_ON_BESIDE_TAG;
    bytes[start + 3] = x;
    bytes[start + 4] = y;
    return this.#writePayload(bytes, start + 5, record.tile, besidePayload(record));
  }

  #writePayload(bytes: Uint8Array, start: number, { quantizations, qualities }: HandedOn, payload: Uint8Array): number {
    bytes[start] = payload.length;
    bytes[start + 1] = payload.length >> 8;
    const to = start + 2;
    bytes.set(payload, to);
    const at = indicesAt(payload);
    for (let i = at; i < at + 3; i++) bytes[to + i] = this.#quantizations.indexOf(quantizations, payload[i]);
    if (hasQuality(payload, at)) bytes[to + at + 3] = this.#qualities.indexOf(qualities, payload[at + 3]);
    return to + payload.length;
  }
}

interface BesideRecord {
  readonly beside: Beside;
  readonly tile: HandedOn;
  /** Of the cells in this frame. */
  bits: number;
}

/** What is drawn of cells that are not in the frame is cut off. */
const besidePayload = ({ beside, tile, bits }: BesideRecord): Uint8Array =>
  bits === beside.bits ? tile.payload : beside.clipped(bits);

/** Where a payload's three indices stand. */
const indicesAt = (payload: Uint8Array): number => 2 + (payload[1] & CLIPPED ? 1 + 4 * payload[2] : 0);
/** Does an index of the second table follow? */
const hasQuality = (payload: Uint8Array, at: number): boolean =>
  FIRST_WITH_QUALITY <= payload[0] && payload[at + 3] !== FULL_QUALITY;

/** A table of a frame that grows with what is looked up in it. */
class Table {
  readonly #size: number;
  readonly #entries: Uint8Array[] = [];
  /** Indices here of the entries of other tables. */
  readonly #known = new Map<Uint8Array, number[]>();

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.#entries.length;
  }

  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#size * this.#entries.length);
    for (const [index, entry] of this.#entries.entries()) bytes.set(entry, index * this.#size);
    return bytes;
  }

  /** The index here of entry `index` of another table. */
  indexOf(table: Uint8Array, index: number): number {
    const known = this.#known.get(table) ?? [];
    this.#known.set(table, known);
    known[index] ??= this.#find(table, index);
    return known[index];
  }

  #find(table: Uint8Array, index: number): number {
    const entry = table.subarray(index * this.#size, (index + 1) * this.#size);
    if (entry.length !== this.#size) throw new GatewayError('CODEC_INVALID', { field: 'quantization', index });
    const found = this.#entries.findIndex((other) => other.every((byte, at) => byte === entry[at]));
    return 0 <= found ? found : this.#entries.push(entry) - 1;
  }
}
