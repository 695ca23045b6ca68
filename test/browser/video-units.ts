/** Video units of scripted frames, coded without loss. */
import { readFileSync } from 'node:fs';
import { ByteReader } from '../../src/bytes/reader.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { Avc420Encoder, Avc444Encoder, type SubframesSent } from '../../src/host/egfx/encode/h264/avc.js';
import type { Pixels } from '../../src/host/egfx/encode/pixels.js';
import { VIDEO_STREAMS, type VideoUnit, writeVideoUnit } from '../../src/wire/video-unit.js';
import type { Picture } from './picture.js';

const SLICES = [Buffer.from([0, 0, 1, 0x65]), Buffer.from([0, 0, 1, 0x41])];
const IDR_SLICE = Buffer.from([0, 0, 1, 0x65]);

export interface Place {
  readonly surface?: number;
  readonly left?: number;
  readonly top?: number;
}

export interface Sent {
  readonly key?: boolean;
  readonly streams?: SubframesSent;
}

/** Makes units for one surface, each of them a whole message part. */
export type MakeUnit = (picture: Picture, sent?: Sent) => Uint8Array;

const asPixels = ({ width, height, rgba }: Picture): Pixels => {
  const data = new Uint32Array(width * height);
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    data[i] = (0xff00_0000 | (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2]) >>> 0;
  }
  return { width, height, data };
};

function unitOf(
  kind: VideoUnit['kind'],
  { width, height }: Pick<Picture, 'width' | 'height'>,
  { surface = 1, left = 0, top = 0 }: Place,
  keyFrame: boolean,
  streams: VideoUnit['streams'],
  [first, second = new Uint8Array(0)]: readonly Uint8Array[],
): Uint8Array {
  return writeVideoUnit({ surface, kind, streams, keyFrame, left, top, width, height, first, second });
}

/** The units of a file in `fixtures/video`. */
export function recordedUnits(path: string, kind: VideoUnit['kind'], width: number, height: number): Uint8Array[] {
  const r = new ByteReader(readFileSync(path));
  const units: Uint8Array[] = [];
  while (r.remaining > 0) {
    const streams = VIDEO_STREAMS[r.u8()];
    const parts = [r.bytes(r.u32()), r.bytes(r.u32())].filter(({ length }) => length > 0);
    units.push(unitOf(kind, { width, height }, {}, units.length === 0, streams, parts));
  }
  return units;
}

/** The access units of a byte stream without a frame around them, each of which changes the whole surface. */
export function unitsOfStream(path: string, width: number, height: number): Uint8Array[] {
  const stream = readFileSync(path);
  const slices = [...stream.keys()].filter((at) => SLICES.some((slice) => stream.indexOf(slice, at) === at));
  return slices.map((slice, i) => {
    const from = i === 0 ? 0 : slice;
    const region = new ByteWriter(16).u32(1).u16(0).u16(0).u16(width).u16(height).u8(20).u8(100);
    const data = region.bytes(stream.subarray(from, slices[i + 1] ?? stream.length)).finish();
    return unitOf('avc420', { width, height }, {}, i === 0, 'both', [data]);
  });
}

/** The same key unit with the header of its slice overwritten, as no encoder writes one. */
export function brokenUnit(unit: Uint8Array): Uint8Array {
  const broken = Buffer.from(unit);
  const slice = broken.indexOf(IDR_SLICE);
  broken.fill(0, slice + IDR_SLICE.length, slice + IDR_SLICE.length + 32);
  return broken;
}

export function avc420(width: number, height: number, place: Place = {}): MakeUnit {
  const encoder = new Avc420Encoder(width, height);
  let first = true;
  return (picture, { key = false } = {}) => {
    const { data } = encoder.encode(asPixels(picture), { key });
    const unit = unitOf('avc420', picture, place, key || first, 'both', [data]);
    first = false;
    return unit;
  };
}

export function avc444(packing: 1 | 2, width: number, height: number, place: Place = {}): MakeUnit {
  const encoder = new Avc444Encoder(width, height, packing);
  const kind = packing === 1 ? 'avc444' : 'avc444v2';
  let first = true;
  return (picture, { key = false, streams = 'both' } = {}) => {
    const { data } = encoder.encode(asPixels(picture), streams, { key });
    const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true) & 0x3fff_ffff;
    const parts = [data.subarray(4, 4 + length), data.subarray(4 + length)];
    const unit = unitOf(kind, picture, place, key || first, streams, parts);
    first = false;
    return unit;
  };
}
