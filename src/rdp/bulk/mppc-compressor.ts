import { CompressionFlag, CompressionType } from './flags.js';

const HASH_BITS = 14;
const MATCH_MAX = 4096;
/** Bytes at the end of the history that other decompressors do not expect to be used. */
const SPARE = 3;

export interface Compressed {
  /** Type and flags in one byte. */
  readonly flags: number;
  readonly data: Uint8Array;
}

/** MPPC compressor, [MS-RDPBCGR] 3.1.8.2 and 3.1.8.4: the host's end, and what tests turn against the decompressor. */
export class MppcCompressor {
  readonly #history: Uint8Array;
  readonly #large: boolean;
  /** Offset behind the newest three bytes with a given hash; 0 for none. */
  readonly #newest = new Int32Array(1 << HASH_BITS);
  #offset = 0;
  /** The next compressed packet has to say so. */
  #pending = CompressionFlag.PACKET_AT_FRONT | CompressionFlag.PACKET_FLUSHED;

  constructor(size: 8192 | 65536) {
    this.#history = new Uint8Array(size);
    this.#large = size === 65536;
  }

  /** Data that does not get smaller is returned as it is, with the flag that empties both histories. */
  compress(data: Uint8Array): Compressed {
    const type = this.#large ? CompressionType.PACKET_COMPR_TYPE_64K : CompressionType.PACKET_COMPR_TYPE_8K;
    const room = this.#history.length - SPARE;
    if (room <= data.length) return this.#flush(type, data);
    if (room <= this.#offset + data.length) this.#front();
    const output = new BitOutput(data.length);
    this.#encode(data, output);
    const bytes = output.finish();
    if (!bytes) return this.#flush(type, data);
    const flags = type | CompressionFlag.PACKET_COMPRESSED | this.#pending;
    this.#pending = 0;
    return { flags, data: bytes };
  }

  #front(): void {
    this.#offset = 0;
    this.#newest.fill(0);
    this.#pending |= CompressionFlag.PACKET_AT_FRONT;
  }

  #flush(type: number, data: Uint8Array): Compressed {
    this.#front();
    this.#pending |= CompressionFlag.PACKET_FLUSHED;
    return { flags: type | CompressionFlag.PACKET_FLUSHED, data };
  }

  #encode(data: Uint8Array, output: BitOutput): void {
    const history = this.#history;
    const end = this.#offset + data.length;
    history.set(data, this.#offset);
    let at = this.#offset;
    while (at < end) {
      const from = at + 3 <= end ? this.#remember(at) : 0;
      const length = from === 0 ? 0 : matchLength(history, from - 3, at, Math.min(end, at + MATCH_MAX));
      if (length < 3) {
        literal(output, history[at++]);
        continue;
      }
      this.#writeOffset(output, at - (from - 3));
      writeLength(output, length);
      for (let inside = at + 1; inside < at + length && inside + 3 <= end; inside++) this.#remember(inside);
      at += length;
    }
    this.#offset = end;
  }

  /** Enters the three bytes at `at` and returns the entry that they replace. */
  #remember(at: number): number {
    const h = this.#history;
    const hash = (Math.imul((h[at] << 16) | (h[at + 1] << 8) | h[at + 2], 0x9e3779b1) >>> 0) >>> (32 - HASH_BITS);
    const before = this.#newest[hash];
    this.#newest[hash] = at + 3;
    return before;
  }

  #writeOffset(output: BitOutput, offset: number): void {
    if (this.#large) {
      if (offset < 64) output.write(0b11111, 5).write(offset, 6);
      else if (offset < 320) output.write(0b11110, 5).write(offset - 64, 8);
      else if (offset < 2368) output.write(0b1110, 4).write(offset - 320, 11);
      else output.write(0b110, 3).write(offset - 2368, 16);
    } else if (offset < 64) output.write(0b1111, 4).write(offset, 6);
    else if (offset < 320) output.write(0b1110, 4).write(offset - 64, 8);
    else output.write(0b110, 3).write(offset - 320, 13);
  }
}

function matchLength(history: Uint8Array, from: number, at: number, end: number): number {
  let length = 0;
  while (at + length < end && history[from + length] === history[at + length]) length++;
  return length;
}

function literal(output: BitOutput, value: number): void {
  if (value < 0x80) output.write(value, 8);
  else output.write(0b10, 2).write(value & 0x7f, 7);
}

/** n ones, a zero, n + 1 bits. */
function writeLength(output: BitOutput, length: number): void {
  if (length === 3) {
    output.write(0, 1);
    return;
  }
  const ones = 30 - Math.clz32(length);
  output.write((1 << (ones + 1)) - 2, ones + 1).write(length - (2 << ones), ones + 1);
}

/** Bits from the most significant on, into at most `limit` bytes. */
class BitOutput {
  readonly #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #held = 0;

  constructor(limit: number) {
    this.#bytes = new Uint8Array(limit);
  }

  write(value: number, count: number): this {
    this.#bits = (this.#bits << count) | value;
    this.#held += count;
    while (8 <= this.#held) {
      this.#held -= 8;
      this.#bytes[this.#at++] = this.#bits >>> this.#held;
    }
    return this;
  }

  /** Undefined when the limit did not suffice. */
  finish(): Uint8Array | undefined {
    if (0 < this.#held) this.write(0, 8 - this.#held);
    return this.#at < this.#bytes.length ? this.#bytes.subarray(0, this.#at) : undefined;
  }
}
