import { DecodeError } from '../../errors.js';
import { CompressionFlag } from './flags.js';

/**
 * MPPC decompressor, [MS-RDPBCGR] 3.1.8.4: RDP 4.0 with 8 KiB of history, RDP 5.0 with 64 KiB. The history is a ring: an
 * offset that reaches before its start continues at its end.
 */
export class MppcDecompressor {
  readonly #history: Uint8Array;
  readonly #large: boolean;
  #offset = 0;

  constructor(size: 8192 | 65536) {
    this.#history = new Uint8Array(size);
    this.#large = size === 65536;
  }

  /** Returns bytes that belong to the caller, or `data` itself where it is not compressed. */
  decompress(data: Uint8Array, flags: number): Uint8Array {
    if (flags & CompressionFlag.PACKET_AT_FRONT) this.#offset = 0;
    if (flags & CompressionFlag.PACKET_FLUSHED) {
      this.#history.fill(0);
      this.#offset = 0;
    }
    if (!(flags & CompressionFlag.PACKET_COMPRESSED)) return data;
    const start = this.#offset;
    this.#offset = this.#expand(data, start);
    return this.#history.slice(start, this.#offset);
  }

  /** Appends to the history from `start` and returns where it ends. The bit stream is read from the most significant bit. */
  #expand(data: Uint8Array, start: number): number {
    const history = this.#history;
    const mask = history.length - 1;
    /** Next bits, left-aligned; `held` of them are valid, zeros follow behind the end of the data. */
    let bits = 0;
    let held = 0;
    let next = 0;
    let remaining = 8 * data.length;
    let at = start;
    // What is left over below a literal's eight bits pads the last byte.
    while (8 <= remaining) {
      while (held <= 24) {
        bits |= (next < data.length ? data[next] : 0) << (24 - held);
        next++;
        held += 8;
      }
      if (bits >= 0 || bits >>> 30 === 2) {
        if (at === history.length) throw corrupt('literal', at);
        const size = bits >= 0 ? 8 : 9;
        history[at++] = bits >= 0 ? bits >>> 24 : 0x80 | ((bits >>> 23) & 0x7f);
        bits <<= size;
        held -= size;
        remaining -= size;
        continue;
      }
      const code = this.#large ? offsetCode64K(bits) : offsetCode8K(bits);
      const offset = code.base + ((bits << code.prefix) >>> (32 - code.extra));
      const offsetSize = code.prefix + code.extra;
      bits <<= offsetSize;
      held -= offsetSize;
      remaining -= offsetSize;
      while (held <= 24) {
        bits |= (next < data.length ? data[next] : 0) << (24 - held);
        next++;
        held += 8;
      }
      // LengthOfMatch: n ones, a zero, and n + 1 bits; no ones mean 3.
      const ones = Math.clz32(~bits);
      if ((this.#large ? 14 : 11) < ones) throw corrupt('LengthOfMatch', ones);
      bits <<= ones + 1;
      held -= ones + 1;
      remaining -= ones + 1;
      let length = 3;
      if (0 < ones) {
        while (held <= 24) {
          bits |= (next < data.length ? data[next] : 0) << (24 - held);
          next++;
          held += 8;
        }
        length = (2 << ones) + (bits >>> (31 - ones));
        bits <<= ones + 1;
        held -= ones + 1;
        remaining -= ones + 1;
      }
      if (remaining < 0) throw corrupt('data', next);
      if (offset === 0 || mask < offset) throw corrupt('CopyOffset', offset);
      if (history.length < at + length) throw corrupt('LengthOfMatch', length);
      let from = (at - offset) & mask;
      for (const end = at + length; at < end; at++) {
        history[at] = history[from];
        from = (from + 1) & mask;
      }
    }
    return at;
  }
}

interface OffsetCode {
  /** Bits that say which range follows. */
  readonly prefix: number;
  /** Bits of the offset within the range. */
  readonly extra: number;
  readonly base: number;
}

const CODES_64K = {
  0: { prefix: 5, extra: 6, base: 0 },
  64: { prefix: 5, extra: 8, base: 64 },
  320: { prefix: 4, extra: 11, base: 320 },
  2368: { prefix: 3, extra: 16, base: 2368 },
} as const;

const CODES_8K = {
  0: { prefix: 4, extra: 6, base: 0 },
  64: { prefix: 4, extra: 8, base: 64 },
  320: { prefix: 3, extra: 13, base: 320 },
} as const;

/** [MS-RDPBCGR] 3.1.8.4.2.2.1: the bits begin with 11. */
function offsetCode64K(bits: number): OffsetCode {
  const ones = Math.clz32(~bits);
  if (ones >= 5) return CODES_64K[0];
  return ones === 4 ? CODES_64K[64] : ones === 3 ? CODES_64K[320] : CODES_64K[2368];
}

/** [MS-RDPBCGR] 3.1.8.4.1.2.1. */
function offsetCode8K(bits: number): OffsetCode {
  const ones = Math.clz32(~bits);
  if (ones >= 4) return CODES_8K[0];
  return ones === 3 ? CODES_8K[64] : CODES_8K[320];
}

const corrupt = (field: string, value: number): DecodeError => new DecodeError('BULK_INVALID', 'MPPC', field, value);
