import { LIMITS } from '../bytes/limits.js';
import { wireInvalid } from './header.js';

const LENGTH = 4;
const LEAST_MATCH = 4;
/** A nibble of a token that a number follows. */
const MORE = 15;
const MOST_NUMBER_BITS = 21;
/** From here on a call copies faster than a loop. */
const LONG = 32;

/**
 * Unpacks the packed payloads of one connection, which refer to what earlier ones held.
 *
 * | type | field |
 * |---|---|
 * | u32 | bytes that it stands for |
 * | | sequences, until the payload ends |
 *
 * A sequence is a token, literals, and a match, which the last one lacks:
 *
 * | type | field |
 * |---|---|
 * | u8 | number of literals, in the high four bits; length of the match − 4 in the low ones |
 * | number | only when the high bits are 15: more literals |
 * | | literals |
 * | number | distance back to where the match begins; 0 is that of the match before |
 * | number | only when the low bits are 15: what the match is longer |
 *
 * A number has seven bits in each byte, lowest first; bit 7 says that another byte follows, up to three.
 */
export class Unpacker {
  /** What was unpacked, as far as it is remembered, in `[0, end)`. */
  #window = new Uint8Array(0);
  #end = 0;
  /** Of the payload that is being read. */
  #source: Uint8Array = this.#window;
  #at = 0;

  /** Returns the payload that `packed` stands for, and remembers it. Throws WIRE_INVALID. */
  unpack(packed: Uint8Array): Uint8Array {
    if (packed.length < LENGTH) throw wireInvalid('Packed', 'length', packed.length);
    const length = new DataView(packed.buffer, packed.byteOffset, LENGTH).getUint32(0, true);
    if (LIMITS.packWindow < length) throw wireInvalid('Packed', 'unpackedLength', length);
    this.#makeRoom(length);
    this.#source = packed;
    this.#at = LENGTH;
    const start = this.#end;
    this.#sequences(start, start + length);
    this.#end = start + length;
    // What reads it may keep it; the window moves.
    return this.#window.slice(start, this.#end);
  }

  #makeRoom(length: number): void {
    if (this.#window.length === 0) this.#window = new Uint8Array(2 * LIMITS.packWindow);
    if (this.#end + length <= this.#window.length) return;
    this.#window.copyWithin(0, this.#end - LIMITS.packWindow, this.#end);
    this.#end = LIMITS.packWindow;
  }

  #sequences(start: number, end: number): void {
    const source = this.#source;
    let to = start;
    let distance = 0;
    while (this.#at < source.length) {
      const token = source[this.#at++];
      const literals = this.#length(token >> 4);
      if (source.length - this.#at < literals || end - to < literals) throw wireInvalid('Packed', 'literals', literals);
      to = this.#copyLiterals(literals, to);
      if (this.#at === source.length) break;
      distance = this.#number() || distance;
      const match = this.#length(token & MORE) + LEAST_MATCH;
      if (distance === 0 || to < distance || LIMITS.packWindow < distance)
        throw wireInvalid('Packed', 'distance', distance);
      if (end - to < match) throw wireInvalid('Packed', 'match', match);
      to = this.#copyMatch(distance, match, to);
    }
    if (to !== end) throw wireInvalid('Packed', 'unpackedLength', end - start);
  }

  #length(nibble: number): number {
    return nibble === MORE ? MORE + this.#number() : nibble;
  }

  #number(): number {
    let value = 0;
    for (let shift = 0; shift < MOST_NUMBER_BITS; shift += 7) {
      if (this.#at === this.#source.length) throw wireInvalid('Packed', 'number');
      const byte = this.#source[this.#at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw wireInvalid('Packed', 'number', value);
  }

  #copyLiterals(count: number, to: number): number {
    const source = this.#source;
    const window = this.#window;
    const from = this.#at;
    this.#at += count;
    if (LONG <= count) window.set(source.subarray(from, from + count), to);
    else for (let i = 0; i < count; i++) window[to + i] = source[from + i];
    return to + count;
  }

  /** A match may overlap what it writes; then its first bytes are repeated. */
  #copyMatch(distance: number, length: number, to: number): number {
    const window = this.#window;
    const from = to - distance;
    if (LONG <= length && length <= distance) window.copyWithin(to, from, from + length);
    else for (let i = 0; i < length; i++) window[to + i] = window[from + i];
    return to + length;
  }
}
