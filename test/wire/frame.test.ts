import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { finishFrame, framePrefix, readFrame, writeFrame } from '../../src/wire/frame.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { HEADER } from '../../src/wire/header.js';
import { NO_TABLES } from '../../src/wire/tile-tables.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { readVideoUnits, type VideoUnit, writeVideoUnit } from '../../src/wire/video-unit.js';

const UNIT: VideoUnit = {
  ...{ surface: 2, kind: 'avc444', streams: 'both', keyFrame: true, left: -8, top: 16, width: 640, height: 480 },
  first: Uint8Array.of(1, 2, 3),
  second: Uint8Array.of(4, 5),
};

/** The example of docs/wire.md, byte for byte. */
const FRAME_BYTES = `
  04 00 00 00 5d 00 00 00 4d 00 00 00
  03 00 00 00
  02 00 00 00
  00 04 00 c5 85 31 7a 42
  01 00 00 00
  1f 00 00 00
    00 00 80 00 00 05 a0 02 00 00 40 00
    1b 00 00 00  02 00  01  00  01  00
    f8 ff ff ff  10 00 00 00  80 02  e0 01  03 00 00 00
      01 02 03
      04 05
    01 66 66 77 88 98
    01 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f
    09 08 07`;

const HEAD = { generation: 3, tileCount: 2, arrivedAt: 1_800_000_000_000.25 };
const SECTIONS = {
  copies: [{ left: 0, top: 128, width: 1280, height: 672, toLeft: 0, toTop: 64 }],
  tables: {
    quantizations: fromHex('66 66 77 88 98'),
    progressiveQualities: Uint8Array.from({ length: 16 }, (_, i) => i),
  },
};
const TILES = Uint8Array.of(9, 8, 7);

t.test('a frame is written and read as documented', async (t) => {
  const frame = { ...HEAD, ...SECTIONS, video: [writeVideoUnit(UNIT)] };
  const joined = writeFrame(77, { ...frame, tiles: [TILES.subarray(0, 1), TILES.subarray(1)] });
  t.equal(hex(joined), hex(fromHex(FRAME_BYTES)));
  const body = { ...HEAD, ...SECTIONS, video: [UNIT], tiles: TILES };
  t.same(readGatewayMessage(joined), { type: 'frame', sequence: 77, body });

  const prefix = framePrefix(frame);
  const inPlace = new Uint8Array(prefix + TILES.length);
  inPlace.set(TILES, prefix);
  t.same(finishFrame(inPlace, 77, frame), joined);
});

t.test('a frame of tiles alone', async (t) => {
  const message = writeFrame(1, { ...HEAD, tiles: [TILES] });
  const body = { ...HEAD, copies: [], video: [], tables: NO_TABLES, tiles: TILES };
  t.same(readGatewayMessage(message), { type: 'frame', sequence: 1, body });
});

t.test('a frame that breaks off is refused wherever it does', async (t) => {
  const payload = fromHex(FRAME_BYTES).subarray(HEADER);
  for (let length = 0; length < payload.length - TILES.length; length++) {
    t.throws(() => readFrame(payload.subarray(0, length)), { code: 'WIRE_INVALID' }, `${length} bytes`);
  }
});

t.test('sections that lie are refused', async (t) => {
  const rows: [string, number, number, string][] = [
    ['a million copies', 30, 0x10, 'copyCount'],
    ['more copies than there is room for', 28, 0x20, 'copies'],
    ['a copy of no width', 40, 0, 'size'],
    ['more video than there is', 32, 0xff, 'videoLength'],
    ['a unit longer than the section', 48, 0x30, 'length'],
    ['a unit shorter than its head', 48, 0x10, 'length'],
    ['an unknown kind', 54, 3, 'kind'],
    ['unknown streams', 55, 3, 'streams'],
    ['a second stream where there is one', 55, 1, 'second'],
    ['avc420 of one stream', 54, 0, 'second'],
    ['unknown flags', 56, 2, 'flags'],
    ['reserved bits', 57, 1, 'reserved'],
    ['a surface far away', 61, 0x7f, 'left'],
    ['a surface of gigantic width', 67, 0x7f, 'width'],
    ['a first stream longer than the unit', 70, 9, 'first'],
    ['more quantizations than there is room for', 79, 99, 'quantizations'],
    ['more qualities than there is room for', 85, 99, 'progressiveQualities'],
  ];
  for (const [name, at, value, field] of rows) {
    const bytes = fromHex(FRAME_BYTES);
    bytes[at] = value;
    if (name === 'a copy of no width') bytes[41] = 0;
    t.throws(() => readGatewayMessage(bytes), { code: 'WIRE_INVALID', field }, name);
  }
  const units = new Uint8Array(1025 * 28);
  const small = writeVideoUnit({ ...UNIT, kind: 'avc420', first: new Uint8Array(0), second: new Uint8Array(0) });
  for (let i = 0; i < 1025; i++) units.set(small, i * small.length);
  t.throws(() => readVideoUnits(units), { code: 'WIRE_INVALID', field: 'videoUnits' });
});

