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
  tileStateSize(): number;
  tileState(payload: number, length: number): number;
  drawTile(...pictureCornerTablesPayloadState: number[]): number;
}

/** A part of the memory. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** Where a picture lies: rows of RGBA without a gap. */
export interface PictureSpan {
  readonly at: number;
  readonly width: number;
  readonly height: number;
}

/** What a handed-on tile has to be given of its cell, in the order of the module's answers. */
const TILE_STATES = ['none', 'any', 'needed'] as const;

/** There is no state at this address. */
export const NO_STATE = 0;

const FIRST_PAGES = 16;

/** The kernels in WebAssembly, which draw on pictures in their own memory. Callers have checked every area. */
export class Kernels {
  readonly heap: Heap;
  readonly #exports: Exports;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
    this.#exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
    this.heap = new Heap(memory, this.#exports.__heap_base.value);
  }

  /** All of the memory. Another array once it has grown. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.heap;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
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

  /** Bytes of a cell's state for tiles that build on each other; all zero at first. */
  get tileStateSize(): number {
    return this.#exports.tileStateSize();
  }

  /** Whether a handed-on tile takes the state of its cell: never, if the cell has one, or always. */
  tileState(payload: Span): (typeof TILE_STATES)[number] {
    return TILE_STATES[this.#exports.tileState(payload.at, payload.length)];
  }

  /** Draws a handed-on tile with its corner at `x`, `y`. Returns whether it makes sense. */
  drawTile(
    picture: PictureSpan,
    x: number,
    y: number,
    tables: { readonly quantizations: Span; readonly progressive: Span },
    payload: Span,
    state: number,
  ): boolean {
    const { quantizations, progressive } = tables;
    const target = [picture.at, picture.width, picture.height, x, y];
    const spans = [quantizations, progressive, payload].flatMap(({ at, length }) => [at, length]);
    return this.#exports.drawTile(...target, ...spans, state) === 0;
  }
}

const planesOf = (p: Yuv420): number[] => [p.y, p.u, p.v, p.lumaStride, p.chromaStride, p.chromaStep];
const cornersOf = (area: Area): number[] => [area.left, area.top, area.right, area.bottom];
