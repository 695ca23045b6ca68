/** Valid payloads with everything that the specifications allow, more than any encoder writes. */
import { Codec, type DecodeCommand, DecodeFlag } from '../../src/codec/commands.js';
import { bitmap } from './canvas.js';

type Random = (below: number) => number;

const bytes = (random: Random, count: number): number[] => Array.from({ length: count }, () => random(256));

/** Orders of [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4 in random order, as regular, lite and mega forms, until the picture is full. */
export function interleaved(random: Random, bitsPerPixel: number, width: number, height: number): DecodeCommand {
  const size = bitsPerPixel === 8 ? 1 : bitsPerPixel === 24 ? 3 : 2;
  const color = (): number[] => bytes(random, size);
  const data: number[] = [];
  let left = width * height;
  const mega = (code: number, length: number): number[] => [code, length & 255, length >> 8];
  while (left > 0) {
    // Short runs mostly, long ones now and then.
    const length = Math.min(1 + random(random(8) === 0 ? left : 40), left);
    const regular = (code: number): number[] =>
      length < 32 ? [(code << 5) | length] : length < 288 ? [code << 5, length - 32] : mega(0xf0 + code, length);
    const lite = (code: number, long: number): number[] =>
      length < 16 ? [(code << 4) | length] : length < 272 ? [code << 4, length - 16] : mega(long, length);
    const image = (count: number): number[] => bytes(random, Math.ceil(count / 8));
    let used = length;
    switch (random(11)) {
      case 0:
        data.push(...regular(0));
        break;
      case 1:
        data.push(...regular(1));
        break;
      case 2:
        data.push(...lite(0xc, 0xf6), ...color());
        break;
      case 3:
        data.push(...(length % 8 === 0 && length < 256 ? [0x40 | (length / 8)] : mega(0xf2, length)), ...image(length));
        break;
      case 4:
        used = Math.min(length, 256);
        data.push(0xd0, used - 1, ...color(), ...image(used));
        break;
      case 5:
        data.push(...regular(3), ...color());
        break;
      case 6:
        data.push(...regular(4), ...bytes(random, length * size));
        break;
      case 7:
        used = 2 * Math.min(length, left >> 1);
        if (used > 0) data.push(...mega(0xf8, used / 2), ...color(), ...color());
        break;
      case 8:
        used = left < 8 ? 0 : 8;
        if (used > 0) data.push(0xf9 + random(2));
        break;
      default:
        used = 1;
        data.push(0xfd + random(2));
    }
    left -= used;
  }
  return bitmap(Codec.interleavedRle, width, height, data, { bitsPerPixel, flags: DecodeFlag.bottomUp });
}

/** One plane of RDP6_RLE_SEGMENTS, [MS-RDPEGDI] 2.2.2.5.1.1. */
function segments(random: Random, width: number, height: number): number[] {
  const data: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let left = width; left > 0; ) {
      const raw = Math.min(random(16), left);
      const room = left - raw;
      const long = random(4) === 0 && left >= 16;
      if (long) {
        const run = Math.min(16 + random(32), left);
        data.push(run < 32 ? ((run - 16) << 4) | 1 : ((run - 32) << 4) | 2);
        left -= run;
      } else {
        const run = room < 3 ? 0 : Math.min(3 + random(13), room);
        data.push((raw << 4) | run, ...bytes(random, raw));
        left -= raw + run;
      }
    }
  }
  return data;
}

/** [MS-RDPEGDI] 2.2.2.5.1 with any color loss level, with and without subsampling, runs and alpha. */
export function planar(random: Random, width: number, height: number): DecodeCommand {
  const colorLoss = random(8);
  const subsampled = colorLoss > 0 && random(2) === 1;
  const runs = random(2) === 1;
  const alpha = random(2) === 1;
  const [chromaWidth, chromaHeight] = subsampled ? [(width + 1) >> 1, (height + 1) >> 1] : [width, height];
  const plane = (w: number, h: number) => (runs ? segments(random, w, h) : bytes(random, w * h));
  const data = [colorLoss | (subsampled ? 8 : 0) | (runs ? 16 : 0) | (alpha ? 0 : 32)];
  if (alpha) data.push(...plane(width, height));
  data.push(...plane(width, height), ...plane(chromaWidth, chromaHeight), ...plane(chromaWidth, chromaHeight));
  // libfreerdp counts chroma planes of odd pictures as larger than they are; the pad byte and more satisfy it.
  if (!runs) data.push(...Array<number>(width + height + 2).fill(0));
  return bitmap(Codec.planar, width, height, data, { flags: DecodeFlag.bottomUp });
}

/** A plane of NSCODEC_RLE_SEGMENTS, [MS-RDPNSC] 2.2.2.1, or as it is. */
function nsPlane(random: Random, size: number): number[] {
  if (size < 8 || random(4) === 0) return bytes(random, size);
  const data: number[] = [];
  let last = -1;
  for (let left = size - 4; left > 0; ) {
    // Two different runs must not look like one.
    const value = (last + 1 + random(255)) & 255;
    last = value;
    const run = 1 + random(random(6) === 0 ? left : 20);
    const length = Math.min(run, left);
    left -= length;
    if (length === 1) data.push(value);
    else if (length < 257) data.push(value, value, length - 2);
    else data.push(value, value, 255, length & 255, length >> 8, 0, 0);
    // A byte before the last four stands alone: a pair there would be read as two single bytes.
    if (length === 1 || left !== 1) continue;
    data.push((value + 1) & 255);
    left = 0;
  }
  data.push(...bytes(random, 4));
  return data.length < size ? data : bytes(random, size);
}

/** [MS-RDPNSC] 2.2.2 with any color loss level, with and without subsampling and alpha. */
export function nsCodec(random: Random, width: number, height: number): DecodeCommand {
  const subsampled = random(2) === 1;
  const stride = subsampled ? (width + 7) & ~7 : width;
  const chroma = subsampled ? (stride >> 1) * ((height + 1) >> 1) : width * height;
  const planes = [nsPlane(random, stride * height), nsPlane(random, chroma), nsPlane(random, chroma)];
  planes.push(random(2) === 1 ? nsPlane(random, width * height) : []);
  const counts = planes.flatMap(({ length }) => [length & 255, (length >> 8) & 255, (length >> 16) & 255, 0]);
  const data = [...counts, 1 + random(7), subsampled ? 1 : 0, 0, 0, ...planes.flat()];
  return bitmap(Codec.nsCodec, width, height, data, { flags: DecodeFlag.bottomUp });
}
