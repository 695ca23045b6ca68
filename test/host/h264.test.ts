import t from 'tap';
import { paintPhoto } from '../../src/host/demo/scene/photo.js';
import { Avc420Encoder, Avc444Encoder } from '../../src/host/egfx/encode/h264/avc.js';
import { H264Encoder } from '../../src/host/egfx/encode/h264/encoder.js';
import { nalUnit } from '../../src/host/egfx/encode/h264/nal.js';
import { sequenceParameters } from '../../src/host/egfx/encode/h264/parameter-sets.js';
import { splitViews } from '../../src/host/egfx/encode/h264/views.js';
import { toYuv420, toYuv444, type Yuv } from '../../src/host/egfx/encode/h264/yuv.js';
import { cut, type Pixels } from '../../src/host/egfx/encode/pixels.js';

const SIZE = { width: 72, height: 56 };
/** Whole macroblocks: 80 × 64. */
const MACROBLOCKS = 5 * 4;

const photo = paintPhoto(SIZE.width, SIZE.height, 1);
const PICTURE = cut(photo, photo.bounds);

/** The picture with a few other pixels, in one macroblock. */
const touched = (x: number, y: number): Pixels => ({
  ...PICTURE,
  data: PICTURE.data.map((pixel, i) => (i === y * SIZE.width + x ? pixel ^ 0xffffff : pixel)),
});

/** Types and payloads of the units of a byte stream, without emulation prevention. */
function units(stream: Uint8Array): { readonly type: number; readonly payload: number[] }[] {
  const found: { type: number; payload: number[] }[] = [];
  let zeros = 0;
  for (let at = 0; at < stream.length; at++) {
    if (2 <= zeros && stream[at] === 1) {
      const last = found.at(-1);
      if (last) last.payload.splice(-3);
      found.push({ type: stream[++at] & 31, payload: [] });
      zeros = 0;
      continue;
    }
    if (2 <= zeros && stream[at] === 3) zeros = 0;
    else {
      zeros = stream[at] === 0 ? zeros + 1 : 0;
      found.at(-1)?.payload.push(stream[at]);
    }
  }
  return found;
}

t.test('a start code cannot come about inside a unit', async (t) => {
  const payload = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4);
  const unit = nalUnit(5, payload);
  t.same([...unit], [0, 0, 0, 1, 0x65, 0, 0, 3, 0, 0, 3, 0, 1, 0, 0, 3, 2, 0, 0, 3, 3, 0, 0, 4]);
  t.same(units(unit), [{ type: 5, payload: [...payload] }]);
});

t.test('sequence parameters', async (t) => {
  // profile 66, constraints c0, level 51, then as bits: ids and sizes, cropping, and the VUI.
  const bits = [...sequenceParameters({ width: 72, height: 56, cropped: true }).subarray(5)]
    .filter((byte, i, all) => !(byte === 3 && all[i - 1] === 0 && all[i - 2] === 0))
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  t.equal(
    bits.replace(/0*$/, ''),
    [
      ...['01000010', '11000000', '00110011', '1', '0001101', '011', '00101', '0'],
      ...['00101', '00100', '1', '0', '1', '1', '00101', '1', '00101'],
      // Overscan and aspect ratio absent; video format 5, full range, BT.709 three times.
      ...['1', '0', '0', '1', '101', '1', '1', '00000001', '00000001', '00000001', '0', '0', '0', '0', '0'],
      // Bitstream restriction: no reordering, four frames.
      ...['1', '1', '1', '1', '000010001', '000010001', '1', '00101', '1'],
    ].join(''),
  );
});

t.test('the first picture is whole, and what changed follows', async (t) => {
  const encoder = new H264Encoder({ ...SIZE, cropped: false });
  const code = (picture: Pixels, key = false) => encoder.encode(toYuv420(toYuv444(picture)), 'main', key);
  const first = code(PICTURE);
  t.same(
    units(first.data).map(({ type }) => type),
    [7, 8, 5],
  );
  t.ok(first.idr);
  t.equal(first.changed.length, MACROBLOCKS);
  t.ok(first.data.length > MACROBLOCKS * 384);
  const second = code(touched(40, 20));
  t.same([second.idr, second.changed], [false, [5 + 2]]);
  t.same(
    units(second.data).map(({ type }) => type),
    [1],
  );
  t.ok(second.data.length < 500);
  t.same(code(touched(40, 20)).changed, [], 'nothing at all is a picture too');
  t.ok(code(PICTURE, true).idr);
});

