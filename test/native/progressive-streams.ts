/** Pictures, and progressive messages of them. */
import type { Payload } from '../../bench/micro/payloads.js';
import { Codec, type DecodeCommand, surfaceTarget } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import type { Area, Pixels } from '../../src/host/egfx/encode/pixels.js';
import { ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { bitmap } from './canvas.js';
import { create, map } from './graphics-records.js';

const u32 = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

/** Smooth, with edges, a little noise and something like text; another for each `seed`. */
export function scene(width: number, height: number, seed: number): Pixels {
  const data = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const noise = Math.imul(Math.imul(x + seed, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b), 0xc2b2ae35) >>> 27;
      const text = x % 70 < 30 && y % 50 < 20 && ((x * 7) ^ (y * 3) ^ seed) % 5 === 0;
      const edge = ((x + seed * 13) >> 5) & 1 ? 40 : 0;
      const red = text ? 20 : ((x + seed) & 127) + edge + (noise & 7);
      const green = text ? 20 : ((y * 2) & 127) + edge;
      const blue = text ? 30 : ((x + y + seed * 5) & 255) >> 1;
      data[y * width + x] = (0xff00_0000 | (red << 16) | (green << 8) | blue) >>> 0;
    }
  }
  return { width, height, data };
}

export const whole = ({ width, height }: Pixels): Area[] => [{ left: 0, top: 0, right: width, bottom: height }];

export const progressive = (id: number, message: Uint8Array, context = 0): DecodeCommand =>
  bitmap(Codec.progressive, 0, 0, [...u32(context), ...message], { target: surfaceTarget(id) });

export const deleteContext = (id: number, context = 0): DecodeCommand =>
  bitmap(Codec.deleteContext, 0, 0, u32(context), { target: surfaceTarget(id) });

/** What hosts do with a desktop that changes: whole frames, upgrades, differences, a corner of it. */
export function messages(width: number, height: number, extrapolate: boolean): Uint8Array[] {
  const encoder = new ProgressiveEncoder({ extrapolate });
  const list: (Uint8Array | undefined)[] = [];
  const [first, second, third] = [1, 2, 3].map((seed) => scene(width, height, seed));
  const area = whole(first);
  list.push(encoder.first(first, area, { simple: true }));
  list.push(encoder.first(second, area, { simple: true, difference: true }));
  if (extrapolate) {
    list.push(encoder.first(third, area), encoder.upgrade(area), encoder.upgrade(area));
    list.push(encoder.first(first, area, { difference: true }), encoder.upgrade(area), encoder.upgrade(area));
    const corner = [{ left: 10, top: 20, right: Math.min(100, width), bottom: Math.min(90, height) }];
    list.push(encoder.first(second, corner), encoder.upgrade(corner), encoder.upgrade(corner));
  }
  return list.flatMap((one) => one ?? []);
}

/** A payload file's content: a surface that fills the picture, and what is drawn on it. */
export function payload(width: number, height: number, list: readonly Uint8Array[]): Payload {
  const batch = new DecodeBatchWriter();
  for (const one of [create(0, width, height), map(0, 0, 0), ...list.map((message) => progressive(0, message))]) {
    batch.append(one);
  }
  return { width, height, batch: batch.take() };
}
