import { Heap } from './heap.js';

/** Exclusive at the right and at the bottom. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the planes of a decoded picture lie. */
export interface Yuv420 {
  readonly y: number;
  readonly u: number;
  readonly v: number;
  readonly lumaStride: number;
  readonly chromaStride: number;
  /** From one value of a chroma row to the next: 1 for I420, 2 for NV12. */
  readonly chromaStep: 1 | 2;
}

/** Where three planes of full size lie, one after the other. Sides are multiples of 16. */
export interface Yuv444 {
  readonly planes: number;
  readonly width: number;
  readonly height: number;
}

export const VIEWS = { main: 0, auxiliary: 1, auxiliaryV2: 2 } as const;
export type View = keyof typeof VIEWS;

/** What the module offers; `native-bindings/wasm/module.cc` says what each does. */
interface Exports {
  readonly __heap_base: WebAssembly.Global;
  drawYuv420(...pictureAreaToStride: number[]): void;
  combine(...viewPictureAreaPlanes: number[]): void;
  drawYuv444(...planesAreaToStride: number[]): void;
  drawTile(...payloadTablesToStrideSize: number[]): number;
}

const FIRST_PAGES = 16;

/** The kernels in WebAssembly, which draw on pictures in their own memory. Callers have checked every area. */
export class Kernels {
  readonly heap: Heap;
  readonly #exports: Exports;

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
    this.#exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
    this.heap = new Heap(memory, this.#exports.__heap_base.value);
  }

  /** Converts `area` of a picture; its first pixel goes to address `to`. */
  drawYuv420(from: Yuv420, area: Area, to: number, stride: number): void {
    this.#exports.drawYuv420(...planesOf(from), ...cornersOf(area), to, stride);
  }

  /** Puts a view together with what is there. `area` has its corners at macroblocks. */
  combine(view: View, from: Yuv420, area: Area, to: Yuv444): void {
    this.#exports.combine(VIEWS[view], ...planesOf(from), ...cornersOf(area), to.planes, to.width, to.height);
  }

  drawYuv444(from: Yuv444, area: Area, to: number, stride: number): void {
    this.#exports.drawYuv444(from.planes, from.width, from.height, ...cornersOf(area), to, stride);
  }

  /**
   * Draws a handed-on tile of `length` bytes, of which `width` × `height` pixels are on the desktop. Returns whether it
   * makes sense.
   */
  drawTile(
    payload: { readonly at: number; readonly length: number },
    quantizations: { readonly at: number; readonly count: number },
    to: { readonly at: number; readonly stride: number; readonly width: number; readonly height: number },
  ): boolean {
    const { at, stride, width, height } = to;
    const tables = [quantizations.at, quantizations.count];
    return this.#exports.drawTile(payload.at, payload.length, ...tables, at, stride, width, height) === 0;
  }
}

const planesOf = (p: Yuv420): number[] => [p.y, p.u, p.v, p.lumaStride, p.chromaStride, p.chromaStep];
const cornersOf = (area: Area): number[] => [area.left, area.top, area.right, area.bottom];
