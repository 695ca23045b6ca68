import { ByteReader } from '../../../bytes/reader.js';
import { DecodeError, tooLarge } from '../../../errors.js';
import { ZgfxHistory } from './zgfx-history.js';
import { Descriptor, PACKET_COMPRESSED, RDP8, TYPE_MASK, UNPACKED_MAX, type ZgfxProfile } from './zgfx-profile.js';
import { INVALID, LITERAL, LOOKUP, LOOKUP_BITS, RUN_BITS } from './zgfx-tokens.js';

const SEGMENTED = 'RDP_SEGMENTED_DATA';
const BULK = 'RDP8_BULK_ENCODED_DATA';
/** Leading ones of the longest match length, 2^16 - 1. */
const LENGTH_ONES_MAX = 14;
/** Above this many bytes a copy by the engine is faster than a loop. */
const SHORT_COPY = 24;
/** Output up to this size keeps its memory from one message to the next. */
const KEPT_OUTPUT = 0x4_0000;

const malformed = (pdu: string, field: string, value?: number): DecodeError =>
  new DecodeError('BULK_INVALID', pdu, field, value);

/**
 * Unpacks RDP_SEGMENTED_DATA ([MS-RDPEGFX] 2.2.5.1), compressed as in 3.1.9.1 or not, in arrival order. Malformed input
 * throws BULK_INVALID, after which the history differs from the host's.
 */
export class ZgfxDecompressor {
  readonly #profile: ZgfxProfile;
  readonly #history: ZgfxHistory;
  #kept = new Uint8Array(0);

  constructor(profile = RDP8) {
    this.#profile = profile;
    this.#history = new ZgfxHistory(profile.history);
  }

  /** One message. The result is valid until the next call, and may be a view of `data`. */
  decompress(data: Uint8Array): Uint8Array {
    const r = new ByteReader(data);
    r.need(1, SEGMENTED, 'descriptor');
    const descriptor = r.u8();
    if (descriptor === Descriptor.SINGLE) return this.#single(r.rest());
    if (descriptor === Descriptor.MULTIPART && this.#profile.multipart) return this.#multipart(r);
    throw malformed(SEGMENTED, 'descriptor', descriptor);
  }

  #single(segment: Uint8Array): Uint8Array {
    const plain = this.#uncompressed(segment);
    if (plain) {
      this.#history.append(plain);
      return plain;
    }
    const output = this.#output(this.#profile.segment);
    return this.#finish(output.subarray(0, this.#segment(segment, output, 0)));
  }

  #multipart(r: ByteReader): Uint8Array {
    r.need(2 /* segmentCount */ + 4 /* uncompressedSize */, SEGMENTED);
    const count = r.u16();
    const size = r.u32();
    if (UNPACKED_MAX < size) throw tooLarge(SEGMENTED, 'uncompressedSize', size);
    if (count * this.#profile.segment < size) throw malformed(SEGMENTED, 'uncompressedSize', size);
    const output = this.#output(size);
    let at = 0;
    for (let i = 0; i < count; i++) {
      r.need(4, SEGMENTED, 'size');
      at = this.#segment(r.bytes(r.u32(), SEGMENTED, 'size'), output, at);
    }
    if (at !== size) throw malformed(SEGMENTED, 'uncompressedSize', size);
    return this.#finish(output);
  }

  #output(size: number): Uint8Array {
    if (KEPT_OUTPUT < size) return new Uint8Array(size);
    if (this.#kept.length < size) this.#kept = new Uint8Array(size);
    return this.#kept.subarray(0, size);
  }

