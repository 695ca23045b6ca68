/** What the browser is asked to measure; `run.ts` bundles this and calls it by name. */
import { Kernels, type Yuv420, type Yuv444 } from '../../src/web/kernels/kernels.js';
import { combineInWebGl } from './webgl.js';

export interface TileInput {
  readonly width: number;
  readonly height: number;
  readonly quantizations: readonly number[];
  readonly tiles: readonly { readonly x: number; readonly y: number; readonly payload: readonly number[] }[];
}

/** Milliseconds. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
}

const WARM_UP = 5;
const RUNS = 40;

function timed(task: () => void): Timing {
  for (let i = 0; i < WARM_UP; i++) task();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    task();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: times[RUNS >> 1], p95: times[Math.floor(RUNS * 0.95)] };
}

const kernels = async (): Promise<Kernels> => new Kernels(await WebAssembly.compileStreaming(fetch('/kernels.wasm')));

/** Every tile of a picture, decoded and drawn. */
async function tiles({ width, height, quantizations, tiles }: TileInput): Promise<Timing> {
  const k = await kernels();
  const picture = { at: k.heap.allocate(width * height * 4), width, height };
  const tables = k.heap.allocate(quantizations.length);
  k.bytes.set(quantizations, tables);
  const none = { at: tables, length: 0 };
  const placed = tiles.map(({ x, y, payload }) => {
    const at = k.heap.allocate(payload.length);
    k.bytes.set(payload, at);
    return { x, y, span: { at, length: payload.length } };
  });
  return timed(() => {
    for (const { x, y, span } of placed) {
      const quantization = { at: tables, length: quantizations.length };
      if (!k.drawTile(picture, x, y, { quantizations: quantization, progressive: none }, span, 0))
        throw new Error('tile');
    }
  });
}

function noise(bytes: Uint8Array): void {
  let value = 1;
  for (let i = 0; i < bytes.length; i++) {
    value = (Math.imul(value, 1103515245) + 12345) >>> 0;
    bytes[i] = ((i % 1920) >> 3) + (value >>> 28);
  }
}

/** Both views of a picture as a decoder leaves them in ordinary memory. */
function views(width: number, height: number): [Uint8Array, Uint8Array] {
  const view = () => new Uint8Array((width * height * 3) / 2);
  const both: [Uint8Array, Uint8Array] = [view(), view()];
  for (const one of both) noise(one);
  return both;
}

/** AVC444 in WebAssembly: copy both views in, combine, convert. */
async function wasm444(width: number, height: number, version: 1 | 2): Promise<Timing> {
  const k = await kernels();
  const [main, auxiliary] = views(width, height);
  const stage = k.heap.allocate(main.length);
  const luma = width * height;
  const from: Yuv420 = {
    y: stage,
    u: stage + luma,
    v: stage + luma + luma / 4,
    lumaStride: width,
    chromaStride: width / 2,
    chromaStep: 1,
  };
  const to: Yuv444 = { planes: k.heap.allocate(3 * luma), width, height };
  const picture = k.heap.allocate(4 * luma);
  const all = { left: 0, top: 0, right: width, bottom: height };
  return timed(() => {
    k.bytes.set(main, stage);
    k.combine('main', from, all, to);
    k.bytes.set(auxiliary, stage);
    k.combine(version === 1 ? 'auxiliary' : 'auxiliaryV2', from, all, to);
    k.drawYuv444(to, all, picture, width * 4);
  });
}

async function wasm420(width: number, height: number): Promise<Timing> {
  const k = await kernels();
  const [main] = views(width, height);
  const stage = k.heap.allocate(main.length);
  const luma = width * height;
  const chroma = { u: stage + luma, v: stage + luma + luma / 4, chromaStride: width / 2, chromaStep: 1 as const };
  const picture = k.heap.allocate(4 * luma);
  const all = { left: 0, top: 0, right: width, bottom: height };
  return timed(() => {
    k.bytes.set(main, stage);
    k.drawYuv420({ y: stage, lumaStride: width, ...chroma }, all, picture, width * 4);
  });
}

/** The same in WebGL2: upload six planes, combine and convert in a shader; `readBack` brings the pixels to memory. */
function webgl444(width: number, height: number, readBack: boolean): Timing | string {
  const draw = combineInWebGl(width, height, ...views(width, height), readBack);
  return typeof draw === 'string' ? draw : timed(draw);
}

Object.assign(globalThis, { measure: { tiles, wasm420, wasm444, webgl444 } });
