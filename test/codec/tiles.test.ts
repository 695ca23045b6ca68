import t from 'tap';
import { TileDecoder } from '../../src/wire/tiles.js';

const pixel = (decoder: TileDecoder, x: number, y: number): string =>
  Buffer.from(decoder.rgba.buffer, (y * decoder.width + x) * 4, 4).toString('hex');

/** A record: cell, tag, the rest. */
const record = (cell: number, tag: number, ...rest: readonly number[]): number[] => [cell, 0, tag, ...rest];
const decode = (decoder: TileDecoder, tiles: number, bytes: readonly number[]) =>
  decoder.decode(Uint8Array.from(bytes), tiles);

t.test('the example of docs/wire-tiles.md', async (t) => {
  const decoder = new TileDecoder(70, 70);
  const drawn: number[][] = [];
  const frame = Uint8Array.from([
    ...[0x01, 0x00, 0x00, 0x00, 0x00, 0xff],
    ...[0x00, 0x00, 0x23, 0x85, 0x20, 0x00, 0x06, 0x00, 0x01, 0x00, 0x00, 0xff, 0xff, 0x02],
  ]);
  decoder.decode(frame, 2, (...rectangle) => drawn.push(rectangle));
  t.same(drawn, [
    [64, 0, 6, 64],
    [5, 2, 3, 1],
  ]);
  t.equal(pixel(decoder, 64, 0), 'ff0000ff');
  t.same(
    [5, 6, 7].map((x) => pixel(decoder, x, 2)),
    ['000000ff', 'ffffffff', '000000ff'],
  );
  t.equal(pixel(decoder, 0, 0), '000000ff', 'what was not drawn is black and opaque');
});

t.test('operations of the pixel stream', async (t) => {
  const stream = [
    ...[0xfe, 10, 20, 30], // a colour: blue 10, green 20, red 30
    0x40 | (3 << 4) | (1 << 2) | 2, // prediction + (1, -1, 0)
    ...[0x80 + 32 + 5, (9 << 4) | 7], // green + 5, red + 6, blue + 4
    0xc0 + 1, // two of the same
    (3 * 30 + 5 * 20 + 7 * 10) & 63, // the first colour again
    ...[0xff, 0, 1, 2, 3, 4, 5, 6], // two colours
    0xe0 + 3, // four from the row above
    0xf0 + 3, // four that are there
  ];
  const decoder = new TileDecoder(8, 2);
  decode(decoder, 1, record(0, 0, 7, 8, 9));
  decode(decoder, 1, record(0, 5, stream.length, 0, ...stream));
  const row = ['1e140aff', '1f130aff', '25180eff', '25180eff', '25180eff', '1e140aff', '030201ff', '060504ff'];
  t.same(
    row.map((_, x) => pixel(decoder, x, 0)),
    row,
  );
  const below = [...row.slice(0, 4), ...Array<string>(4).fill('090807ff')];
  t.same(
    row.map((_, x) => pixel(decoder, x, 1)),
    below,
  );
});

t.test('long runs and long literals', async (t) => {
  const decoder = new TileDecoder(64, 64);
  // One colour, 31 + 200 more of it, then 4096 - 232 that are there already.
  const same = Array.from({ length: 14 }, () => [0xfc, 255]).flat();
  const stream = [0xfe, 1, 2, 3, 0xde, 200, ...same, 0xfc, 4096 - 232 - 14 * 268 - 13];
  decode(decoder, 1, record(0, 5, stream.length, 0, ...stream));
  t.equal(pixel(decoder, 231 % 64, 3), '030201ff');
  t.equal(pixel(decoder, 232 % 64, 3), '000000ff');
  const colors = Array.from({ length: 4096 * 2 }, (_, i) => i & 255);
  const literals = [0xff, 255, 0, 16, ...colors];
  decode(decoder, 1, record(0, 6, literals.length & 255, literals.length >> 8, ...literals));
  t.equal(pixel(decoder, 1, 0), '006310ff', '0x0302: red 0, green 24, blue 2');
});

