/**
 * Colour depths of tiles. Hosts that send 15 or 16 bits per pixel have only so many colours, and their tiles are written
 * in as few bits. Inside the decoder a colour is three bytes, red lowest, each with the bits of the depth; a pixel of the
 * picture has eight bits in each and a fourth byte that makes it opaque.
 */
export interface TileDepth {
  /** Bytes of a colour in a tile: 3 for blue, green, red; 2 for a 16-bit word with blue lowest. */
  readonly colorSize: 2 | 3;
  readonly greenBits: 5 | 6 | 8;
  /** How far green differences are shifted before red and blue are measured against them. */
  readonly greenShift: 0 | 1;
  /** Eight bits for a red or blue, and for a green, of this depth. */
  readonly expandRed: Uint8Array;
  readonly expandGreen: Uint8Array;
  /** The reverse, for values that `expand…` yields. */
  readonly reduceRed: Uint8Array;
  readonly reduceGreen: Uint8Array;
}

export const OPAQUE = 0xff00_0000;

const channel = (values: number, expand: (value: number) => number): { expand: Uint8Array; reduce: Uint8Array } => {
  const tables = { expand: new Uint8Array(256), reduce: new Uint8Array(256) };
  for (let value = 0; value < values; value++) {
    tables.expand[value] = expand(value);
    tables.reduce[expand(value)] = value;
  }
  return tables;
};

const eight = channel(256, (value) => value);
const five = channel(32, (value) => (value << 3) | (value >> 2));
/** As the gateway expands the green of 16 bits per pixel. */
const six = channel(64, (value) => Math.min((value << 2) + (value >> 3), 255));

const depth = (
  colorSize: 2 | 3,
  greenBits: 5 | 6 | 8,
  greenShift: 0 | 1,
  red: typeof five,
  green: typeof five,
): TileDepth => ({
  colorSize,
  greenBits,
  greenShift,
  expandRed: red.expand,
  expandGreen: green.expand,
  reduceRed: red.reduce,
  reduceGreen: green.reduce,
});

/** In the order of the encodings. */
export const TILE_DEPTHS: readonly TileDepth[] = [
  depth(3, 8, 0, eight, eight),
  depth(2, 6, 1, five, six),
  depth(2, 5, 0, five, five),
];

/** A colour as stored at `at`. */
export function readColor({ colorSize, greenBits }: TileDepth, source: Uint8Array, at: number): number {
  if (colorSize === 3) return source[at + 2] | (source[at + 1] << 8) | (source[at] << 16);
  const word = source[at] | (source[at + 1] << 8);
  return (word >> (5 + greenBits)) | (((word >> 5) & ((1 << greenBits) - 1)) << 8) | ((word & 31) << 16);
}

/** The pixel for a colour. */
export function expandColor({ expandRed, expandGreen }: TileDepth, color: number): number {
  const red = expandRed[color & 255];
  const green = expandGreen[(color >> 8) & 255];
  const blue = expandRed[(color >> 16) & 255];
  return OPAQUE | red | (green << 8) | (blue << 16);
}

/** The colour of a pixel that this depth holds exactly. */
export function reducePixel({ reduceRed, reduceGreen }: TileDepth, pixel: number): number {
  return reduceRed[pixel & 255] | (reduceGreen[(pixel >> 8) & 255] << 8) | (reduceRed[(pixel >> 16) & 255] << 16);
}
