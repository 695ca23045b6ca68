import type { Kernels, Yuv420 } from '../kernels/kernels.js';
import type { DecodedPicture } from './decoder-port.js';

export const MACROBLOCK = 16;
export const wholeBlocks = (side: number): number => Math.ceil(side / MACROBLOCK) * MACROBLOCK;

/** Chroma in two planes, or both values side by side in one. */
export const isKnownFormat = (format: string | null): boolean => format === 'I420' || format === 'NV12';

/** A decoded picture in the memory of the kernels. */
export interface StagedPicture {
  /** They hold the whole macroblocks of a surface. */
  readonly planes: Yuv420;
  /** What of them is there. */
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where decoded pictures are put for the kernels, one at a time. */
export class VideoStage {
  readonly #kernels: Kernels;
  #at = 0;
  #size = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /**
   * Copies the rows from `top` to `bottom`, multiples of 16, as far as they belong to a surface. Decoders say that more is
   * coded than is, so the surface counts. Undefined for a picture of a kind that there are no kernels for, or when its
   * memory is gone.
   */
  async put(picture: DecodedPicture, surface: Size, top: number, bottom: number): Promise<StagedPicture | undefined> {
    const { format, codedWidth, codedHeight } = picture;
    if (!isKnownFormat(format)) return undefined;
    const pairs = format === 'NV12';
    const [wholeWidth, wholeHeight] = [wholeBlocks(surface.width), wholeBlocks(surface.height)];
    const [width, height] = [Math.min(codedWidth, wholeWidth), Math.min(codedHeight, wholeHeight)];
    const end = Math.min(bottom, height);
    const staged = { planes: this.#planes(wholeWidth, wholeHeight, pairs), width, height };
    if (end <= top) return staged;
    const destination = this.#kernels.bytes.subarray(this.#at, this.#at + this.#size);
    const { y, u, v, lumaStride, chromaStride } = staged.planes;
    const plane = (at: number, stride: number, row: number) => ({ offset: at - this.#at + row * stride, stride });
    const layout = [plane(y, lumaStride, top), plane(u, chromaStride, top / 2)];
    if (!pairs) layout.push(plane(v, chromaStride, top / 2));
    try {
      await picture.copyTo(destination, { rect: { x: 0, y: top, width, height: end - top }, layout });
    } catch {
      return undefined;
    }
    return staged;
  }

  release(): void {
    if (this.#size > 0) this.#kernels.heap.release(this.#at);
    this.#size = 0;
  }

  #planes(width: number, height: number, pairs: boolean): Yuv420 {
    const luma = width * height;
    if (this.#size < (luma * 3) / 2) {
      this.release();
      this.#at = this.#kernels.heap.allocate((luma * 3) / 2);
      this.#size = (luma * 3) / 2;
    }
    const [y, u] = [this.#at, this.#at + luma];
    if (pairs) return { y, u, v: u + 1, lumaStride: width, chromaStride: width, chromaStep: 2 };
    return { y, u, v: u + luma / 4, lumaStride: width, chromaStride: width / 2, chromaStep: 1 };
  }
}
