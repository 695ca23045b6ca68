/** Tiles taken out of a message draw, one by one, what the message draws as a whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { readPayload } from '../../bench/micro/payloads.js';
import { connectionTo, HostEnd, playable } from '../../bench/pipeline/recorded-connection.js';
import { Codec, DECODE_HEADER, type DecodeCommand, surfaceTarget } from '../../src/codec/commands.js';
import { splitTiles } from '../../src/codec/rfx/split.js';
import { TileFlag, TileKind } from '../../src/codec/rfx/tile-payload.js';
import { ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { readRecording } from '../../src/host/recording/reader.js';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import { surfaceCommand } from '../../src/session/drawing.js';
import { bitmap } from './canvas.js';
import { create, Desktop, map } from './graphics-records.js';
import { tileCommand, tileCommands } from './handed-tiles.js';
import { messages, progressive, scene, whole } from './progressive-streams.js';

const FIXTURES = join(PROJECT, 'fixtures');

/** Draws commands on one desktop as they are and on another tile by tile; returns how many tiles there were. */
function compare(t: Test, size: { width: number; height: number }, commands: Iterable<DecodeCommand>): number {
  const [one, other] = [new Desktop(size.width, size.height), new Desktop(size.width, size.height)];
  t.teardown(() => {
    one.dispose();
    other.dispose();
  });
  let tiles = 0;
  let index = 0;
  for (const command of commands) {
    if (one.draw(command) !== -1) t.fail(`command ${index} is refused`);
    const parts = tileCommands(command, size);
    tiles += parts?.length ?? 0;
    if (other.draw(...(parts ?? [command])) !== -1) t.fail(`a tile of command ${index} is refused`);
    if (Buffer.compare(one.canvas.surface.pixels, other.canvas.surface.pixels)) t.fail(`command ${index} differs`);
    index++;
  }
  return tiles;
}

function* recordedCommands(name: string): Generator<DecodeCommand> {
  const source = playable(readRecording(gunzipSync(readFileSync(join(FIXTURES, 'streams', name)))));
  const { settings, connected } = connectionTo(new HostEnd(), source);
  const stage = new ActiveStage(settings, connected);
  for (const { data } of source.units) {
    for (const event of stage.receive(data, [])) {
      if (event.type !== 'surfaceBits') continue;
      const command = surfaceCommand(event.bits);
      // What a view shows goes when the stage receives more.
      if (command.codec === Codec.remoteFx) yield { ...command, data: command.data.slice() };
    }
  }
}

t.test('recordings with RemoteFX', async (t) => {
  const names = readdirSync(join(FIXTURES, 'streams')).filter((name) => name.includes('remotefx'));
  t.ok(names.length > 3);
  for (const name of names) {
    const commands = [...recordedCommands(name)].slice(0, 40);
    const size = {
      width: Math.max(...commands.map(({ left, width }) => left + width)),
      height: Math.max(...commands.map(({ top, height }) => top + height)),
    };
    const tiles = compare(t, size, commands);
    t.ok(tiles > commands.length / 2, `${name}: ${tiles} tiles of ${commands.length} commands`);
  }
});

t.test('payloads of libfreerdp', async (t) => {
  for (const name of readdirSync(join(FIXTURES, 'codec')).filter((file) =>
    /\.(rfx.|progressive.*)\.slpf$/.test(file),
  )) {
    const { width, height, batch } = readPayload(join(FIXTURES, 'codec', name));
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const commands: DecodeCommand[] = [create(0, width, height), map(0, 0, 0)];
    for (let at = 0; at < batch.length; ) {
      const length = view.getUint32(at + 20, true);
      const data = batch.subarray(at + DECODE_HEADER, at + DECODE_HEADER + length);
      const codec = batch[at];
      const target = view.getUint32(at + 24, true);
      if (codec === Codec.remoteFx || codec === Codec.progressive) {
        commands.push(bitmap(codec, width, height, data, { target }));
      }
      at += DECODE_HEADER + ((length + 3) & ~3);
    }
    t.ok(compare(t, { width, height }, commands) >= Math.ceil(width / 64) * Math.ceil(height / 64), name);
  }
});

t.test('progressive streams, to the last pass', async (t) => {
  for (const extrapolate of [true, false]) {
    const [width, height] = [150, 100];
    const list = messages(width, height, extrapolate).map((message) => progressive(3, message, 7));
    const tiles = compare(t, { width, height }, [create(3, width, height), map(3, 0, 0), ...list]);
    t.ok(tiles >= 6 * list.length - 20);
  }
});