t.test('slots take effect after the frame', async (t) => {
  const decoder = new TileDecoder(128, 64, 2);
  decode(decoder, 1, [...record(0, 0x10, 1, 0, 1, 1, 1)]);
  // Slot 1 gets another tile in the same frame in which it is referred to.
  decode(decoder, 2, [...record(0, 0x10, 1, 0, 2, 2, 2), ...record(1, 1, 1, 0)]);
  t.equal(pixel(decoder, 0, 0), '020202ff');
  t.equal(pixel(decoder, 127, 63), '010101ff');
  decode(decoder, 1, record(1, 1, 1, 0));
  t.equal(pixel(decoder, 127, 63), '020202ff');
  // A partial record keeps the whole cell.
  decode(decoder, 1, record(0, 0x30, 0, 0, 0, 0, 0, 9, 9, 9));
  decode(decoder, 1, record(1, 1, 0, 0));
  t.equal(pixel(decoder, 64, 0), '090909ff');
  t.equal(pixel(decoder, 65, 0), '020202ff');
});

t.test('what the document does not allow is WIRE_INVALID', async (t) => {
  const lz4 = (...bytes: readonly number[]) => record(0, 0x42, bytes.length + 7, 0, 1, 0, 0, 0, 1, 1, 1, ...bytes);
  const stream = (...bytes: readonly number[]) => record(0, 5, bytes.length, 0, ...bytes);
  const predicted = (...bytes: readonly number[]) => record(0, 8, bytes.length, 0, ...bytes);
  const invalid: Readonly<Record<string, readonly number[]>> = {
    nothing: [],
    'a tag that is cut off': [0, 0],
    'a cell that does not exist': record(4, 0, 0, 0, 0),
    'an encoding that does not exist': record(0, 11, 0, 0),
    'a reserved bit': record(0, 0x80, 0, 0, 0),
    'a colour that is cut off': record(0, 0, 0, 0),
    'a slot that does not exist': record(0, 0x10, 4, 0, 0, 0, 0),
    'a slot that is empty': record(0, 1, 0, 0),
    'a rectangle beyond its cell': record(1, 0x20, 0, 0x60, 0, 0, 0, 0),
    'a rectangle that is cut off': record(0, 0x20, 0, 0),
    'a payload that is cut off': record(0, 2, 10, 0, 1),
    'no palette': record(0, 2, 0, 0),
    'a palette that is cut off': record(0, 2, 3, 0, 1, 0, 0),
    'indices that are missing': record(0, 2, 7, 0, 1, 0, 0, 0, 1, 1, 1),
    'an index beyond the palette': record(3, 0x22, 0, 0, 0, 11, 0, 2, ...Array(9).fill(0), 3),
    'LZ4 that ends early': lz4(0xf0),
    'LZ4 with an offset before its beginning': lz4(0x10, 1, 2, 0, 0),
    'LZ4 with an offset of zero': lz4(0x10, 1, 0, 0, 0),
    'LZ4 that is longer than the indices': lz4(0x1f, 1, 1, 0, 255, 255, 255, 255, 0, 0),
    'LZ4 that is shorter': lz4(0x10, 1),
    'a stream that ends early': stream(0xfe, 1, 2, 3),
    'a run to the left of nothing': stream(0xc0),
    'a run above nothing': stream(0xe0),
    'a run beyond the tile': stream(0xfe, 1, 2, 3, ...Array(20).fill([0xde, 255]).flat()),
    'operations that do not exist': stream(0xfd, 0),
    'literals that are cut off': stream(0xff, 10, 1, 2),
    'literals beyond the tile': stream(0xff, 255, 255, 255, 1, 2, 3),
    'streams without their lengths': predicted(1, 0),
    'streams longer than the payload': predicted(200, 0, 0, 0, 1),
    'a stream that runs out': predicted(1, 0, 1, 0, 0, 0, 0),
  };
  for (const [name, bytes] of Object.entries(invalid)) {
    const decoder = new TileDecoder(70, 70, 4);
    t.throws(() => decode(decoder, 1, bytes), { code: 'WIRE_INVALID' }, name);
  }
  const decoder = new TileDecoder(70, 70);
  t.throws(() => decode(decoder, 1, [...record(0, 0, 0, 0, 0), 1]), { code: 'WIRE_INVALID' }, 'bytes left over');
  t.throws(() => decode(decoder, 2, record(0, 0, 0, 0, 0)), { code: 'WIRE_INVALID' }, 'a tile too few');
});

t.test('sizes beyond the limits are refused', async (t) => {
  for (const [width, height, slots] of [
    [0, 1, 0],
    [1, 8193, 0],
    [8192, 8192, 0],
    [1.5, 1, 0],
    [1, 1, 16385],
  ]) {
    t.throws(() => new TileDecoder(width, height, slots), { code: 'WIRE_INVALID' });
  }
});
