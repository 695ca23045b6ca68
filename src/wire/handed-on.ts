import { GatewayError } from '../errors.js';
import {
  FULL_QUALITY,
  MOST_ENTRIES,
  PROGRESSIVE_QUALITY_SIZE,
  QUANTIZATION_SIZE,
  type TileTables,
} from './tile-tables.js';
import { HANDED_ON_TAG } from './tiles.js';

/** A payload, and the tables that its indices count in until it is written. */
export interface HandedOn {
  readonly payload: Uint8Array;
  readonly quantizations: Uint8Array;
  readonly qualities: Uint8Array;
}

const RECORD_HEADER = 2 /* cell */ + 1 /* tag */ + 2 /* length */;
const CLIPPED = 4;
const FIRST_WITH_QUALITY = 3;

/** Collects the handed-on tiles of one frame: their records, with indices that count in the frame's tables. */
export class HandedOnRecords {
  readonly #records: Uint8Array[] = [];
  readonly #quantizations = new Table(QUANTIZATION_SIZE);
  readonly #qualities = new Table(PROGRESSIVE_QUALITY_SIZE);
  #length = 0;

  /** Bytes of the records. */
  get length(): number {
    return this.#length;
  }

  get count(): number {
    return this.#records.length;
  }

  get tables(): TileTables {
    return { quantizations: this.#quantizations.bytes, progressiveQualities: this.#qualities.bytes };
  }

  /** Is there room in the tables, whatever the next tiles of a cell refer to? */
  hasRoomFor(tiles: number): boolean {
    return this.#quantizations.count + 3 * tiles <= MOST_ENTRIES && this.#qualities.count + tiles < MOST_ENTRIES;
  }

  /** INVARIANT: `hasRoomFor` was asked. Throws CODEC_INVALID for a tile that refers to what its tables do not have. */
  add(cell: number, { payload, quantizations, qualities }: HandedOn): void {
    const record = new Uint8Array(RECORD_HEADER + payload.length);
    new DataView(record.buffer).setUint16(0, cell, true);
    record[2] = HANDED_ON_TAG;
    new DataView(record.buffer).setUint16(3, payload.length, true);
    record.set(payload, RECORD_HEADER);
    const indices = RECORD_HEADER + 2 + (payload[1] & CLIPPED ? 1 + 4 * payload[2] : 0);
    for (let at = indices; at < indices + 3; at++) record[at] = this.#quantizations.indexOf(quantizations, record[at]);
    const quality = indices + 3;
    if (FIRST_WITH_QUALITY <= payload[0] && record[quality] !== FULL_QUALITY) {
      record[quality] = this.#qualities.indexOf(qualities, record[quality]);
    }
    this.#records.push(record);
    this.#length += record.length;
  }

  /** Writes all records at `at` and returns the end. */
  write(bytes: Uint8Array, at: number): number {
    let to = at;
    for (const record of this.#records) {
      bytes.set(record, to);
      to += record.length;
    }
    return to;
  }
}

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
