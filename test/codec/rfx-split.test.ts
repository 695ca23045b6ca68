import t from 'tap';
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { splitTiles } from '../../src/codec/rfx/split.js';

const SIZE = { width: 150, height: 100 };
const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const block = (type: number, ...body: readonly number[]): number[] => [...u16(type), ...u32(6 + body.length), ...body];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const command = (codec: DecodeCommand['codec'], data: Uint8Array, left = 0, top = 0): DecodeCommand => ({
  codec,
  bitsPerPixel: 32,
  flags: 0,
  left,
  top,
  visibleWidth: 0,
  visibleHeight: 0,
  width: 0,
  height: 0,
  data,
});

const CONTEXT = 0xccc3;
const REGION = 0xccc6;
const EXTENSION = 0xccc7;
/** TS_RFX_TILE with two, one and no bytes. */
const tile = (column: number, row: number, quants: readonly number[] = [0, 1, 1]): number[] =>
  block(0xcac3, ...quants, ...u16(column), ...u16(row), 2, 0, 1, 0, 0, 0, 0xaa, 0xbb, 0xcc);
/** Two quantizations, RLGR3. */
const tileSet = (tiles: readonly (readonly number[])[], quants = 2, count = tiles.length): number[] =>
  block(
    EXTENSION,
    ...[1, 0, ...u16(0xcac2), ...u16(0), ...u16(4 << 10), quants, 64, ...u16(count), ...u32(tiles.flat().length)],
    ...Array.from({ length: 5 * quants }, (_, i) => 0x60 + (i % 10)),
    ...tiles.flat(),
  );
const region = (...rectangles: readonly (readonly number[])[]): number[] =>
  block(REGION, 1, 0, 1, ...u16(rectangles.length), ...rectangles.flat().flatMap(u16), ...u16(0xcac1), ...u16(1));
const remoteFx = (...blocks: readonly number[][]): DecodeCommand =>
  command(Codec.remoteFx, Uint8Array.from(blocks.flat()));

t.test('RemoteFX tiles', async (t) => {
  const message = remoteFx(region([0, 0, 64, 64], [70, 8, 10, 4]), tileSet([tile(0, 0), tile(1, 0), tile(2, 1)]));
  const before = message.data.slice();
  const split = splitTiles(message, SIZE);
  t.same(message.data, before, 'the message is as it was');
  t.equal(hex(split?.quantizations ?? message.data), '60616263646566676869');
  t.equal(split?.qualities.length, 0);
  t.same(
    split?.tiles.map(({ left, top, payload }) => [left, top, hex(payload)]),
    [
      // RLGR3, no flags, quantizations, lengths, data
      [0, 0, '01' + '00' + '000101' + '020001000000' + 'aabbcc'],
      // one rectangle: x, y, width - 1, height - 1
      [64, 0, '01' + '04' + '01' + '06080903' + '000101' + '020001000000' + 'aabbcc'],
    ],
    'what no rectangle shows is left out',
  );
  const placed = splitTiles({ ...message, left: -64, top: 64 }, SIZE);
  t.same(
    placed?.tiles.map(({ left, top }) => [left, top]),
    [[0, 64]],
    'beside the picture there is nothing to draw',
  );
  const buffer = { ...message, data: Buffer.from(message.data) };
  t.same(splitTiles(buffer, SIZE)?.tiles, split?.tiles);
  t.same(new Uint8Array(buffer.data), before);
});

t.test('RemoteFX tiles beside the grid', async (t) => {
  const data = remoteFx(
    region([0, 0, 64, 64], [70, 8, 10, 4], [64, 64, 22, 36]),
    tileSet([tile(0, 0), tile(1, 0), tile(1, 1)]),
  );
  t.same(
    splitTiles({ ...data, left: 64, top: 10 }, SIZE)?.tiles.map(({ left, top, payload }) => [
      left,
      top,
      hex(payload.subarray(1, 7)),
    ]),
    [
      [64, 10, '000001010200'],
      [128, 10, '040106080903'],
      // What the picture shows of it.
      [128, 74, '000001010200'],
    ],
  );
});

t.test('a context says once for all how tiles are coded', async (t) => {
  const context = block(CONTEXT, 1, 0xff, 0, 64, 0, ...u16(1 << 9));
  const split = splitTiles(remoteFx(context, region(), tileSet([tile(0, 0)])), SIZE);
  t.equal(split?.tiles[0].payload[0], 0);
});