t.test('views refer to their own last picture, while it is kept', async (t) => {
  const encoder = new H264Encoder({ ...SIZE, cropped: false });
  const { main, auxiliary } = splitViews(toYuv444(PICTURE), 2);
  const changes = (['main', 'auxiliary', 'main', 'main', 'main', 'main', 'auxiliary', 'auxiliary'] as const).map(
    (view) => encoder.encode(view === 'main' ? main : auxiliary, view).changed.length,
  );
  // The fifth picture after the first auxiliary one has pushed that out.
  t.same(changes, [MACROBLOCKS, MACROBLOCKS, 0, 0, 0, 0, MACROBLOCKS, 0]);
});

/** [MS-RDPEGFX] 3.3.8.3.2 and 3.3.8.3.3 backwards: chroma where both views have it, and the mean where only one has. */
function joined({ main, auxiliary }: { main: Yuv; auxiliary: Yuv }, packing: 1 | 2): { u: number[]; v: number[] } {
  const { width, height } = main;
  const half = width / 2;
  const at = (plane: Uint8Array, x: number, y: number, stride: number): number => plane[y * stride + x];
  const sample = (x: number, y: number, which: 'u' | 'v'): number | undefined => {
    if (x % 2 === 0 && y % 2 === 0) return undefined;
    if (packing === 1) {
      if (y % 2 === 0) return at(auxiliary[which], x >> 1, y >> 1, half);
      const row = y - (y % 16) + ((y % 16) >> 1) + (which === 'u' ? 0 : 8);
      return at(auxiliary.y, x, row, width);
    }
    const right = which === 'u' ? 0 : 1;
    if (x % 2 === 1) return at(auxiliary.y, (x >> 1) + right * half, y, width);
    return at(x % 4 === 0 ? auxiliary.u : auxiliary.v, (x >> 2) + (right * half) / 2, y >> 1, half);
  };
  const plane = (which: 'u' | 'v'): number[] => {
    const values: number[] = [];
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values.push(sample(x, y, which) ?? -1);
    // The fourth of each square: four times the mean less the others.
    values.forEach((value, i) => {
      if (value !== -1) return;
      const [x, y] = [i % width, Math.floor(i / width)];
      const mean = at(main[which], x >> 1, y >> 1, half);
      values[i] = 4 * mean - values[i + 1] - values[i + width] - values[i + width + 1];
    });
    return values;
  };
  return { u: plane('u'), v: plane('v') };
}

t.test('both packings hold all chroma', async (t) => {
  const full = toYuv444(PICTURE);
  for (const packing of [1, 2] as const) {
    const views = splitViews(full, packing);
    t.same(views.main.y, full.y);
    for (const view of [views.main, views.auxiliary])
      t.same([view.y.length, view.u.length, view.v.length], [80 * 64, 40 * 32, 40 * 32]);
    const { u, v } = joined(views, packing);
    const most = (a: readonly number[], b: Uint8Array): number =>
      a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
    // The mean is rounded to a whole number, which its fourth part multiplies.
    t.ok(most(u, full.u) <= 2 && most(v, full.v) <= 2, `packing ${packing}`);
  }
});

function metablock(stream: Uint8Array): { readonly rectangles: number[][]; readonly coded: Uint8Array } {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const count = view.getUint32(0, true);
  const rectangles = Array.from({ length: count }, (_, i) =>
    [0, 2, 4, 6].map((offset) => view.getUint16(4 + 8 * i + offset, true)),
  );
  return { rectangles, coded: stream.subarray(4 + 10 * count) };
}

t.test('AVC420 names what changed', async (t) => {
  const encoder = new Avc420Encoder(SIZE.width, SIZE.height);
  t.same(metablock(encoder.encode(PICTURE).data).rectangles, [[0, 0, 72, 56]]);
  const { data, area } = encoder.encode(touched(70, 55));
  t.same(metablock(data).rectangles, [[64, 48, 72, 56]]);
  t.same(area, { left: 64, top: 48, right: 72, bottom: 56 });
});

t.test('AVC444 says which streams are there', async (t) => {
  for (const packing of [1, 2] as const) {
    const encoder = new Avc444Encoder(SIZE.width, SIZE.height, packing);
    const read = (data: Uint8Array) => {
      const info = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
      return { lc: info >>> 30, first: info & 0x3fffffff, length: data.length - 4 };
    };
    const both = read(encoder.encode(PICTURE).data);
    t.equal(both.lc, 0);
    t.ok(both.first < both.length);
    const luma = encoder.encode(touched(40, 20), 'luma').data;
    t.match(read(luma), { lc: 1, first: luma.length - 4 });
    const chroma = encoder.encode(touched(40, 20), 'chroma').data;
    t.match(read(chroma), { lc: 2, first: chroma.length - 4 });
    // The auxiliary view of the second packing has the chroma of this place elsewhere; the rectangle names this place.
    for (const data of [luma, chroma]) t.same(metablock(data.subarray(4)).rectangles, [[32, 16, 48, 32]]);
  }
});