t.test('message and tiles may be mixed', async (t) => {
  const [width, height] = [130, 70];
  const [one, other] = [new Desktop(width, height), new Desktop(width, height)];
  for (const desktop of [one, other]) desktop.draw(create(0, width, height), map(0, 0, 0));
  messages(width, height, true).forEach((message, i) => {
    const command = progressive(0, message);
    const split = tileCommands(command, { width, height }) ?? [];
    t.equal(one.draw(command), -1);
    t.equal(other.draw(...(i % 2 ? split : [command])), -1, `message ${i}`);
    t.equal(Buffer.compare(one.canvas.surface.pixels, other.canvas.surface.pixels), 0);
  });
  one.dispose();
  other.dispose();
});

t.test('any rectangles, anywhere', async (t) => {
  const size = { width: 200, height: 150 };
  const picture = scene(size.width, size.height, 4);
  const remoteFx = (['rlgr1', 'rlgr3'] as const).map((entropy) => new RemoteFxEncoder().encode(picture, { entropy }));
  const simple = new ProgressiveEncoder().first(picture, whole(picture), { simple: true });
  const rectangle = fc.tuple(fc.nat(220), fc.nat(170), fc.nat(130), fc.nat(130));
  const check = fc.property(
    fc.array(rectangle, { minLength: 1, maxLength: 40 }),
    fc.constantFrom('rlgr1', 'rlgr3', 'progressive'),
    fc.constantFrom(-128, -64, 0, 64),
    (rectangles, kind, left) => {
      const [one, other] = [new Desktop(size.width, size.height), new Desktop(size.width, size.height)];
      const setUp = [create(0, size.width, size.height), map(0, 0, 0)];
      const message = kind === 'progressive' ? simple : remoteFx[kind === 'rlgr1' ? 0 : 1];
      const type = kind === 'progressive' ? 0xccc4 : 0xccc6;
      const clipped = withRectangles(message, type, rectangles);
      const command =
        kind === 'progressive'
          ? progressive(0, clipped)
          : bitmap(Codec.remoteFx, size.width, size.height, clipped, { left, top: 0 });
      const parts = outcome(() => tileCommands(command, size));
      const expected = one.draw(...setUp, command) === -1;
      if (parts === 'refused') {
        if (expected) throw new Error('split refuses what is drawn as a whole');
      } else if (parts) {
        if ((other.draw(...setUp, ...parts) === -1) !== expected) throw new Error('one is refused');
        if (Buffer.compare(one.canvas.surface.pixels, other.canvas.surface.pixels)) throw new Error('differs');
      }
      one.dispose();
      other.dispose();
    },
  );
  t.doesNotThrow(() => fc.assert(check, { numRuns: 150, seed: 5 }));
});

t.test('a message that is damaged draws the same or is refused by both', async (t) => {
  const size = { width: 130, height: 70 };
  const picture = scene(size.width, size.height, 9);
  const encoder = new ProgressiveEncoder();
  const seeds = [
    new RemoteFxEncoder().encode(picture, { entropy: 'rlgr3' }),
    encoder.first(picture, whole(picture)),
    encoder.upgrade(whole(picture)) as Uint8Array,
  ];
  const change = fc.tuple(fc.nat(180), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0xff)));
  const check = fc.property(fc.nat(2), fc.array(change, { minLength: 1, maxLength: 3 }), (seed, changes) => {
    const message = seeds[seed].slice();
    for (const [at, value] of changes) message[at] = value;
    const [one, other] = [new Desktop(size.width, size.height), new Desktop(size.width, size.height)];
    for (const desktop of [one, other]) {
      desktop.draw(create(0, size.width, size.height), map(0, 0, 0), progressive(0, seeds[1]));
    }
    const command = seed === 0 ? bitmap(Codec.remoteFx, size.width, size.height, message) : progressive(0, message);
    const drawn = one.draw(command) === -1;
    const parts = outcome(() => tileCommands(command, size));
    if (parts === 'refused') {
      if (drawn) throw new Error('split refuses what is drawn as a whole');
    } else if (parts) {
      const split = other.draw(...parts) === -1;
      if (split !== drawn) throw new Error(`whole ${drawn}, split ${split}`);
      const same = Buffer.compare(one.canvas.surface.pixels, other.canvas.surface.pixels) === 0;
      if (drawn && !same) throw new Error('differs');
    }
    one.dispose();
    other.dispose();
  });
  t.doesNotThrow(() => fc.assert(check, { numRuns: 600, seed: 6 }));
});

