import { buffers } from '../bytes/buffer-pool.js';
import { GatewayError } from '../errors.js';
import { CELL, Codec, DECODE_HEADER, type DecodeCommand } from './commands.js';

export interface DecodeBatchOptions {
  /** Bytes to begin with; a batch that is taken leaves the next one as much. */
  readonly capacity: number;
  /** Bytes that a batch may hold. Whoever appends looks at `length` and waits long before. */
  readonly limit: number;
}

export const DECODE_BATCH_DEFAULTS: DecodeBatchOptions = Object.freeze({
  capacity: 16 * 1024,
  limit: 64 * 1024 * 1024,
});

/**
 * Collects decode commands as the records that one native call walks. Payloads are copied, so the views in a command may
 * go when `append` returns. `take` hands the bytes over in a buffer of their own and leaves an empty batch; whoever has no
 * more use for them may give them back to the buffer pool, where they came from.
 */
export class DecodeBatchWriter {
  readonly #capacity: number;
  readonly #limit: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;
  #pixels = 0;

  constructor(options: Partial<DecodeBatchOptions> = {}) {
    const { capacity, limit } = { ...DECODE_BATCH_DEFAULTS, ...options };
    this.#capacity = capacity;
    this.#limit = limit;
    this.#bytes = new Uint8Array(0);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes of the records so far. */
  get length(): number {
    return this.#length;
  }

  /** Pixels of the bitmaps so far: what they cost to draw. Few bytes may stand for many. */
  get pixels(): number {
    return this.#pixels;
  }

  /** Throws PDU_TOO_LARGE when the batch would exceed its limit. */
  append(command: DecodeCommand): void {
    const at = this.#room(DECODE_HEADER + padded(command.data.length));
    const view = this.#view;
    view.setUint8(at, command.codec);
    view.setUint8(at + 1, command.bitsPerPixel);
    view.setUint16(at + 2, command.flags, true);
    view.setInt32(at + 4, command.left, true);
    view.setInt32(at + 8, command.top, true);
    view.setUint16(at + 12, command.visibleWidth, true);
    view.setUint16(at + 14, command.visibleHeight, true);
    view.setUint16(at + 16, command.width, true);
    view.setUint16(at + 18, command.height, true);
    view.setUint32(at + 20, command.data.length, true);
    view.setUint32(at + 24, command.target ?? 0, true);
    const data = at + DECODE_HEADER;
    this.#bytes.set(command.data, data);
    this.#bytes.fill(0, data + command.data.length, this.#length);
    this.#pixels += pixelsOf(command.codec, command.width, command.height, command.data.length);
  }

  /** The records so far, to be transferred. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#replace(new Uint8Array(0), 0);
    this.#pixels = 0;
    return bytes;
  }

  #room(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (this.#limit < end) throw new GatewayError('PDU_TOO_LARGE', { field: 'decode batch', value: end });
    if (this.#bytes.length < end) {
      const smaller = this.#bytes;
      const larger = buffers.take(Math.max(end, this.#capacity, Math.min(2 * smaller.length, this.#limit)));
      larger.set(smaller.subarray(0, at));
      this.#replace(larger, at);
      buffers.give(smaller);
    }
    this.#length = end;
    return at;
  }

  #replace(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#length = length;
  }
}

/** Pixels that a batch draws, from its records. */
export function batchPixels(batch: Uint8Array): number {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let pixels = 0;
  for (let at = 0; at + DECODE_HEADER <= batch.length; ) {
    const length = view.getUint32(at + 20, true);
    pixels += pixelsOf(view.getUint8(at), view.getUint16(at + 16, true), view.getUint16(at + 18, true), length);
    at += DECODE_HEADER + padded(length);
  }
  return pixels;
}

/** A RemoteFX message draws the tiles that it holds, whatever size it names; a tile of 64×64 has 19 bytes at least. */
const pixelsOf = (codec: number, width: number, height: number, length: number): number =>
  codec === Codec.remoteFx ? Math.ceil(length / 19) * CELL * CELL : width * height;

/** Records begin at multiples of four. */
const padded = (length: number): number => (length + 3) & ~3;
