import type { Clip } from './tile-clip.js';
import { type SplitTile, TileFlag, type TileKindValue } from './tile-payload.js';

/** A tile as it stands in its message. */
export interface TilePlace {
  readonly kind: TileKindValue;
  readonly flags: number;
  readonly left: number;
  readonly top: number;
  /** Where quantIdxY stands; quantIdxCb and quantIdxCr follow. */
  readonly indices: number;
  /** What is added to the indices, because its table is one of several. */
  readonly firstQuantization: number;
  /** Undefined for kinds without. */
  readonly quality: number | undefined;
  /** Where the lengths stand, how many bytes they take, and where the data begins and ends. */
  readonly lengths: number;
  readonly lengthBytes: number;
  readonly data: number;
  readonly end: number;
}

/** The longest payload that the wire takes. No tile that makes sense comes close: its pixels have 16 KiB. */
export const MAX_PAYLOAD = 0xffff;
const HEAD = 2 /* kind, flags */ + 3 /* quantization */ + 1; /* quality */
const START = 4096;

/** Writes payloads one after another. */
export class TileWriter {
  readonly tiles: SplitTile[] = [];
  readonly #message: Uint8Array;
  #bytes: Uint8Array;
  #length = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
    // A payload is shorter than the tile in its message, but for rectangles.
    this.#bytes = new Uint8Array(message.length + START);
  }

  /** False when the payload would be too long. INVARIANT: `clip` is not 'tooMany'. */
  add(tile: TilePlace, clip: Exclude<Clip, 'tooMany'>): boolean {
    const { indices, firstQuantization, quality, lengths, lengthBytes, data, end } = tile;
    const rectangles = clip === 'whole' ? undefined : clip === 'nothing' ? [] : clip;
    const clipBytes = rectangles ? 1 + 4 * rectangles.length : 0;
    const most = HEAD + clipBytes + lengthBytes + end - data;
    if (MAX_PAYLOAD < most) return false;
    const bytes = this.#room(most);
    const start = this.#length;
    let at = start;
    bytes[at++] = tile.kind;
    bytes[at++] = tile.flags | (rectangles ? TileFlag.clipped : 0);
    if (rectangles) {
      bytes[at++] = rectangles.length;
      for (const [x, y, width, height] of rectangles) {
        bytes[at++] = x;
        bytes[at++] = y;
        bytes[at++] = width - 1;
        bytes[at++] = height - 1;
      }
    }
    const message = this.#message;
    for (let i = 0; i < 3; i++) bytes[at++] = message[indices + i] + firstQuantization;
    if (quality !== undefined) bytes[at++] = quality;
    for (let i = 0; i < lengthBytes; i++) bytes[at++] = message[lengths + i];
    bytes.set(message.subarray(data, end), at);
    this.#length = at + end - data;
    this.tiles.push({ left: tile.left, top: tile.top, payload: bytes.subarray(start, this.#length) });
    return true;
  }

  /** Payloads written before stay where they are: their views are given away. */
  #room(count: number): Uint8Array {
    if (this.#bytes.length < this.#length + count) {
      this.#bytes = new Uint8Array(Math.max(count, this.#bytes.length));
      this.#length = 0;
    }
    return this.#bytes;
  }
}
