import { once } from 'node:events';
import t, { type Test } from 'tap';

import { ByteWriter } from '../../src/bytes/writer.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { writeSurfaceBits } from '../../src/rdp/graphics/surface-commands.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { noise, type Scene, scene, stripes } from './scene.js';
import { bitmapUnits, rectangle, type ScriptedConnection } from './scripted-host.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const REMOTE_FX = 3;
const HELLO = { handedOn: true };

/** Somewhat like a picture: smooth, so that its tiles are small. */
const smooth = (seed: number) => (x: number, y: number) => {
  const wave = (by: number): number => Math.round(127 + 127 * Math.sin((x * by + y * 2 + seed * 40) / 50));
  return (wave(1) << 16) | (wave(2) << 8) | wave(3);
};

/** A RemoteFX message for a rectangle of the desktop, in one surface command. */
function remoteFx(left: number, top: number, width: number, height: number, color: (x: number, y: number) => number) {
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[y * width + x] = color(left + x, top + y);
  const data = new RemoteFxEncoder().encode({ width, height, data: pixels });
  const w = new ByteWriter(data.length + 64);
  const place = { left, top, right: left + width, bottom: top + height, width, height };
  writeSurfaceBits(w, { ...place, bitsPerPixel: 32, codecId: REMOTE_FX, data });
  return writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_SURFCMDS, w.finish());
}

/** Numbers that look random and are always the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * sides);
  };
}

/** Small, because its messages are encoded here: cells of every kind are on it. */
const SIZE = { width: 300, height: 200 };
const CELLS = 5 * 4;

async function smallScene(t: Test): Promise<Scene> {
  const made = await scene(t, { pool });
  made.host.size = SIZE;
  return made;
}

const wholeDesktop = (seed: number): Uint8Array[] => remoteFx(0, 0, SIZE.width, SIZE.height, smooth(seed));

/** Messages of every kind that meets handed-on tiles, all over the desktop. */
function messages(seed: number, count: number): Uint8Array[][] {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, i) => {
    const cell = [roll(5) * 64, roll(4) * 64] as const;
    switch (roll(6)) {
      case 0:
        return wholeDesktop(i);
      case 1:
      case 2:
        // Cells, and parts of cells at their right and bottom.
        return remoteFx(...cell, 20 + roll(100), 20 + roll(76), smooth(i));
      case 3:
        return remoteFx(...cell, 128, 64, smooth(roll(3)));
      case 4:
        // On no cell's grid.
        return remoteFx(roll(220), roll(140), 40 + roll(40), 40 + roll(40), smooth(i));
      default:
        return bitmapUnits([rectangle(roll(200), roll(140), 1 + roll(100), 1 + roll(60), stripes(i))]);
    }
  });
}

async function send(connection: ScriptedConnection, units: readonly Uint8Array[]): Promise<void> {
  if (!connection.send(units)) await once(connection.socket, 'drain');
  await new Promise(setImmediate);
}

/** What the desktop shows when the gateway decodes all of it. */
async function decodedAlone(t: Test, sent: readonly Uint8Array[][]): Promise<Uint8Array> {
  let result = new Uint8Array(0);
  await t.test('decoded by the gateway', async (t) => {
    const { host, view, picture } = await smallScene(t);
    const viewer = view();
    await viewer.status('active');
    for (const units of sent) await send(host.last, units);
    result = Uint8Array.from(await picture());
    t.equal(viewer.handedOn.drawn, 0);
  });
  return result;
}

for (const seed of [1, 2, 3]) {
  t.test(`viewers that decode tiles show what the gateway would, whatever is drawn between (${seed})`, async (t) => {
    const sent = messages(seed, 60);
    const expected = await decodedAlone(t, sent);
    const { host, view, picture } = await smallScene(t);
    const fast = view({ hello: HELLO });
    const slow = view({ hello: HELLO, bytesPerMs: 2000 });
    await Promise.all([fast.status('active'), slow.status('active')]);
    for (const units of sent.slice(0, 40)) await send(host.last, units);
    const late = view({ hello: HELLO });
    for (const units of sent.slice(40)) await send(host.last, units);
    const shown = await picture();
    t.ok(Buffer.compare(shown, expected) === 0, 'the snapshot');
    for (const viewer of [fast, slow, late]) await viewer.shows(() => shown);
    t.ok(fast.handedOn.drawn > 0, `${fast.handedOn.drawn} tiles`);
  });
}

t.test('nothing is decoded here while all who look decode tiles themselves', async (t) => {
  const { host, view, metrics, picture } = await smallScene(t);
  const viewer = view({ hello: HELLO });
  await viewer.status('active');
  await send(host.last, wholeDesktop(1));
  await viewer.until(({ handedOn }) => handedOn.drawn === CELLS, 'all tiles');
  t.equal(metrics.decodeMs.count, 0);
  const shown = await picture();
  t.ok(metrics.decodeMs.count > 0, 'a snapshot needs pixels');
  await viewer.shows(() => shown);
  t.equal(viewer.handedOn.drawn, CELLS, 'what the viewer has is not sent again');
});

