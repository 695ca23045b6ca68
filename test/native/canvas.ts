import { loadNative, type NativeSurface } from '../../native-bindings/index.js';
import { CELL, type DecodeCommand } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';

export const native = loadNative();

/** A picture that kernels draw on, and what they say they touched. */
export interface Canvas {
  readonly surface: NativeSurface;
  readonly dirty: Uint8Array;
  readonly palette: Uint8Array;
}

export function createCanvas(width: number, height: number, shared = false): Canvas {
  const bytes = (length: number): Uint8Array =>
    shared ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length);
  const stride = width * 4;
  return {
    surface: { pixels: bytes(stride * height), width, height, stride },
    dirty: bytes(Math.ceil(width / CELL) * Math.ceil(height / CELL)),
    palette: bytes(256 * 4),
  };
}

/** Draws commands; returns -1 or the index of the one that failed. */
export function draw(canvas: Canvas, ...commands: readonly DecodeCommand[]): number {
  const batch = new DecodeBatchWriter();
  for (const command of commands) batch.append(command);
  return native.decodeBatch(batch.take(), canvas.surface, canvas.dirty, canvas.palette);
}

/** A command for a bitmap that is visible as a whole; fields in `rest` differ. */
export function bitmap(
  codec: DecodeCommand['codec'],
  width: number,
  height: number,
  data: Uint8Array | readonly number[],
  rest: Partial<DecodeCommand> = {},
): DecodeCommand {
  return {
    codec,
    bitsPerPixel: 32,
    flags: 0,
    left: 0,
    top: 0,
    visibleWidth: width,
    visibleHeight: height,
    width,
    height,
    data: Uint8Array.from(data),
    ...rest,
  };
}

/** A pixel as 0xRRGGBB. */
export function pixelAt({ surface }: Canvas, x: number, y: number): number {
  const at = y * surface.stride + x * 4;
  const { pixels } = surface;
  return (pixels[at + 2] << 16) | (pixels[at + 1] << 8) | pixels[at];
}

/** Rows of pixels as hexadecimal RRGGBB, so that a difference can be read. */
export function rows(canvas: Canvas): string[] {
  const { width, height } = canvas.surface;
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => pixelAt(canvas, x, y).toString(16).padStart(6, '0')).join(' '),
  );
}

/** The same numbers in every run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
