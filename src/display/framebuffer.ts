import { type CellGrid, cellGrid, checkDesktop, type Size } from './geometry.js';

/** One pixel is four bytes: blue, green, red, unused. */
export const BYTES_PER_PIXEL = 4;

/**
 * A picture in shared memory: a session's framebuffer, or a viewer's shadow of it.
 *
 * INVARIANT: one writer or several readers. Who writes is decided by the owner's lock, never by whoever holds a view.
 */
export interface Picture extends Size {
  readonly stride: number;
  readonly pixels: Uint8Array<SharedArrayBuffer>;
  readonly grid: CellGrid;
}

/**
 * A black picture, or one at the start of `room`, as that is. Throws PDU_INVALID or PDU_TOO_LARGE for a size that no
 * desktop may have.
 */
export function createPicture(size: Size, room?: SharedArrayBuffer): Picture {
  checkDesktop(size);
  const stride = size.width * BYTES_PER_PIXEL;
  const length = stride * size.height;
  return {
    width: size.width,
    height: size.height,
    stride,
    pixels: new Uint8Array(room ?? new SharedArrayBuffer(length), 0, length),
    grid: cellGrid(size),
  };
}

export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Copies the part that both pictures have, from the top left corner. */
export function copyOverlap(from: Picture, to: Picture): void {
  const rows = Math.min(from.height, to.height);
  const length = Math.min(from.stride, to.stride);
  for (let row = 0; row < rows; row++) {
    const at = row * from.stride;
    to.pixels.set(from.pixels.subarray(at, at + length), row * to.stride);
  }
}

/** A copy of the pixels as RGBA with full opacity, for image files and canvases. */
export function copyRgba(picture: Picture): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = picture.pixels;
  const words = new Uint32Array(buffer, byteOffset, byteLength / BYTES_PER_PIXEL);
  const rgba = new Uint32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const bgrx = words[i];
    rgba[i] = 0xff000000 | ((bgrx & 0xff) << 16) | (bgrx & 0xff00) | ((bgrx >>> 16) & 0xff);
  }
  return new Uint8Array(rgba.buffer);
}