t.test('a tile that a cell shows already is not sent again', async (t) => {
  const { host, view, metrics, picture } = await smallScene(t);
  const viewer = view({ hello: HELLO });
  await viewer.status('active');
  for (let i = 0; i < 5; i++) await send(host.last, wholeDesktop(1));
  await send(host.last, remoteFx(128, 64, 64, 64, smooth(2)));
  const shown = await picture();
  await viewer.shows(() => shown);
  t.equal(viewer.handedOn.drawn, CELLS + 1);
  t.ok(metrics.hostBytes > 4 * viewer.bytes);
});

t.test('one viewer that needs pixels is enough to decode, until it is gone', async (t) => {
  const { host, view, picture } = await smallScene(t);
  const able = view({ hello: HELLO });
  await able.status('active');
  await send(host.last, wholeDesktop(1));
  await able.until(({ handedOn }) => handedOn.drawn === CELLS, 'all tiles');
  const plain = view();
  await send(host.last, remoteFx(64, 64, 150, 100, smooth(2)));
  let shown = await picture();
  await Promise.all([able.shows(() => shown), plain.shows(() => shown)]);
  t.equal(able.handedOn.drawn, CELLS);
  t.equal(plain.handedOn.drawn, 0);
  plain.leave();
  await plain.closed;
  await send(host.last, wholeDesktop(3));
  shown = await picture();
  await able.shows(() => shown);
  t.equal(able.handedOn.drawn, 2 * CELLS);
});

t.test('a slow viewer gets the newest tile of a cell, not all of them', async (t) => {
  const { host, view, picture } = await smallScene(t);
  const slow = view({ hello: HELLO, bytesPerMs: 100 });
  await slow.status('active');
  for (let i = 0; i < 40; i++) await send(host.last, remoteFx(64, 64, 128, 128, noise(i)));
  const shown = await picture();
  await slow.shows(() => shown);
  t.ok(slow.handedOn.drawn < 4 * 30, `${slow.handedOn.drawn} of ${4 * 40} tiles`);
});

t.test('a viewer that lost its picture gets the tiles again', async (t) => {
  const { host, view, picture } = await smallScene(t);
  const viewer = view({ hello: HELLO });
  await viewer.status('active');
  await send(host.last, wholeDesktop(1));
  await send(host.last, remoteFx(64, 64, 100, 100, smooth(2)));
  await viewer.until(({ handedOn }) => handedOn.drawn > CELLS, 'all tiles');
  viewer.send('refresh', {});
  await viewer.until((it) => it.messages.filter(({ type }) => type === 'desktop').length === 2, 'a new desktop');
  const shown = await picture();
  await viewer.shows(() => shown);
});

t.test('a viewer at 2 Mbit/s sees tiles no older than a second, and what is typed beside them', async (t) => {
  const { host, view, picture } = await smallScene(t);
  const fast = view({ hello: HELLO });
  const slow = view({ hello: HELLO, bytesPerMs: 250 });
  await Promise.all([fast.status('active'), slow.status('active')]);
  // A video of several times what the line carries.
  const frames = Array.from({ length: 6 }, (_, i) => remoteFx(0, 0, 256, 192, noise(i)));
  const until = performance.now() + 3000;
  for (let i = 0; performance.now() < until; i++) {
    const shown = fast.frames;
    await send(host.last, frames[i % frames.length]);
    if (i % 4 === 0) await send(host.last, bitmapUnits([rectangle(270, 10 + (i % 150), 10, 16, stripes(i))]));
    await fast.until((viewer) => shown < viewer.frames, 'the next frame');
  }
  const oldest = Math.max(...slow.ages);
  t.ok(oldest < 1000, `oldest frame ${oldest.toFixed(0)} ms, ${slow.frames} frames`);
  const shown = await picture();
  await slow.shows(() => shown);
});

t.test('what is drawn on a handed-on cell is all that is sent of it', async (t) => {
  const { host, view, picture } = await smallScene(t);
  const viewer = view({ hello: HELLO });
  await viewer.status('active');
  await send(host.last, remoteFx(0, 0, 256, 192, noise(1)));
  await viewer.until(({ handedOn }) => handedOn.drawn === 12, 'all tiles');
  const before = viewer.bytes;
  await send(host.last, bitmapUnits([rectangle(60, 60, 10, 10, stripes(1))]));
  const shown = await picture();
  await viewer.shows(() => shown);
  const sent = viewer.bytes - before;
  t.ok(sent < 1500, `${sent} bytes for ten by ten pixels on four cells of noise`);
});
