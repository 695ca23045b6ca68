/** A range of match distances, [MS-RDPEGFX] 3.1.9.1.2.2: a prefix, then the distance above `base` in `bits` bits. */
export interface DistanceToken {
  readonly prefix: string;
  readonly bits: number;
  readonly base: number;
}

/** Each range ends where the next begins. Distance 0 announces a run of bytes without encoding. */
export const DISTANCES: readonly DistanceToken[] = [
  { prefix: '10001', bits: 5, base: 0 },
  { prefix: '10010', bits: 7, base: 32 },
  { prefix: '10011', bits: 9, base: 160 },
  { prefix: '10100', bits: 10, base: 672 },
  { prefix: '10101', bits: 12, base: 1696 },
  { prefix: '101100', bits: 14, base: 5792 },
  { prefix: '101101', bits: 15, base: 22176 },
  { prefix: '1011100', bits: 18, base: 54944 },
  { prefix: '1011101', bits: 20, base: 317088 },
  { prefix: '10111100', bits: 20, base: 1365664 },
  { prefix: '10111101', bits: 21, base: 2414240 },
  { prefix: '101111100', bits: 22, base: 4511392 },
  { prefix: '101111101', bits: 23, base: 8705696 },
  { prefix: '101111110', bits: 24, base: 17094304 },
];

/** Frequent bytes with a code of their own; all others are a zero and eight bits. */
export const LITERALS: readonly (readonly [prefix: string, value: number])[] = [
  ['11000', 0x00],
  ['11001', 0x01],
  ['110100', 0x02],
  ['110101', 0x03],
  ['110110', 0xff],
  ['1101110', 0x04],
  ['1101111', 0x05],
  ['1110000', 0x06],
  ['1110001', 0x07],
  ['1110010', 0x08],
  ['1110011', 0x09],
  ['1110100', 0x0a],
  ['1110101', 0x0b],
  ['1110110', 0x3a],
  ['1110111', 0x3b],
  ['1111000', 0x3c],
  ['1111001', 0x3d],
  ['1111010', 0x3e],
  ['1111011', 0x3f],
  ['1111100', 0x40],
  ['1111101', 0x80],
  ['11111100', 0x0c],
  ['11111101', 0x38],
  ['11111110', 0x39],
  ['11111111', 0x66],
];

/** Length of an unencoded run, and of the number in front of it. */
export const RUN_BITS = 15;

/** No prefix is longer, and a plain literal is this long as a whole: so many bits find the token. */
export const LOOKUP_BITS = 9;

export const LITERAL = 0xff;
export const INVALID = 0xfe;

/** Token by its first LOOKUP_BITS bits, in arrays of numbers because the decoder looks up one per byte or match. */
export const LOOKUP = buildLookup();

function buildLookup() {
  const size = 1 << LOOKUP_BITS;
  const lookup = {
    /** Bits of the prefix, or of the whole literal. */
    length: new Uint8Array(size),
    /** Bits that follow, or LITERAL, or INVALID. */
    follow: new Uint8Array(size).fill(INVALID),
    /** Base of the distance, or the byte. */
    value: new Int32Array(size),
  };
  const enter = (prefix: string, follow: number, value: number): void => {
    const free = LOOKUP_BITS - prefix.length;
    const from = Number.parseInt(prefix, 2) << free;
    lookup.length.fill(prefix.length, from, from + (1 << free));
    lookup.follow.fill(follow, from, from + (1 << free));
    lookup.value.fill(value, from, from + (1 << free));
  };
  for (let byte = 0; byte < 0x100; byte++) enter(byte.toString(2).padStart(LOOKUP_BITS, '0'), LITERAL, byte);
  for (const [prefix, byte] of LITERALS) enter(prefix, LITERAL, byte);
  for (const { prefix, bits, base } of DISTANCES) enter(prefix, bits, base);
  return lookup;
}