t.test('tiles that are not allowed are refused', async (t) => {
  const size = { width: 100, height: 64 };
  const desktop = new Desktop(size.width, size.height);
  const target = surfaceTarget(0);
  t.equal(desktop.draw(create(0, size.width, size.height), map(0, 0, 0)), -1);
  const picture = scene(size.width, size.height, 2);
  const encoder = new ProgressiveEncoder();
  const first = progressive(0, encoder.first(picture, whole(picture)));
  const upgrade = progressive(0, encoder.upgrade(whole(picture)) as Uint8Array);
  const [firsts, upgrades] = [splitTiles(first, size), splitTiles(upgrade, size)];
  if (!firsts || !upgrades) throw new Error('not split');
  const drawTile = (of: typeof firsts, changes: Readonly<Record<number, number>>, rest = {}): number => {
    const payload = of.tiles[0].payload.slice();
    for (const [at, value] of Object.entries(changes)) payload[Number(at)] = value;
    return desktop.draw({ ...tileCommand(of, { ...of.tiles[0], payload }, target), ...rest });
  };
  t.equal(drawTile(upgrades, {}), 0, 'an upgrade of nothing');
  t.equal(drawTile(firsts, {}), -1);
  t.equal(drawTile(upgrades, {}), -1);
  t.equal(drawTile(upgrades, {}, { target: 0 }), 0, 'an upgrade on the desktop itself');
  t.equal(drawTile(firsts, { 0: 5 }), 0, 'a kind that does not exist');
  t.equal(drawTile(firsts, { 1: 0x11 }), 0, 'a flag that does not exist');
  t.equal(drawTile(firsts, { 2: 1 }), 0, 'a quantization that does not exist');
  t.equal(drawTile(firsts, { 5: 2 }), 0, 'a quality that does not exist');
  t.equal(drawTile(firsts, { 7: 0xff }), 0, 'data beyond the payload');
  t.equal(drawTile(firsts, {}, { left: 1 }), 0, 'off the grid');
  t.equal(drawTile(firsts, {}, { left: -64 }), 0, 'left of the surface');
  t.equal(drawTile(firsts, {}, { left: 128 }), 0, 'right of the surface');
  t.equal(drawTile(firsts, {}, { target: surfaceTarget(1) }), 0, 'no such surface');
  const clipped = (rectangle: readonly number[]): number => {
    const { payload } = firsts.tiles[0];
    const bytes = Uint8Array.from([payload[0], payload[1] | TileFlag.clipped, 1, ...rectangle, ...payload.subarray(2)]);
    return desktop.draw(tileCommand(firsts, { ...firsts.tiles[0], payload: bytes }, target));
  };
  t.equal(clipped([10, 20, 3, 4]), -1);
  t.equal(clipped([10, 20, 54, 4]), 0, 'a rectangle beyond the tile');
  t.equal(clipped([0, 63, 0, 1]), 0, 'a rectangle below the tile');
  const { payload } = firsts.tiles[0];
  for (let length = 0; length < payload.length; length += 1 + (length >> 4)) {
    const cut = tileCommand(firsts, { ...firsts.tiles[0], payload: payload.subarray(0, length) }, target);
    if (desktop.draw(cut) !== 0) t.fail(`cut at ${length}`);
  }
  t.equal(payload[0], TileKind.first);
  desktop.dispose();
});

/** The first region of a message with other rectangles. */
function withRectangles(message: Uint8Array, type: number, rectangles: readonly (readonly number[])[]): Uint8Array {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  while (view.getUint16(at, true) !== type) at += view.getUint32(at + 2, true);
  // The progressive codec has a tile size before the count and more fields after it, RemoteFX a channel and flags before.
  const [count, start] = type === 0xccc4 ? [at + 7, at + 18] : [at + 9, at + 11];
  const known = view.getUint16(count, true);
  const bytes = rectangles.flat().flatMap((value) => [value & 255, value >> 8]);
  const rest = message.subarray(start + 8 * known);
  const result = Uint8Array.from([...message.subarray(0, start), ...bytes, ...rest]);
  const changed = new DataView(result.buffer);
  changed.setUint16(count, rectangles.length, true);
  changed.setUint32(at + 2, view.getUint32(at + 2, true) + bytes.length - 8 * known, true);
  return result;
}

function outcome<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if ((error as { code?: string }).code !== 'CODEC_INVALID') throw error;
    return 'refused';
  }
}
