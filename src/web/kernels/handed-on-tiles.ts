import { wireInvalid } from '../../wire/header.js';
import type { TileTables } from '../../wire/tile-tables.js';
import type { HandedOnTile } from '../../wire/tiles.js';
import { type Kernels, NO_STATE, type PictureSpan, type Span } from './kernels.js';

/** A payload's length has 16 bits; each table has 255 entries of at most 16 bytes. */
const PAYLOAD = 0x1_0000;
const TABLE = 0x1000;

/** Draws the tiles that a host encoded, and keeps what those of them that build on each other need. */
export class HandedOnTiles {
  readonly #kernels: Kernels;
  readonly #picture: PictureSpan;
  /** Where payloads are put, then the tables. */
  readonly #room: number;
  /** Addresses, by cell. */
  readonly #states = new Map<number, number>();
  #tables: TileTables | undefined;

  constructor(kernels: Kernels, picture: PictureSpan) {
    this.#kernels = kernels;
    this.#picture = picture;
    this.#room = kernels.heap.allocate(PAYLOAD + 2 * TABLE);
  }

  /** Throws WIRE_INVALID. */
  draw({ cell, left, top, payload, tables }: HandedOnTile): void {
    const kernels = this.#kernels;
    const { quantizations, progressiveQualities } = tables;
    const spans = {
      quantizations: { at: this.#room + PAYLOAD, length: quantizations.length },
      progressive: { at: this.#room + PAYLOAD + TABLE, length: progressiveQualities.length },
    };
    if (this.#tables !== tables) {
      kernels.bytes.set(quantizations, spans.quantizations.at);
      kernels.bytes.set(progressiveQualities, spans.progressive.at);
      this.#tables = tables;
    }
    const span = { at: this.#room, length: payload.length };
    kernels.bytes.set(payload, span.at);
    const state = this.#stateFor(cell, span);
    if (!kernels.drawTile(this.#picture, left, top, spans, span, state)) throw wireInvalid('Tile', 'payload');
  }

  release(): void {
    const { heap } = this.#kernels;
    heap.release(this.#room);
    for (const at of this.#states.values()) heap.release(at);
  }

  #stateFor(cell: number, payload: Span): number {
    const state = this.#states.get(cell);
    if (state !== undefined) return state;
    if (this.#kernels.tileState(payload) !== 'needed') return NO_STATE;
    const size = this.#kernels.tileStateSize;
    const at = this.#kernels.heap.allocate(size);
    this.#kernels.bytes.fill(0, at, at + size);
    this.#states.set(cell, at);
    return at;
  }
}
