/** Views of H.264 pictures as a decoder gives them, in the memory of the kernels. */
import type { Kernels, Yuv420 } from '../../src/web/kernels/kernels.js';

export const whole = (side: number): number => Math.ceil(side / 16) * 16;

/** Y, U and V of a picture in whole macroblocks, one after the other. */
export interface View420 {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export function emptyView(width: number, height: number): View420 {
  return { width: whole(width), height: whole(height), bytes: new Uint8Array((whole(width) * whole(height) * 3) / 2) };
}

/** Something different everywhere: smooth areas, edges and noise. */
export function paintView({ width, bytes }: View420, random: (below: number) => number): void {
  for (let i = 0; i < bytes.length; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const block = (Math.floor(x / 24) + Math.floor(y / 20)) % 3;
    bytes[i] = block === 0 ? (x + y) & 255 : block === 1 ? 90 + random(20) : random(256);
  }
}

/** Copies a view into the kernels' memory, with chroma in two planes or in one. */
export function place(kernels: Kernels, { width, height, bytes }: View420, layout: 'I420' | 'NV12'): Yuv420 {
  const y = kernels.heap.allocate(bytes.length);
  const luma = width * height;
  const memory = new Uint8Array(kernels.heap.buffer, y, bytes.length);
  memory.set(bytes);
  const u = y + luma;
  if (layout === 'I420') {
    return { y, u, v: u + luma / 4, lumaStride: width, chromaStride: width / 2, chromaStep: 1 };
  }
  for (let i = 0; i < luma / 4; i++) {
    memory[luma + 2 * i] = bytes[luma + i];
    memory[luma + 2 * i + 1] = bytes[luma + luma / 4 + i];
  }
  return { y, u, v: u + 1, lumaStride: width, chromaStride: width, chromaStep: 2 };
}
