import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { Codec, type DecodeCommand, DecodeFlag, surfaceTarget } from '../../src/codec/commands.js';
import { HandOn } from '../../src/display/hand-on.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';

const SIZE = { width: 200, height: 128 };
const COLUMNS = 4;
const PLAIN = { bitsPerPixel: 32, flags: 0, left: 0, top: 0, visibleWidth: 0, visibleHeight: 0, width: 0, height: 0 };
const NOTHING = new Uint8Array(0);
const SURFACE = surfaceTarget(5);

function remoteFx(
  left: number,
  top: number,
  width: number,
  height: number,
  target = 0,
  color = 0x808080,
): DecodeCommand {
  const data = new RemoteFxEncoder().encode({ width, height, data: new Uint32Array(width * height).fill(color) });
  const size = { visibleWidth: width, visibleHeight: height, width, height };
  return { ...PLAIN, ...size, codec: Codec.remoteFx, left, top, data, target };
}

function raw(left: number, top: number, width: number, height: number, target = 0): DecodeCommand {
  const size = { visibleWidth: width, visibleHeight: height, width, height };
  return { ...PLAIN, ...size, codec: Codec.raw, left, top, data: new Uint8Array(width * height * 4), target };
}

const words = (...values: readonly number[]): Uint8Array => {
  const w = new ByteWriter();
  for (const value of values) w.u16(value);
  return w.finish();
};

const surfaceAt = (left: number, top: number, flags = 0): DecodeCommand[] => [
  { ...PLAIN, codec: Codec.createSurface, width: 200, height: 128, data: NOTHING, target: SURFACE },
  { ...PLAIN, codec: Codec.mapSurface, left, top, flags, data: NOTHING, target: SURFACE },
];

const NAMES = new Map(Object.entries(Codec).map(([name, codec]) => [codec as number, name]));

function handOn(active = true) {
  const all = new HandOn(SIZE);
  all.setActive(active);
  /** What is drawn for a command: codecs, and the places of tiles. */
  const described = (commands: readonly DecodeCommand[]): string[] =>
    commands.map(({ codec, left, top }) =>
      codec === Codec.tile ? `tile ${left}, ${top}` : (NAMES.get(codec) ?? String(codec)),
    );
  const touched = (): number[] =>
    [...(all.takeTouched() ?? []).entries()].flatMap(([cell, byte]) => (byte ? [cell] : []));
  return { all, described, touched, route: (command: DecodeCommand) => described(all.route(command, 1)) };
}

t.test('tiles on the grid of the desktop are handed on, and others are not', async (t) => {
  const { all, route, touched } = handOn();
  t.same(route(remoteFx(64, 0, 128, 64)), []);
  t.same(touched(), [1, 2]);
  t.same(touched(), [], 'once');
  t.ok(all.stale(1) && !all.stale(0));
  t.same(route(remoteFx(-10, 0, 64, 64)), ['tile 64, 0', 'tile 128, 0', 'remoteFx'], 'who knows where it draws');
  t.same(handOn(false).route(remoteFx(64, 0, 128, 64)), ['remoteFx']);
});

t.test('tiles beside the grid are handed on to the cells that they draw on', async (t) => {
  const { all, route, touched, described } = handOn();
  t.same(route(remoteFx(30, 20, 64, 64)), []);
  t.same(touched(), [0, 1, COLUMNS, COLUMNS + 1]);
  t.same(route(raw(70, 0, 10, 10)), ['tile 30, 20', 'raw'], 'as much of it as one cell needs');
  t.equal(all.chains.since(1, 0), undefined);
  t.equal(all.chains.since(0, 0)?.length, 1);
  t.same(described(all.decodeAll()), ['tile 30, 20', 'tile 30, 20', 'tile 30, 20']);
});

t.test('tiles beside the grid on a surface', async (t) => {
  const { route, touched } = handOn();
  for (const command of surfaceAt(128, 64)) route(command);
  route(raw(0, 0, 200, 128, SURFACE));
  t.same(route(remoteFx(20, 0, 64, 64, SURFACE)), [], 'at the edge of the desktop');
  t.same(touched(), [COLUMNS + 2, COLUMNS + 3]);
  t.same(route(remoteFx(50, 10, 64, 64, SURFACE)), ['tile 50, 10', 'tile 50, 10'], 'in part beyond it');
  t.same(touched(), [COLUMNS + 2, COLUMNS + 3]);
  t.same(route(remoteFx(75, 10, 64, 64, SURFACE)), ['tile 20, 0', 'tile 50, 10', 'tile 75, 10'], 'beyond it');
});

t.test('part of a cell stands on its pixels, once they are drawn', async (t) => {
  const { all, route, touched } = handOn();
  t.same(route(raw(0, 0, 200, 128)), ['raw']);
  t.same(route(remoteFx(0, 0, 30, 30)), []);
  t.same(touched(), [0]);
  t.equal(all.baseInPicture(0), undefined);
  all.drawn(all.takeAppended());
  t.equal(all.baseInPicture(0), all.chains.base(0));
  t.equal(all.baseInPicture(1), undefined, 'no tiles');
  t.same(route(raw(50, 50, 10, 10)), ['tile 0, 0', 'raw']);
  t.equal(all.baseInPicture(0), undefined);
});

