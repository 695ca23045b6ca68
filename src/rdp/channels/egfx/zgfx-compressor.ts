import { ByteWriter } from '../../../bytes/writer.js';
import { Descriptor, PACKET_COMPRESSED, RDP8, type ZgfxProfile } from './zgfx-profile.js';
import { DISTANCES, LITERALS } from './zgfx-tokens.js';

const HASH_BITS = 16;
/** Positions whose chain is kept; older ones are found while they are the newest of their hash. */
const CHAINED = 0x10000;
/** Candidates that are compared for one match. */
const CHAIN_MAX = 8;
const MATCH_MIN = 3;
const FAR = 0x1000;
/** Positions are numbers of 32 bits; long before they end, everything is forgotten once. */
const POSITION_MAX = 2 ** 30;

/** RDP_SEGMENTED_DATA around segments that `write` puts behind their size, [MS-RDPEGFX] 2.2.5.1. */
function segmented(data: Uint8Array, profile: ZgfxProfile, segment: (piece: Uint8Array) => Uint8Array): Uint8Array {
  if (data.length <= profile.segment) {
    return new ByteWriter(data.length + 2).u8(Descriptor.SINGLE).bytes(segment(data)).finish();
  }
  const w = new ByteWriter(data.length + 64);
  w.u8(Descriptor.MULTIPART)
    .u16(Math.ceil(data.length / profile.segment))
    .u32(data.length);
  for (let at = 0; at < data.length; at += profile.segment) {
    const bytes = segment(data.subarray(at, at + profile.segment));
    w.u32(bytes.length).bytes(bytes);
  }
  return w.finish();
}

function plainSegment(piece: Uint8Array, profile: ZgfxProfile): Uint8Array {
  return new ByteWriter(piece.length + 1).u8(profile.type).bytes(piece).finish();
}

/** A message without compression. */
export function zgfxPlain(data: Uint8Array, profile = RDP8): Uint8Array {
  return segmented(data, profile, (piece) => plainSegment(piece, profile));
}

/** RDP8 compressor, [MS-RDPEGFX] 3.1.9.1: the host's end, and what tests turn against the decompressor. */
export class ZgfxCompressor {
  readonly #profile: ZgfxProfile;
  /** The history and the piece at work; twice the history, so that it is moved rarely. */
  readonly #window: Uint8Array;
  /** Position of the window's first byte, of the byte behind its last. */
  #base = 0;
  #end = 0;
  /** Newest position of each hash, and of each position the one before it with the same hash; one more, 0 is none. */
  readonly #newest = new Int32Array(1 << HASH_BITS);
  readonly #before = new Int32Array(CHAINED);

  constructor(profile = RDP8) {
    this.#profile = profile;
    this.#window = new Uint8Array(2 * profile.history + profile.segment);
  }

  compress(data: Uint8Array): Uint8Array {
    return segmented(data, this.#profile, (piece) => this.#segment(piece));
  }

  /** A piece that does not get smaller goes as it is, and is history all the same. */
  #segment(piece: Uint8Array): Uint8Array {
    this.#append(piece);
    const output = new BitOutput(piece.length + 1);
    output.bytes[0] = this.#profile.type | PACKET_COMPRESSED;
    let at = this.#end - piece.length;
    while (at < this.#end) {
      const { distance, length } = this.#find(at);
      if (length < MATCH_MIN) writeLiteral(output, this.#window[at - this.#base]);
      else {
        writeDistance(output, distance);
        writeLength(output, length);
      }
      const next = at + Math.max(1, length);
      for (; at < next; at++) this.#remember(at);
    }
    return output.finish() ?? plainSegment(piece, this.#profile);
  }

  #append(piece: Uint8Array): void {
    if (POSITION_MAX < this.#end) {
      this.#newest.fill(0);
      this.#base = 0;
      this.#end = 0;
    }
    if (this.#window.length < this.#end - this.#base + piece.length) {
      const kept = this.#end - this.#profile.history;
      this.#window.copyWithin(0, kept - this.#base, this.#end - this.#base);
      this.#base = kept;
    }
    this.#window.set(piece, this.#end - this.#base);
    this.#end += piece.length;
  }

  #hash(at: number): number {
    const i = at - this.#base;
    const w = this.#window;
    return Math.imul((w[i] << 16) | (w[i + 1] << 8) | w[i + 2], 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  #remember(at: number): void {
    if (this.#end < at + MATCH_MIN) return;
    const hash = this.#hash(at);
    this.#before[at % CHAINED] = this.#newest[hash];
    this.#newest[hash] = at + 1;
  }

  #find(at: number): { distance: number; length: number } {
    let distance = 0;
    let length = 0;
    const oldest = Math.max(this.#base, at - this.#profile.history);
    let from = at + MATCH_MIN <= this.#end ? this.#newest[this.#hash(at)] - 1 : -1;
    for (let i = 0; i < CHAIN_MAX && oldest <= from; i++) {
      const common = this.#common(from, at);
      if (length < common) {
        distance = at - from;
        length = common;
      }
      if (from < at - CHAINED) break;
      from = Math.min(this.#before[from % CHAINED] - 1, from - 1);
    }
    // Three bytes from far away take more bits than as literals.
    return length === MATCH_MIN && FAR < distance ? { distance: 0, length: 0 } : { distance, length };
  }

  #common(from: number, at: number): number {
    const w = this.#window;
    const shift = this.#base;
    let length = 0;
    while (at + length < this.#end && w[from + length - shift] === w[at + length - shift]) length++;
    return length;
  }
}

const SHORT_LITERALS = new Map(LITERALS.map(([prefix, value]) => [value, code(prefix)]));
const DISTANCE_CODES = DISTANCES.map(({ prefix, bits, base }) => ({ ...code(prefix), follow: bits, base })).reverse();

function code(prefix: string) {
  return { bits: Number.parseInt(prefix, 2), count: prefix.length };
}

function writeLiteral(output: BitOutput, value: number): void {
  const short = SHORT_LITERALS.get(value);
  if (short) output.write(short.bits, short.count);
  else output.write(value, 9);
}

function writeDistance(output: BitOutput, distance: number): void {
  const token = DISTANCE_CODES.find(({ base }) => base <= distance) ?? DISTANCE_CODES[0];
  output.write(token.bits, token.count).write(distance - token.base, token.follow);
}

/** n ones, a zero, n + 1 bits above 2^(n + 1); three is a zero alone. */
function writeLength(output: BitOutput, length: number): void {
  if (length === MATCH_MIN) {
    output.write(0, 1);
    return;
  }
  const ones = 30 - Math.clz32(length);
  output.write((1 << (ones + 1)) - 2, ones + 1).write(length - (2 << ones), ones + 1);
}

/** Bits from the most significant on, behind the header in the first byte, into at most `limit` bytes. */
class BitOutput {
  readonly bytes: Uint8Array;
  #at = 1;
  #bits = 0;
  #held = 0;

  constructor(limit: number) {
    this.bytes = new Uint8Array(limit);
  }

  write(value: number, count: number): this {
    this.#bits = (this.#bits << count) | value;
    this.#held += count;
    while (8 <= this.#held) {
      this.#held -= 8;
      this.bytes[this.#at++] = this.#bits >>> this.#held;
    }
    return this;
  }

  /** With the byte that counts the padding; undefined when the limit did not suffice. */
  finish(): Uint8Array | undefined {
    const padding = (8 - this.#held) % 8;
    this.write(0, padding).write(padding, 8);
    return this.#at <= this.bytes.length ? this.bytes.subarray(0, this.#at) : undefined;
  }
}