t.test('copies move pixels as they were before, in every direction', async (t) => {
  const [width, height] = [9, 7];
  for (const [toLeft, toTop] of [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
    [0, 0],
    [2, 1],
    [1, 2],
    [2, 2],
  ] as const) {
    const decoder = new TileDecoder(width, height);
    const pixels = new Uint32Array(decoder.rgba.buffer);
    for (let i = 0; i < pixels.length; i++) pixels[i] = i;
    const before = pixels.slice();
    const drawn: number[][] = [];
    decoder.copy([{ left: 1, top: 1, width: 6, height: 4, toLeft, toTop }], (...part) => drawn.push(part));
    t.same(drawn, [[toLeft, toTop, 6, 4]]);
    const expected = before.slice();
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 6; x++) expected[(toTop + y) * width + toLeft + x] = before[(1 + y) * width + 1 + x];
    t.same(pixels, expected, `to ${toLeft}, ${toTop}`);
  }
  const decoder = new TileDecoder(width, height);
  const inside = { left: 0, top: 0, width: 9, height: 7, toLeft: 0, toTop: 0 };
  for (const change of [{ left: 1 }, { top: 1 }, { toLeft: 1 }, { toTop: 1 }, { width: 10 }, { height: 8 }]) {
    t.throws(() => decoder.copy([{ ...inside, ...change }]), { code: 'WIRE_INVALID', field: 'rectangle' });
  }
});

t.test('a slot takes what a record left, not what a host draws on it in the same frame', async (t) => {
  const decoder = new TileDecoder(
    70,
    70,
    8,
    ({ left, top }, { rgba }) => rgba.fill(0x77, (top * 70 + left) * 4).length,
  );
  // Cell 3 becomes blue, and is kept in slots 5 and 6; a host's tile is drawn on it between and after.
  const solid = (slot: string): string => `03 00 10 ${slot} 00 ff 00 00`;
  const handed = '03 00 0b 01 00 aa';
  decoder.decode(fromHex(`${solid('05')} ${handed} ${handed} 03 00 1b 06 00 01 00 aa`), 4);
  const shown = (): number[] => [...decoder.rgba.subarray((64 * 70 + 64) * 4, (64 * 70 + 64) * 4 + 3)];
  t.same(shown(), [0x77, 0x77, 0x77]);
  decoder.decode(fromHex('03 00 01 05 00'), 1);
  t.same(shown(), [0, 0, 0xff]);
  decoder.decode(fromHex('03 00 01 06 00'), 1);
  t.same(shown(), [0x77, 0x77, 0x77], 'its own');
});

t.test('a handed-on tile goes to whoever can draw it', async (t) => {
  const tiles = fromHex('03 00 0b 02 00 aa bb');
  const plain = new TileDecoder(70, 70);
  t.throws(() => plain.decode(tiles, 1), { code: 'WIRE_INVALID', field: 'tag' });
  const seen: unknown[] = [];
  const able = new TileDecoder(70, 70, 0, (tile) => seen.push(tile));
  able.decode(tiles, 1, undefined, SECTIONS.tables);
  const payload = Uint8Array.of(0xaa, 0xbb);
  t.same(seen, [{ cell: 3, left: 64, top: 64, width: 6, height: 6, payload, tables: SECTIONS.tables }]);
  for (const [bad, field] of [
    ['03 00 2b 00 00 00 02 00 aa bb', 'tag'],
    ['03 00 4b 02 00 aa bb', 'tag'],
    ['03 00 0b 03 00 aa bb', 'length'],
    ['03 00 0b 02', 'length'],
  ]) {
    t.throws(() => able.decode(fromHex(bad), 1), { code: 'WIRE_INVALID', field });
  }
});