t.test('pixels are a base only for the surface that they are of', async (t) => {
  const { all, route, described } = handOn();
  for (const command of surfaceAt(0, 0)) route(command);
  t.same(route(remoteFx(0, 0, 30, 30, SURFACE)), ['tile 0, 0'], 'the desktop does not show it yet');
  t.same(route(remoteFx(0, 0, 30, 30, SURFACE)), []);
  t.same(route(raw(0, 0, 10, 10)), ['tile 0, 0', 'raw']);
  t.same(route(remoteFx(0, 0, 30, 30, SURFACE)), ['tile 0, 0'], 'the desktop was drawn on directly');
  route(remoteFx(0, 0, 30, 30, SURFACE));
  t.same(described(all.decodeAll()), ['tile 0, 0']);
  t.equal(all.chains.since(0, 0), undefined, 'what is decoded is pixels');
});

t.test('viewers look again where something was drawn on tiles', async (t) => {
  const { all, route } = handOn();
  for (const command of surfaceAt(0, 0)) route(command);
  route(raw(0, 0, 200, 128, SURFACE));
  t.equal(all.takeOverdrawn(), undefined);
  route(remoteFx(64, 0, 30, 30, SURFACE));
  t.equal(all.takeOverdrawn(), undefined);
  route(raw(64, 0, 30, 30, SURFACE));
  t.same([...(all.takeOverdrawn() ?? [])].slice(0, 3), [0, 1, 0]);
});

t.test('many parts of a cell are decoded together, and stand on that', async (t) => {
  const { route } = handOn();
  let drawn: string[] = [];
  let parts = 0;
  for (; drawn.length === 0; parts++) drawn = route(remoteFx(0, 0, 1 + parts, 64 - parts));
  t.equal(drawn.length, parts - 1);
  t.same(route(remoteFx(0, 0, 1, 1)), [], 'the next ones wait again');
});

t.test('what is drawn on part of a cell needs its pixels first', async (t) => {
  const { all, route } = handOn();
  route(remoteFx(0, 0, 200, 128));
  t.same(route(raw(60, 60, 10, 10)), ['tile 0, 0', 'tile 64, 0', 'tile 0, 64', 'tile 64, 64', 'raw']);
  t.ok(all.stale(0), 'until the batch is drawn');
  t.equal(all.chains.since(0, 0), undefined);
  t.equal(all.chains.since(2, 0)?.length, 1);
  const batch = all.takeAppended();
  t.same(batch, [0, 1, COLUMNS, COLUMNS + 1]);
  all.drawn(batch);
  t.notOk(all.stale(0));
  t.same(route(raw(60, 60, 10, 10)), ['raw'], 'once');
});

t.test('what covers a cell leaves nothing to decode', async (t) => {
  const { all, route } = handOn();
  route(remoteFx(0, 0, 200, 128));
  const fill = new ByteWriter()
    .u32(0)
    .bytes(words(0, 0, 128, 70))
    .finish();
  t.same(route({ ...PLAIN, codec: Codec.solidFill, data: fill }), ['tile 0, 64', 'tile 64, 64', 'solidFill']);
  t.notOk(all.chains.waits(0));
});

t.test('copies and the cache read pixels', async (t) => {
  const { route } = handOn();
  for (const command of surfaceAt(0, 0)) route(command);
  route(remoteFx(0, 0, 200, 128, SURFACE));
  const copy = new ByteWriter()
    .u32(SURFACE)
    .bytes(words(10, 10, 20, 20, 130, 0))
    .finish();
  t.same(route({ ...PLAIN, codec: Codec.copy, data: copy, target: SURFACE }), ['tile 0, 0', 'tile 128, 0', 'copy']);
  const store = new ByteWriter()
    .u16(3)
    .u64(1n)
    .bytes(words(64, 0, 128, 64))
    .finish();
  t.same(route({ ...PLAIN, codec: Codec.store, data: store, target: SURFACE }), ['tile 64, 0', 'store']);
  const load = words(3, 10, 64);
  t.same(route({ ...PLAIN, codec: Codec.load, data: load, target: SURFACE }), ['tile 0, 64', 'tile 64, 64', 'load']);
  t.same(route({ ...PLAIN, codec: Codec.load, data: words(4, 128, 64), target: SURFACE }), ['load'], 'an empty slot');
});

t.test('tiles of a surface go where it is shown', async (t) => {
  const { all, route, touched, described } = handOn();
  for (const command of surfaceAt(64, 64)) route(command);
  t.same(route(remoteFx(0, 0, 128, 64, SURFACE)), []);
  t.same(touched(), [COLUMNS + 1, COLUMNS + 2]);
  t.same(described(all.decodeAll()), ['tile 0, 0', 'tile 64, 0'], 'decoded on the surface');
  for (const [left, top, flags] of [
    [10, 64, 0],
    [-64, 0, 0],
    [0, 0, DecodeFlag.unmap],
  ] as const) {
    const { route: there } = handOn();
    for (const command of surfaceAt(left, top, flags)) there(command);
    t.same(there(remoteFx(0, 0, 64, 64, SURFACE)), ['remoteFx'], `${left}, ${top}`);
  }
});

