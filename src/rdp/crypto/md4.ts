/** The MD4 message digest, RFC 1320. Broken as a hash; NTLM derives its password hash with it ([MS-NLMP] 3.3.1). */

const SHIFTS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const;
const ORDER = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;
const CONSTANTS = [0, 0x5a827999, 0x6ed9eba1] as const;

const mix = (round: number, x: number, y: number, z: number): number =>
  round === 0 ? (x & y) | (~x & z) : round === 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;

function compress(state: Uint32Array, block: DataView, at: number): void {
  let [a, b, c, d] = state;
  for (let round = 0; round < 3; round++) {
    for (let step = 0; step < 16; step++) {
      const word = block.getUint32(at + 4 * ORDER[round][step], true);
      const sum = (a + mix(round, b, c, d) + word + CONSTANTS[round]) | 0;
      const shift = SHIFTS[round][step & 3];
      [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
    }
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

export function md4(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((message.length + 8) & ~63) + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, message.length << 3, true);
  view.setUint32(padded.length - 4, message.length >>> 29, true);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < padded.length; at += 64) compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 4; i++) digest.setUint32(4 * i, state[i], true);
  return new Uint8Array(digest.buffer);
}
