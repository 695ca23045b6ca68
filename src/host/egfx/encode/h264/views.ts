import { MACROBLOCK, toYuv420, type Yuv } from './yuv.js';

/** A YUV444 picture as two YUV420 pictures. */
export interface Views {
  /** Luma and the mean of the chroma. */
  readonly main: Yuv;
  /** The chroma that the main view leaves out. */
  readonly auxiliary: Yuv;
}

/** Version 1 of the packing, or that of AVC444v2. */
export type Packing = 1 | 2;

export function splitViews(full: Yuv, packing: Packing): Views {
  return { main: toYuv420(full), auxiliary: packing === 1 ? auxiliaryV1(full) : auxiliaryV2(full) };
}

/**
 * [MS-RDPEGFX] 3.3.8.3.2. Luma: of every sixteen rows the odd ones of U (B4) over the odd ones of V (B5). Chroma: the odd
 * columns of the even rows of U (B6) and V (B7).
 */
function auxiliaryV1({ width, height, u, v }: Yuv): Yuv {
  const y = new Uint8Array(width * height);
  const half = MACROBLOCK / 2;
  for (let row = 0; row < height; row++) {
    const within = row % MACROBLOCK;
    const source = within < half ? u : v;
    const from = (row - within + 2 * (within % half) + 1) * width;
    y.set(source.subarray(from, from + width), row * width);
  }
  const odd = (plane: Uint8Array): Uint8Array => sampled(plane, width, height, [2, 1], [2, 0]);
  return { width, height, chromaWidth: width / 2, y, u: odd(u), v: odd(v) };
}

/**
 * [MS-RDPEGFX] 3.3.8.3.3. Luma: the odd columns of U (B4) left of those of V (B5). Chroma: of the odd rows every fourth
 * column, from the first on in the U plane (B6 of U, B7 of V) and from the third on in the V plane (B8, B9).
 */
function auxiliaryV2({ width, height, u, v }: Yuv): Yuv {
  const beside = (left: Uint8Array, right: Uint8Array, columns: number): Uint8Array => {
    const joined = new Uint8Array(left.length + right.length);
    for (let at = 0; at < left.length; at += columns) {
      joined.set(left.subarray(at, at + columns), 2 * at);
      joined.set(right.subarray(at, at + columns), 2 * at + columns);
    }
    return joined;
  };
  const odd = (plane: Uint8Array): Uint8Array => sampled(plane, width, height, [2, 1], [1, 0]);
  const quarter = (plane: Uint8Array, first: number): Uint8Array => sampled(plane, width, height, [4, first], [2, 1]);
  return {
    width,
    height,
    chromaWidth: width / 2,
    y: beside(odd(u), odd(v), width / 2),
    u: beside(quarter(u, 0), quarter(v, 0), width / 4),
    v: beside(quarter(u, 2), quarter(v, 2), width / 4),
  };
}

type Every = readonly [step: number, first: number];

function sampled(plane: Uint8Array, width: number, height: number, columns: Every, rows: Every): Uint8Array {
  const samples: number[] = [];
  for (let y = rows[1]; y < height; y += rows[0])
    for (let x = columns[1]; x < width; x += columns[0]) samples.push(plane[y * width + x]);
  return Uint8Array.from(samples);
}