t.test('several tile sets count in one table', async (t) => {
  const split = splitTiles(remoteFx(region(), tileSet([tile(0, 0)]), tileSet([], 3), tileSet([tile(1, 1)])), SIZE);
  t.same(
    split?.tiles.map(({ payload }) => [...payload.subarray(2, 5)]),
    [
      [0, 1, 1],
      [2, 3, 3],
    ],
  );
  t.equal(split?.quantizations.length, 20);
  const many = tileSet([tile(0, 0)], 128);
  t.equal(splitTiles(remoteFx(region(), many, many), SIZE), undefined, 'more than indices can count');
});

t.test('what has to be decoded as a whole', async (t) => {
  const message = remoteFx(region(), tileSet([tile(0, 0)]));
  t.ok(splitTiles(message, SIZE));
  t.equal(splitTiles({ ...message, left: -1 }, SIZE), undefined, 'beside the grid, and beyond the edge');
  t.equal(splitTiles({ ...message, left: 64, top: -32 }, SIZE), undefined);
  t.equal(splitTiles({ ...message, codec: Codec.planar }, SIZE), undefined, 'another codec');
  const rectangles = (count: number) => Array.from({ length: count }, (_, i) => [i, 0, 1, 64]);
  t.equal(splitTiles(remoteFx(region(...rectangles(32)), tileSet([tile(0, 0)])), SIZE)?.tiles.length, 1);
  t.equal(splitTiles(remoteFx(region(...rectangles(33)), tileSet([tile(0, 0)])), SIZE), undefined, 'many rectangles');
  const long = block(0xcac3, 0, 0, 0, 0, 0, 0, 0, ...u16(0xffff), 0, 0, 0, 0, ...Array<number>(0xffff).fill(0));
  t.equal(splitTiles(remoteFx(region(), tileSet([long])), SIZE), undefined, 'a payload that the wire does not take');
});

const BEGIN = block(0xccc1, 0, 0, 0, 0, 1, 0);
const END = block(0xccc2);
const QUANTIZATION = [0x66, 0x66, 0x66, 0x66, 0x66];
const QUALITY = [50, ...Array<number>(15).fill(0x11)];
/** RFX_PROGRESSIVE_REGION with one quantization and one quality, extrapolated. */
const progressiveRegion = (
  tiles: readonly (readonly number[])[],
  rectangles: readonly (readonly number[])[] = [[0, 0, 150, 100]],
  counts: readonly number[] = [1, 1],
): number[] =>
  block(
    0xccc4,
    ...[64, ...u16(rectangles.length), ...counts, 1, ...u16(tiles.length), ...u32(tiles.flat().length)],
    ...rectangles.flat().flatMap(u16),
    ...Array.from({ length: counts[0] }, () => QUANTIZATION).flat(),
    ...Array.from({ length: counts[1] }, () => QUALITY).flat(),
    ...tiles.flat(),
  );
const progressive = (...blocks: readonly number[][]): DecodeCommand =>
  command(Codec.progressive, Uint8Array.from([9, 0, 0, 0, ...blocks.flat()]));

/** Two, one and no bytes, and a tail of one. */
const simple = (column: number, row: number, flags = 0): number[] =>
  block(0xccc5, 0, 0, 0, ...u16(column), ...u16(row), flags, 2, 0, 1, 0, 0, 0, 1, 0, 0xaa, 0xbb, 0xcc, 0xdd);
const first = (quality: number): number[] =>
  block(0xccc6, 0, 0, 0, 1, 0, 0, 0, 1, quality, 1, 0, 0, 0, 0, 0, 0, 0, 0xee);
const upgrade = block(0xccc7, 0, 0, 0, 0, 0, 1, 0, 0xff, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x11, 0x22, 0x33);

t.test('progressive tiles', async (t) => {
  const context = block(CONTEXT, 0, 64, 0, 0);
  const second = progressiveRegion([first(0)], [[0, 90, 10, 10]]);
  const message = progressive(
    context,
    BEGIN,
    progressiveRegion([simple(0, 0), simple(2, 1, 1), first(0xff), upgrade]),
    second,
    END,
  );
  const split = splitTiles(message, SIZE);
  t.equal(hex(split?.quantizations ?? message.data), hex(Uint8Array.from([...QUANTIZATION, ...QUANTIZATION])));
  t.equal(split?.qualities.length, 32);
  t.same(
    split?.tiles.map(({ left, top, payload }) => [left, top, hex(payload)]),
    [
      // kind and flags, quantizations, lengths, data without the tail
      [0, 0, '0201' + '000000' + '020001000000' + 'aabbcc'],
      [128, 64, '0203' + '000000' + '020001000000' + 'aabbcc'],
      [64, 0, '0303' + '000000' + 'ff' + '010000000000' + 'ee'],
      // a rectangle of the other region overlaps nothing that this one does not show
      [0, 64, '0401' + '000000' + 'ff' + '010000000000020000000000' + '112233'],
      // tables of the second region follow those of the first
      [64, 0, '0303' + '010101' + '01' + '010000000000' + 'ee'],
    ],
  );
});

