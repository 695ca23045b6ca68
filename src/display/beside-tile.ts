import { onlyParts, type TilePart } from '../codec/rfx/tile-beside.js';
import type { PayloadMemory } from './payload-memory.js';

/**
 * A tile whose corner is not that of a cell: it draws on up to four of them, and is in the chain of each. Viewers get it
 * once, for all cells of a frame, clipped to those.
 */
export class BesideTile {
  /** The cell that holds its corner, and where. */
  readonly cell: number;
  readonly x: number;
  readonly y: number;
  readonly parts: readonly TilePart[];
  /** Bits of the parts that a viewer draws when nothing keeps it from that. */
  readonly bits: number;
  #payload: Uint8Array;
  #kept = false;

  constructor(payload: Uint8Array, cell: number, x: number, y: number, parts: readonly TilePart[], bits: number) {
    this.#payload = payload;
    this.cell = cell;
    this.x = x;
    this.y = y;
    this.parts = parts;
    this.bits = bits;
  }

  /** The payload, copied once for all chains. */
  keep(memory: PayloadMemory): Uint8Array {
    if (!this.#kept) this.#payload = memory.copy(this.#payload);
    this.#kept = true;
    return this.#payload;
  }

  /** A payload that draws these parts alone. */
  clipped(bits: number): Uint8Array {
    return onlyParts(this.#payload, this.x, this.y, this.parts, bits);
  }
}
