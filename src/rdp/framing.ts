import { LIMITS } from '../bytes/limits.js';
import { invalid, tooLarge } from '../errors.js';
import type { ReadHint } from './connect/phase.js';

const TPKT_VERSION = 3;
/** TPKT header and the shortest X.224 TPDU (RFC 1006 section 6). */
const TPKT_MINIMUM = 4 + 3;
const FASTPATH_ACTION_MASK = 0x3;
const FASTPATH_OUTPUT_ACTION_FASTPATH = 0x0;
const DER_SEQUENCE = 0x30;
/** Early User Authorization Result PDU, [MS-RDPBCGR] 2.2.10.2. */
const EARLY_USER_AUTHORIZATION = 4;

const EMPTY = new Uint8Array(0);

/**
 * Cuts a byte stream into whole units. The caller pushes each chunk as it comes and takes units until there is none:
 *
 * ```ts
 * framer.push(chunk);
 * for (let unit = framer.next('frame'); unit; unit = framer.next('frame')) receive(unit);
 * ```
 *
 * The hint is given per unit because the connection sequence changes it. A unit inside one chunk is a view of that
 * chunk; a unit that spans chunks is assembled once, in memory that then belongs to it. What stays behind after `next`
 * returned undefined is shorter than one unit, hence below LIMITS.frame or LIMITS.tsRequest. A pushed chunk belongs to
 * the framer until the next push.
 */
export class Framer {
  /** Unread bytes of earlier chunks: a copy, before `#chunk` in the stream. */
  #held: Uint8Array = EMPTY;
  #heldLength = 0;
  /** Unread bytes of the newest chunk. */
  #chunk: Uint8Array = EMPTY;
  /** Length of the unit that is incomplete, as far as it is known; a limit was met before. */
  #expected = 0;

  /** Unread bytes. */
  get pending(): number {
    return this.#heldLength + this.#chunk.length;
  }

  push(chunk: Uint8Array): void {
    this.#hold(this.#chunk.length);
    // Views of a plain array are made faster than those of a Buffer, and there are several for each unit.
    this.#chunk = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }

  /** The next whole unit, or undefined until more bytes come. Throws DecodeError when the header cannot be one. */
  next(hint: ReadHint): Uint8Array | undefined {
    const length = this.#unitLength(hint);
    this.#expected = length ?? 0;
    if (length === undefined || this.pending < length) return undefined;
    return this.#take(length);
  }

  /** Hands over all unread bytes, for whoever reads the stream from here on. */
  rest(): Uint8Array {
    return this.#take(this.pending);
  }

  #take(length: number): Uint8Array {
    if (this.#heldLength === 0) {
      const unit = this.#chunk.subarray(0, length);
      this.#chunk = this.#chunk.subarray(length);
      return unit;
    }
    if (this.#heldLength < length) this.#hold(length - this.#heldLength);
    const unit = this.#held.subarray(0, length);
    this.#held = length < this.#heldLength ? this.#held.slice(length, this.#heldLength) : EMPTY;
    this.#heldLength -= length;
    return unit;
  }

  /** Moves `count` bytes from the chunk to the held ones. */
  #hold(count: number): void {
    if (count === 0) return;
    const end = this.#heldLength + count;
    if (this.#held.length < end) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#held.length, this.#expected));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    this.#held.set(this.#chunk.subarray(0, count), this.#heldLength);
    this.#heldLength = end;
    this.#chunk = this.#chunk.subarray(count);
  }

  #peek(index: number): number {
    return index < this.#heldLength ? this.#held[index] : this.#chunk[index - this.#heldLength];
  }

  /** Length of the next unit with its header; undefined while the header is incomplete. */
  #unitLength(hint: ReadHint): number | undefined {
    if (this.pending === 0) return undefined;
    switch (hint) {
      case 'tpkt':
        return this.#tpktLength();
      case 'frame':
        return this.#peek(0) === TPKT_VERSION ? this.#tpktLength() : this.#fastPathLength();
      case 'ts-request':
        return this.#derLength();
      case 'authorization':
        return EARLY_USER_AUTHORIZATION;
    }
  }

  /** RFC 1006 section 6: version, reserved, length in network order. */
  #tpktLength(): number | undefined {
    if (this.#peek(0) !== TPKT_VERSION) throw invalid('TPKT', 'version', this.#peek(0));
    if (this.pending < 4) return undefined;
    const length = (this.#peek(2) << 8) | this.#peek(3);
    if (length < TPKT_MINIMUM) throw invalid('TPKT', 'length', length);
    return length;
  }

  /** [MS-RDPBCGR] 2.2.9.1.2: fpOutputHeader, length1, and length2 when the top bit of length1 is set. */
  #fastPathLength(): number | undefined {
    const header = this.#peek(0);
    if ((header & FASTPATH_ACTION_MASK) !== FASTPATH_OUTPUT_ACTION_FASTPATH)
      throw invalid('TS_FP_UPDATE_PDU', 'fpOutputHeader', header);
    if (this.pending < 2) return undefined;
    const length1 = this.#peek(1);
    const long = (length1 & 0x80) !== 0;
    if (long && this.pending < 3) return undefined;
    const length = long ? ((length1 & 0x7f) << 8) | this.#peek(2) : length1;
    if (length <= (long ? 3 : 2)) throw invalid('TS_FP_UPDATE_PDU', 'length1', length);
    return length;
  }

  /** [MS-CSSP] 2.2.1: a DER SEQUENCE with definite length. */
  #derLength(): number | undefined {
    if (this.#peek(0) !== DER_SEQUENCE) throw invalid('TSRequest', 'tag', this.#peek(0));
    if (this.pending < 2) return undefined;
    const first = this.#peek(1);
    if (first < 0x80) return 2 + first;
    const digits = first & 0x7f;
    if (digits === 0 || 4 < digits) throw invalid('TSRequest', 'length', first);
    if (this.pending < 2 + digits) return undefined;
    let length = 0;
    for (let i = 0; i < digits; i++) length = length * 256 + this.#peek(2 + i);
    if (LIMITS.tsRequest < length) throw tooLarge('TSRequest', 'length', length);
    return 2 + digits + length;
  }
}
