import { wireInvalid } from './header.js';

/**
 * Decodes one LZ4 block (lz4_Block_format.md) from `source[from, to)` into `target` and returns the number of bytes
 * written. Never writes beyond `limit` bytes; throws WIRE_INVALID for anything that is not a block of at most that size.
 */
export function decodeLz4(source: Uint8Array, from: number, to: number, target: Uint8Array, limit: number): number {
  let at = from;
  let out = 0;
  while (at < to) {
    const token = source[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && at < to) literals += more = source[at++];
    }
    if (to - at < literals || limit - out < literals) throw wireInvalid('Lz4Block', 'literals', literals);
    for (const end = at + literals; at < end; ) target[out++] = source[at++];
    // The last sequence has no match.
    if (at === to) return out;

    if (to - at < 2) throw wireInvalid('Lz4Block', 'offset');
    const offset = source[at] | (source[at + 1] << 8);
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255 && at < to) length += more = source[at++];
    }
    if (offset === 0 || out < offset || limit - out < length) throw wireInvalid('Lz4Block', 'match', offset);
    // A match may overlap what it writes, so it is copied byte by byte.
    for (const end = out + length; out < end; out++) target[out] = target[out - offset];
  }
  throw wireInvalid('Lz4Block', 'end');
}
