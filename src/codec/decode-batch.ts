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
    this.#pixels += pixelsOf(view, at);
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
    pixels += pixelsOf(view, at);
    at += DECODE_HEADER + padded(view.getUint32(at + 20, true));
  }
  return pixels;
}

const CELL_PIXELS = CELL * CELL;
/** RemoteFX and progressive messages draw the tiles that they hold, whatever size they name; one has so many bytes at least. */
const SMALLEST_TILE = 19;
/** For commands about a whole surface, whose size is not known here. */
const SURFACE_PIXELS = 1 << 20;

/** What the record at `at` costs to draw. */
function pixelsOf(view: DataView, at: number): number {
  const length = view.getUint32(at + 20, true);
  const data = at + DECODE_HEADER;
  // A batch that was cut off has no data to look at; it is refused where it is decoded.
  if (view.byteLength < data + length) return 0;
  switch (view.getUint8(at)) {
    case Codec.remoteFx:
    case Codec.progressive:
      return Math.ceil(length / SMALLEST_TILE) * CELL_PIXELS;
    case Codec.tile:
      return CELL_PIXELS;
    case Codec.createSurface:
    case Codec.evict:
    case Codec.deleteContext:
      return 0;
    case Codec.deleteSurface:
    case Codec.mapSurface:
      return SURFACE_PIXELS;
    case Codec.solidFill:
      return rectanglePixels(view, data + 4, data + length);
    case Codec.void:
      return rectanglePixels(view, data, data + length);
    case Codec.store:
      return rectanglePixels(view, data + 10, data + length);
    case Codec.copy:
      return rectanglePixels(view, data + 4, Math.min(data + 12, data + length)) * Math.max(0, (length - 12) >> 2);
    case Codec.load:
      // How large a cached rectangle is, is not known here; hosts cache cells.
      return (length >> 2) * CELL_PIXELS;
    default:
      return view.getUint16(at + 16, true) * view.getUint16(at + 18, true);
  }
}

function rectanglePixels(view: DataView, from: number, end: number): number {
  let pixels = 0;
  for (let at = from; at + 8 <= end; at += 8) {
    const width = view.getUint16(at + 4, true) - view.getUint16(at, true);
    const height = view.getUint16(at + 6, true) - view.getUint16(at + 2, true);
    pixels += Math.max(0, width) * Math.max(0, height);
  }
  return pixels;
}

/** Records begin at multiples of four. */
const padded = (length: number): number => (length + 3) & ~3;
