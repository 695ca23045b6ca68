import { buffers } from '../../bytes/buffer-pool.js';
import type { Clip } from './tile-clip.js';
import { type SplitTile, TileFlag, type TileKindValue } from './tile-payload.js';

/** A tile as it stands in its message. */
export interface TilePlace {
  readonly kind: TileKindValue;
  readonly flags: number;
  readonly left: number;
  readonly top: number;
  /** Where the tile's block begins. */
  readonly start: number;
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
const MAX_PAYLOAD = 0xffff;
const HEAD = 2 /* kind, flags */ + 3; /* quantization */
const RECTANGLE = 4;

/**
 * Makes payloads of tiles. The head of a payload is shorter than that of the tile in its message, so it is written over it,
 * before the data, in one copy of the message.
 */
export class TileWriter {
  readonly tiles: SplitTile[] = [];
  /** What most payloads are views of, from the buffer pool. */
  memory: Uint8Array<ArrayBuffer> | undefined;
  readonly #message: Uint8Array;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  /** False when the payload would be too long. */
  add(tile: TilePlace, clip: Exclude<Clip, 'tooMany'>): boolean {
    const { lengthBytes, data, end, start } = tile;
    const clipBytes = clip === 'whole' ? 0 : clip === 'nothing' ? 1 : 1 + RECTANGLE * clip.length;
    const head = HEAD + clipBytes + (tile.quality === undefined ? 0 : 1) + lengthBytes;
    const length = head + end - data;
    if (MAX_PAYLOAD < length) return false;
    let payload: Uint8Array;
    if (head <= data - start) {
      this.memory ??= copyOf(this.#message);
      payload = this.memory.subarray(data - head, end);
    } else {
      // Many rectangles.
      payload = new Uint8Array(length);
      payload.set(this.#message.subarray(data, end), head);
    }
    this.#writeHead(payload, tile, clip);
    this.tiles.push({ left: tile.left, top: tile.top, payload });
    return true;
  }

  #writeHead(payload: Uint8Array, tile: TilePlace, clip: Exclude<Clip, 'tooMany'>): void {
    const message = this.#message;
    const { indices, lengths, lengthBytes, firstQuantization, quality } = tile;
    payload[0] = tile.kind;
    payload[1] = tile.flags | (clip === 'whole' ? 0 : TileFlag.clipped);
    let at = 2;
    if (clip !== 'whole') at = writeClip(payload, at, clip === 'nothing' ? [] : clip);
    payload[at++] = message[indices] + firstQuantization;
    payload[at++] = message[indices + 1] + firstQuantization;
    payload[at++] = message[indices + 2] + firstQuantization;
    if (quality !== undefined) payload[at++] = quality;
    for (let i = 0; i < lengthBytes; i++) payload[at++] = message[lengths + i];
  }
}

function copyOf(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = buffers.take(message.length);
  copy.set(message);
  return copy;
}

function writeClip(payload: Uint8Array, start: number, rectangles: Exclude<Clip, string>): number {
  let at = start;
  payload[at++] = rectangles.length;
  for (const [x, y, width, height] of rectangles) {
    payload[at++] = x;
    payload[at++] = y;
    payload[at++] = width - 1;
    payload[at++] = height - 1;
  }
  return at;
}