t.test('a surface that moves, goes, or is replaced takes its pixels along', async (t) => {
  for (const next of [
    surfaceAt(0, 0)[1],
    { ...PLAIN, codec: Codec.deleteSurface, data: NOTHING, target: SURFACE },
    surfaceAt(0, 0)[0],
  ]) {
    const { all, route } = handOn();
    for (const command of surfaceAt(0, 0)) route(command);
    route(remoteFx(64, 0, 64, 64, SURFACE));
    t.same(route(next), ['tile 64, 0', NAMES.get(next.codec)]);
    t.equal(all.chains.bytes, 0);
  }
});

t.test('a surface that comes or goes settles what lies there, and what comes forth', async (t) => {
  const other = surfaceTarget(6);
  const over = (left: number, top: number): DecodeCommand[] => [
    { ...PLAIN, codec: Codec.createSurface, width: 64, height: 64, data: NOTHING, target: other },
    { ...PLAIN, codec: Codec.mapSurface, left, top, data: NOTHING, target: other },
  ];
  const { all, route } = handOn();
  for (const command of surfaceAt(0, 0)) route(command);
  route(remoteFx(0, 0, 200, 128, SURFACE));
  const [create, map] = over(64, 0);
  t.same(route(create), ['createSurface']);
  t.same(route(map), ['tile 64, 0', 'mapSurface'], 'the others are not touched');
  t.same(route(remoteFx(0, 0, 64, 64, other)), []);
  const hidden = { ...map, flags: DecodeFlag.unmap };
  const rest = ['tile 0, 0', 'tile 0, 0', 'tile 128, 0', 'tile 192, 0'];
  t.same(route(hidden), [...rest, 'tile 0, 64', 'tile 64, 64', 'tile 128, 64', 'tile 192, 64', 'mapSurface']);
  t.equal(all.chains.bytes, 0, 'what lies behind is shown whole');
});

t.test('a surface that ends within a cell shows less than its tile', async (t) => {
  const { route } = handOn();
  route({ ...PLAIN, codec: Codec.createSurface, width: 100, height: 128, data: NOTHING, target: SURFACE });
  route({ ...PLAIN, codec: Codec.mapSurface, data: NOTHING, target: SURFACE });
  t.same(route(remoteFx(0, 0, 100, 64, SURFACE)), ['tile 64, 0']);
});

t.test('somebody who reads pixels gets them, from then on or once', async (t) => {
  const { all, described, route } = handOn();
  route(remoteFx(0, 0, 128, 64));
  t.same(described(all.decodeAll()), ['tile 0, 0', 'tile 64, 0']);
  t.same(described(all.decodeAll()), []);
  t.equal(all.chains.since(0, 0)?.length, 1, 'viewers may still have the tiles');
  route(remoteFx(0, 0, 64, 64, 0, 0x112233));
  t.same(described(all.setActive(false)), ['tile 0, 0']);
  t.equal(all.chains.bytes, 0);
  t.equal(all.madeOfTiles(), undefined);
  t.same(route(remoteFx(0, 0, 64, 64)), ['remoteFx']);
});

t.test('what cannot be cut is refused where it is decoded', async (t) => {
  const { route } = handOn();
  const broken = remoteFx(0, 0, 64, 64);
  t.same(route({ ...broken, data: broken.data.subarray(0, broken.data.length - 3) }), ['remoteFx']);
  for (const codec of [Codec.copy, Codec.store, Codec.load, Codec.solidFill, Codec.void, Codec.evict]) {
    route(remoteFx(0, 0, 64, 64));
    t.ok(route({ ...PLAIN, codec, data: Uint8Array.of(1), target: SURFACE }).includes(NAMES.get(codec) ?? ''));
  }
});

t.test('a connection that begins anew knows no surfaces', async (t) => {
  const { all, route } = handOn();
  for (const command of surfaceAt(0, 0)) route(command);
  route(remoteFx(0, 0, 64, 64, SURFACE));
  all.decodeAll();
  all.renew();
  t.equal(all.chains.bytes, 0);
  t.same(route(remoteFx(0, 0, 64, 64, SURFACE)), ['remoteFx']);
});

t.test('who shows a cell as its tiles make it is told before something else is drawn on it', async (t) => {
  const { all, route } = handOn();
  route(remoteFx(0, 0, 128, 64));
  t.same(all.takeDecoded(), []);
  const version = all.chains.version(0);
  t.same(route(raw(0, 0, 10, 10)), ['tile 0, 0', 'raw']);
  t.same(all.takeDecoded(), [{ cell: 0, version, after: 1 }]);
  t.equal(all.chains.version(0), undefined);
  t.same([...(all.unsettled() ?? [])].slice(0, 3), [1, 1, 0], 'one is about to be decoded, one is tiles');
  all.drawn(all.takeAppended());
  t.same([...(all.unsettled() ?? [])].slice(0, 3), [0, 1, 0]);
});
