import { DecodeError } from '../../errors.js';
import { CompressionFlag } from './flags.js';
import {
  LEC_BITS,
  LEC_TABLE,
  LENGTH_BASES,
  LENGTH_BITS,
  LOM_BITS,
  LOM_TABLE,
  OFFSET_BASES,
  OFFSET_BITS,
} from './ncrush-tables.js';

const HISTORY = 65536;
const HALF = HISTORY / 2;

const END_OF_STREAM = 256;
const FIRST_OFFSET = 257;
const FIRST_CACHED = 289;

/** NCRUSH (RDP 6.0) decompressor, [MS-RDPEGDI] 3.1.8.1: Huffman codes over literals, copy offsets and their cache. */
export class NcrushDecompressor {
  readonly #history = new Uint8Array(HISTORY);
  /** OffsetCache: the last four copy offsets, the newest first. */
  readonly #cache = new Uint16Array(4);
  #offset = 0;

  /** Returns bytes that belong to the caller, or `data` itself where it is not compressed. */
  decompress(data: Uint8Array, flags: number): Uint8Array {
    if (flags & CompressionFlag.PACKET_FLUSHED) this.#reset();
    else if (flags & CompressionFlag.PACKET_AT_FRONT) this.#slideBack();
    if (!(flags & CompressionFlag.PACKET_COMPRESSED)) return data;
    const start = this.#offset;
    this.#offset = this.#expand(data, start);
    return this.#history.slice(start, this.#offset);
  }

  #reset(): void {
    this.#history.fill(0);
    this.#cache.fill(0);
    this.#offset = 0;
  }

  /** PACKET_AT_FRONT in this version: the last 32 KiB stay, in the lower half ([MS-RDPEGDI] 3.1.8.1.2). */
  #slideBack(): void {
    if (this.#offset < HALF) throw corrupt('PACKET_AT_FRONT', this.#offset);
    this.#history.copyWithin(0, this.#offset - HALF, this.#offset);
    this.#history.fill(0, HALF);
    this.#offset = HALF;
  }

  #expand(data: Uint8Array, start: number): number {
    const history = this.#history;
    const input = new BitInput(data);
    let at = start;
    for (;;) {
      const symbol = input.symbol(LEC_TABLE, LEC_BITS);
      if (symbol < END_OF_STREAM) {
        if (at === HISTORY) throw corrupt('literal', at);
        history[at++] = symbol;
        continue;
      }
      if (symbol === END_OF_STREAM) break;
      const offset = symbol < FIRST_CACHED ? this.#newOffset(symbol, input) : this.#cachedOffset(symbol - FIRST_CACHED);
      const length = readLength(input);
      if (offset === 0) throw corrupt('CopyOffset', offset);
      if (HISTORY < at + length) throw corrupt('LengthOfMatch', length);
      let from = (at - offset) & (HISTORY - 1);
      for (const end = at + length; at < end; at++) {
        history[at] = history[from];
        from = (from + 1) & (HISTORY - 1);
      }
    }
    input.finish();
    return at;
  }

  #newOffset(symbol: number, input: BitInput): number {
    const index = symbol - FIRST_OFFSET;
    const offset = OFFSET_BASES[index] - 1 + input.take(OFFSET_BITS[index]);
    this.#cache.copyWithin(1, 0, 3);
    this.#cache[0] = offset;
    return offset;
  }

  /** The used entry changes places with the newest. */
  #cachedOffset(index: number): number {
    if (3 < index) throw corrupt('OffsetCache', index);
    const offset = this.#cache[index];
    this.#cache[index] = this.#cache[0];
    this.#cache[0] = offset;
    return offset;
  }
}

function readLength(input: BitInput): number {
  const index = input.symbol(LOM_TABLE, LOM_BITS);
  if (LENGTH_BASES.length <= index) throw corrupt('LengthOfMatch', index);
  return LENGTH_BASES[index] + input.take(LENGTH_BITS[index]);
}

/** Bits from the least significant on. Behind the end of the data come zeros, which `finish` does not forgive. */
class BitInput {
  readonly #data: Uint8Array;
  #next = 0;
  #bits = 0;
  #held = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Reads one Huffman code. A table entry holds the symbol and, from bit 12 on, the length of its code. */
  symbol(table: Uint16Array, size: number): number {
    this.#fill();
    const entry = table[this.#bits & ((1 << size) - 1)];
    this.#drop(entry >> 12);
    return entry & 0xfff;
  }

  take(count: number): number {
    if (count === 0) return 0;
    this.#fill();
    const value = this.#bits & ((1 << count) - 1);
    this.#drop(count);
    return value;
  }

  /** Throws when more bits were used than there are. */
  finish(): void {
    if (this.#data.length < this.#next - (this.#held >> 3)) throw corrupt('data', this.#data.length);
  }

  #fill(): void {
    while (this.#held <= 24) {
      // Four bytes of zeros may be held; using them up shows here at the latest.
      if (this.#data.length + 4 < this.#next) throw corrupt('data', this.#data.length);
      if (this.#next < this.#data.length) this.#bits |= this.#data[this.#next] << this.#held;
      this.#next++;
      this.#held += 8;
    }
  }

  #drop(count: number): void {
    this.#bits >>>= count;
    this.#held -= count;
  }
}

const corrupt = (field: string, value: number): DecodeError =>
  new DecodeError('BULK_INVALID', 'RDP6.0-BC', field, value);