t.test('a simple tile keeps what later ones may differ from, unless the context rules that out', async (t) => {
  const flags = (...context: number[][]): number | undefined =>
    splitTiles(progressive(...context, BEGIN, progressiveRegion([simple(0, 0)]), END), SIZE)?.tiles[0].payload[1];
  t.equal(flags(block(CONTEXT, 0, 64, 0, 0)), 1);
  t.equal(flags(block(CONTEXT, 0, 64, 0, 1)), 9);
  t.equal(flags(), 9);
});

t.test('a progressive tile that is not shown is refined all the same', async (t) => {
  const split = splitTiles(progressive(BEGIN, progressiveRegion([first(0xff)], [[0, 0, 5, 5]])), SIZE);
  t.equal(hex(split?.tiles[0].payload ?? new Uint8Array(0)), '0307' + '00' + '000000' + 'ff' + '010000000000' + 'ee');
});

t.test('regions outside a frame are ignored', async (t) => {
  const split = splitTiles(
    progressive(progressiveRegion([simple(0, 0)]), BEGIN, END, progressiveRegion([simple(0, 0)])),
    SIZE,
  );
  t.same(split?.tiles, []);
});

t.test('malformed messages have a code', async (t) => {
  const bare = (tiles: readonly number[][], rest = {}) => ({
    ...progressive(BEGIN, progressiveRegion(tiles)),
    ...rest,
  });
  const rects = (count: number) => Array.from({ length: count }, () => [0, 0, 64, 64]);
  const malformed: Readonly<Record<string, DecodeCommand>> = {
    'no block': remoteFx([1, 2, 3]),
    'an unknown block': remoteFx(block(0xccc8)),
    'a block beyond the message': remoteFx([...u16(0xccc0), ...u32(100)]),
    'another magic': remoteFx(block(0xccc0, 0, 0, 0, 0, 0, 1)),
    'another version': remoteFx(block(0xccc0, 0xca, 0xac, 0xcc, 0xca, 0, 2)),
    'a context of no coder': remoteFx(block(CONTEXT, 1, 0xff, 0, 64, 0, 0, 0)),
    'more rectangles than there are': remoteFx(block(REGION, 1, 0, 1, 2, 0, 0, 0)),
    'far too many rectangles': remoteFx(region(...rects(4097))),
    'rectangles on each other': remoteFx(region(...rects(17)), tileSet([tile(0, 0)])),
    'a tile set of no coder': remoteFx(block(EXTENSION, 1, 0, ...u16(0xcac2), 0, 0, 0, 0, 0, 64, 0, 0)),
    'another subtype': remoteFx(block(EXTENSION, 1, 0, ...u16(0xcac3), 0, 0, 0, 16, 0, 64, 0, 0)),
    'more tiles than there are': remoteFx(region(), tileSet([tile(0, 0)], 2, 2)),
    'far too many tiles': remoteFx(region(), tileSet([tile(0, 0)], 2, 25)),
    'a quantization that does not exist': remoteFx(region(), tileSet([tile(0, 0, [0, 0, 2])])),
    'data beyond the tile': remoteFx(region(), tileSet([block(0xcac3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0)])),
    'no context id': command(Codec.progressive, new Uint8Array(3)),
    'a tile outside the surface': bare([simple(3, 0)]),
    'a tile below the surface': bare([simple(0, 2)]),
    'a tile of another type': bare([block(0xccc8)]),
    'a quality that does not exist': bare([first(1)]),
    'no rectangles': progressive(BEGIN, progressiveRegion([], [])),
    'too many quantizations': progressive(BEGIN, progressiveRegion([], undefined, [8, 0])),
    'a frame in a frame': progressive(BEGIN, BEGIN),
    'too many regions': progressive(BEGIN, ...Array.from({ length: 65 }, () => progressiveRegion([]))),
    'more tiles than passes': bare(Array.from({ length: 49 }, () => simple(0, 0))),
    'a cut tile': bare([simple(0, 0).slice(0, -4)]),
  };
  for (const [name, message] of Object.entries(malformed)) {
    t.throws(() => splitTiles(message, SIZE), { code: 'CODEC_INVALID' }, name);
  }
});
