/** Decode records of the graphics pipeline, and a desktop that they draw on. */
import { Codec, type DecodeCommand, DecodeFlag, surfaceTarget } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { bitmap, type Canvas, createCanvas, native } from './canvas.js';

export type Rect = readonly [left: number, top: number, right: number, bottom: number];
export type Point = readonly [x: number, y: number];

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const rects = (list: readonly Rect[]): number[] => list.flat().flatMap(u16);

const command = (codec: DecodeCommand['codec'], target: number, data: readonly number[] = []): DecodeCommand =>
  bitmap(codec, 0, 0, data, { target });

export const DESKTOP = 0;
export const create = (id: number, width: number, height: number): DecodeCommand =>
  bitmap(Codec.createSurface, width, height, [], { target: surfaceTarget(id) });
export const remove = (id: number): DecodeCommand => command(Codec.deleteSurface, surfaceTarget(id));
export const map = (id: number, left: number, top: number, width = 0, height = 0): DecodeCommand => ({
  ...command(Codec.mapSurface, surfaceTarget(id)),
  left,
  top,
  visibleWidth: width,
  visibleHeight: height,
});
export const unmap = (id: number): DecodeCommand => ({
  ...command(Codec.mapSurface, surfaceTarget(id)),
  flags: DecodeFlag.unmap,
});
export const fill = (target: number, color: number, ...list: readonly Rect[]): DecodeCommand =>
  command(Codec.solidFill, target, [...u32(color), ...rects(list)]);
export const copy = (source: number, target: number, rect: Rect, ...points: readonly Point[]): DecodeCommand =>
  command(Codec.copy, target, [...u32(source), ...rects([rect]), ...points.flat().flatMap(u16)]);
export const store = (slot: number, source: number, rect: Rect): DecodeCommand =>
  command(Codec.store, source, [...u16(slot), ...u32(0x89ab_cdef), ...u32(slot), ...rects([rect])]);
export const load = (slot: number, target: number, ...points: readonly Point[]): DecodeCommand =>
  command(Codec.load, target, [...u16(slot), ...points.flat().flatMap(u16)]);
export const evict = (slot: number): DecodeCommand => command(Codec.evict, DESKTOP, u16(slot));
export const voidOf = (target: number, ...list: readonly Rect[]): DecodeCommand =>
  command(Codec.void, target, rects(list));

/** A desktop and the graphics state of its session. Whoever makes one disposes of it. */
export class Desktop {
  readonly graphics: number;
  canvas: Canvas;

  constructor(width: number, height: number, smallCache = false) {
    this.graphics = native.createGraphics(smallCache);
    this.canvas = createCanvas(width, height);
  }

  /** Draws as one batch; returns -1 or the index of the command that failed. */
  draw(...commands: readonly DecodeCommand[]): number {
    const batch = new DecodeBatchWriter();
    for (const one of commands) batch.append(one);
    const { surface, dirty, palette } = this.canvas;
    dirty.fill(0);
    return native.decodeBatch(batch.take(), surface, dirty, palette, this.graphics);
  }

  /** The whole pixel as 0xXXRRGGBB. */
  word(x: number, y: number): number {
    const { pixels, stride } = this.canvas.surface;
    return new DataView(pixels.buffer, pixels.byteOffset).getUint32(y * stride + x * 4, true);
  }

  /** Cells that the last batch touched. */
  get touched(): number[] {
    return [...this.canvas.dirty.keys()].filter((cell) => this.canvas.dirty[cell] !== 0);
  }

  dispose(): void {
    native.destroyGraphics(this.graphics);
  }
}