  #finish(message: Uint8Array): Uint8Array {
    this.#history.append(message);
    return message;
  }

  /** The bytes of a segment that is not compressed. A segment without any bytes is refused. */
  #uncompressed(segment: Uint8Array): Uint8Array | undefined {
    if (segment.length < 2) throw malformed(BULK, 'data', segment.length);
    if (segment[0] & PACKET_COMPRESSED) return undefined;
    const plain = segment.subarray(1);
    if (this.#profile.segment < plain.length) throw malformed(BULK, 'data', plain.length);
    return plain;
  }

  /** Unpacks one segment to `output` from `start` on; returns where it ends. What lies before `start` is history too. */
  #segment(segment: Uint8Array, output: Uint8Array, start: number): number {
    const limit = Math.min(output.length, start + this.#profile.segment);
    const plain = this.#uncompressed(segment);
    if (plain) {
      if (limit < start + plain.length) throw malformed(BULK, 'data', plain.length);
      output.set(plain, start);
      return start + plain.length;
    }
    if ((segment[0] & TYPE_MASK) !== this.#profile.type) throw malformed(BULK, 'header', segment[0]);
    return this.#decode(segment, output, start, limit);
  }

  /**
   * The bits of a segment, most significant first, between its header and its last byte, which says how many bits before
   * it are padding. `bits` holds the next `held` bits from its top down; the bits below are zero.
   */
  #decode(segment: Uint8Array, output: Uint8Array, start: number, limit: number): number {
    const { length: lengths, follow: follows, value: values } = LOOKUP;
    const end = segment.length - 1;
    const padding = segment[end];
    const total = 8 * (end - 1) - padding;
    if (7 < padding || total < 0) throw malformed(BULK, 'padding', padding);
    let left = total;
    let at = start;
    let next = 1;
    let bits = 0;
    let held = 0;
    while (0 < left) {
      for (; held <= 24; held += 8) bits |= (next < end ? segment[next++] : 0) << (24 - held);
      const token = bits >>> (32 - LOOKUP_BITS);
      const length = lengths[token];
      const follow = follows[token];
      bits <<= length;
      held -= length;
      left -= length;
      if (follow === LITERAL) {
        if (at === limit) throw malformed(BULK, 'size', limit - start);
        output[at++] = values[token];
        continue;
      }
      if (follow === INVALID) throw malformed(BULK, 'token', token);
      for (; held <= 24; held += 8) bits |= (next < end ? segment[next++] : 0) << (24 - held);
      const distance = values[token] + (bits >>> (32 - follow));
      bits <<= follow;
      held -= follow;
      left -= follow;
      for (; held <= 24; held += 8) bits |= (next < end ? segment[next++] : 0) << (24 - held);
      if (distance === 0) {
        const count = bits >>> (32 - RUN_BITS);
        const from = 1 + ((total - left + RUN_BITS + 7) >> 3);
        if (end - from < count || limit - at < count) throw malformed(BULK, 'run', count);
        output.set(segment.subarray(from, from + count), at);
        at += count;
        next = from + count;
        left = total - 8 * (next - 1);
        bits = 0;
        held = 0;
        continue;
      }
      const ones = Math.clz32(~bits);
      if (LENGTH_ONES_MAX < ones) throw malformed(BULK, 'length', ones);
      bits <<= ones + 1;
      held -= ones + 1;
      left -= ones + 1;
      let count = 3;
      if (0 < ones) {
        for (; held <= 24; held += 8) bits |= (next < end ? segment[next++] : 0) << (24 - held);
        count = (2 << ones) + (bits >>> (31 - ones));
        bits <<= ones + 1;
        held -= ones + 1;
        left -= ones + 1;
      }
      if (limit - at < count) throw malformed(BULK, 'length', count);
      this.#match(output, at, distance, count);
      at += count;
    }
    if (left < 0) throw malformed(BULK, 'padding', padding);
    return at;
  }

  /** A match may begin in the history, and may reach into the bytes that it writes. */
  #match(output: Uint8Array, start: number, distance: number, count: number): void {
    const history = this.#history;
    if (this.#profile.history < distance || history.length + start < distance)
      throw malformed(BULK, 'distance', distance);
    let at = start;
    const end = start + count;
    if (at < distance) {
      const old = Math.min(count, distance - at);
      history.copy(distance - at, old, output, at);
      at += old;
    }
    if (end - at <= SHORT_COPY) {
      for (; at < end; at++) output[at] = output[at - distance];
      return;
    }
    // What has been copied repeats itself, so that each piece may be as long as all before it.
    const from = at - distance;
    while (at < end) {
      const piece = Math.min(end - at, at - from);
      output.copyWithin(at, from, from + piece);
      at += piece;
    }
  }
}
