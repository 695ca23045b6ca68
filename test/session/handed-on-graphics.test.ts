import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { Codec, type DecodeCommand, DecodeFlag, surfaceTarget } from '../../src/codec/commands.js';
import type { Area, Pixels } from '../../src/host/egfx/encode/pixels.js';
import { ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { ScreenScene } from './screen-scene.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const SIZE = { width: 300, height: 200 };
const PLAIN = { bitsPerPixel: 32, flags: 0, left: 0, top: 0, visibleWidth: 0, visibleHeight: 0, width: 0, height: 0 };
const NOTHING = new Uint8Array(0);

/** Numbers that look random and are always the same. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * sides);
  };
}

type Roll = (sides: number) => number;

function pictureOf(width: number, height: number, seed: number): Pixels {
  const data = new Uint32Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const wave = (by: number): number => Math.round(127 + 127 * Math.sin((x * by + y * 3 + seed * 50) / 40));
    data[i] = (wave(1) << 16) | (wave(2) << 8) | wave(4);
  }
  return { width, height, data };
}

function rectangles(w: ByteWriter, ...areas: readonly Area[]): ByteWriter {
  for (const { left, top, right, bottom } of areas) w.u16(left).u16(top).u16(right).u16(bottom);
  return w;
}

function areaIn(roll: Roll, { width, height }: { width: number; height: number }): Area {
  const [left, top] = [roll(width - 1), roll(height - 1)];
  return { left, top, right: left + 1 + roll(width - left), bottom: top + 1 + roll(height - top) };
}

/** One surface of a host, and what a host does with it. */
class HostSurface {
  readonly target: number;
  readonly #progressive = new ProgressiveEncoder();

  constructor(
    readonly id: number,
    readonly width: number,
    readonly height: number,
  ) {
    this.target = surfaceTarget(id);
  }

  /** Made, shown there, and of one colour. */
  begin(left: number, top: number): DecodeCommand[] {
    const { width, height, target } = this;
    const fill = rectangles(new ByteWriter().u32(0x336699), { left: 0, top: 0, right: width, bottom: height });
    return [
      { ...PLAIN, codec: Codec.createSurface, width, height, data: NOTHING, target },
      { ...PLAIN, codec: Codec.mapSurface, left, top, data: NOTHING, target },
      { ...PLAIN, codec: Codec.solidFill, data: fill.finish(), target },
    ];
  }

  move(left: number, top: number): DecodeCommand {
    return { ...PLAIN, codec: Codec.mapSurface, left, top, data: NOTHING, target: this.target };
  }

  hide(): DecodeCommand {
    return { ...PLAIN, codec: Codec.mapSurface, flags: DecodeFlag.unmap, data: NOTHING, target: this.target };
  }

  end(): DecodeCommand {
    return { ...PLAIN, codec: Codec.deleteSurface, data: NOTHING, target: this.target };
  }

  /** Something that hosts draw; `beside`: often RemoteFX, anywhere. */
  next(roll: Roll, seed: number, beside: boolean): DecodeCommand | undefined {
    const { width, height, target } = this;
    const area = areaIn(roll, this);
    const whole: Area = { left: 0, top: 0, right: width, bottom: height };
    const picture = (): Pixels => pictureOf(width, height, seed);
    const choice = roll(beside ? 25 : 10);
    if (10 <= choice) {
      // Some of the pictures come twice.
      const part = pictureOf(area.right - area.left, area.bottom - area.top, roll(3));
      return this.#remoteFx(part, area.left, area.top);
    }
    switch (choice) {
      case 0:
        return this.#stream(this.#progressive.first(picture(), [whole]));
      case 1:
      case 2:
        return this.#stream(this.#progressive.first(picture(), [area], { difference: roll(2) === 0 }));
      case 3:
        return this.#stream(this.#progressive.first(picture(), [area], { simple: true, difference: roll(2) === 0 }));
      case 4:
      case 5:
      case 6:
        return this.#stream(this.#progressive.upgrade([roll(2) === 0 ? whole : area]));
      case 7: {
        const [left, top] = [roll(Math.ceil(width / 64)) * 64, roll(Math.ceil(Math.min(height, 128) / 64)) * 64];
        const part = pictureOf(Math.min(100, width - left), Math.min(100, height - top), seed);
        return this.#remoteFx(part, left, top);
      }
      case 8: {
        const data = rectangles(new ByteWriter().u32(seed * 12345), area, areaIn(roll, this)).finish();
        return { ...PLAIN, codec: Codec.solidFill, data, target };
      }
      default: {
        const [w, h] = [Math.min(area.right - area.left, width >> 1), Math.min(area.bottom - area.top, height >> 1)];
        const from = { left: area.left, top: area.top, right: area.left + w, bottom: area.top + h };
        const data = rectangles(new ByteWriter().u32(target), from);
        data.u16(roll(width - w)).u16(roll(height - h));
        return { ...PLAIN, codec: Codec.copy, data: data.finish(), target };
      }
    }
  }

  #remoteFx(part: Pixels, left: number, top: number): DecodeCommand {
    const { width, height } = part;
    const size = { visibleWidth: width, visibleHeight: height, width, height };
    const data = new RemoteFxEncoder().encode(part);
    return { ...PLAIN, ...size, codec: Codec.remoteFx, left, top, data, target: this.target };
  }

  #stream(message: Uint8Array | undefined): DecodeCommand | undefined {
    if (!message) return undefined;
    const data = new ByteWriter().u32(0).bytes(message).finish();
    return { ...PLAIN, codec: Codec.progressive, data, target: this.target };
  }
}

/** Two surfaces side by side, as hosts have them. */
const SIDE_BY_SIDE: Windows = {
  desktop: 192,
  count: 1,
  begin: () => new HostSurface(1, 100, 128),
  places: [
    [192, 64],
    [192, 0],
    [197, 17],
  ],
};

/** Windows that lie on each other and on what is behind, on the grid of cells, beside it, and in part outside. */
const OVERLAPPING: Windows = {
  desktop: SIZE.width,
  count: 2,
  begin: (id) => (id === 1 ? new HostSurface(1, 100, 128) : new HostSurface(2, 128, 64)),
  places: [
    [64, 64],
    [64, 0],
    [128, 64],
    [77, 31],
    [-20, 90],
    [256, 128],
  ],
};

/** The same, drawn on anywhere. */
const BESIDE_THE_GRID: Windows = { ...OVERLAPPING, beside: true };

interface Windows {
  readonly beside?: boolean;
  /** Width of what is behind. */
  readonly desktop: number;
  readonly count: number;
  readonly begin: (id: number) => HostSurface;
  readonly places: readonly (readonly [left: number, top: number])[];
}

/** A whole life of a graphics pipeline, as frames of commands. */
function story(
  seed: number,
  length: number,
  { desktop: width, count, begin, places, beside = false }: Windows,
): DecodeCommand[][] {
  const roll = dice(seed);
  const desktop = new HostSurface(0, width, SIZE.height);
  const frames = [desktop.begin(0, 0)];
  const windows = new Map<number, HostSurface>();
  let slot = 0;
  for (let i = 0; i < length; i++) {
    const surface = (roll(3) === 0 && windows.get(1 + roll(count))) || desktop;
    const next = surface.next(roll, i, beside);
    if (next) frames.push([next]);
    if (roll(12) === 0) {
      const { left, top } = areaIn(roll, { width: 90, height: 60 });
      slot = 1 + roll(3);
      const store = new ByteWriter().u16(slot).u64(BigInt(i));
      rectangles(store, { left, top, right: left + 90, bottom: top + 70 });
      frames.push([{ ...PLAIN, codec: Codec.store, data: store.finish(), target: desktop.target }]);
    }
    if (slot !== 0 && roll(10) === 0) {
      const load = new ByteWriter().u16(slot).u16(roll(100)).u16(roll(120));
      frames.push([{ ...PLAIN, codec: Codec.load, data: load.finish(), target: desktop.target }]);
    }
    if (roll(15) === 0) {
      const id = 1 + roll(count);
      const window = windows.get(id);
      const place = places[roll(places.length)];
      if (!window) {
        const begun = begin(id);
        windows.set(id, begun);
        frames.push(begun.begin(...place));
      } else {
        const change = [window.move(...place), window.hide(), window.end()][roll(3)];
        if (change.codec === Codec.deleteSurface) windows.delete(id);
        frames.push([change]);
      }
    }
  }
  return frames;
}

const STORIES = [
  ...[1, 2, 3].map((seed) => ({ name: 'side by side', windows: SIDE_BY_SIDE, seed })),
  ...[6, 19, 23].map((seed) => ({ name: 'on each other', windows: OVERLAPPING, seed })),
  ...[1, 2, 3].map((seed) => ({ name: 'beside the grid', windows: BESIDE_THE_GRID, seed })),
];

for (const { name, windows, seed } of STORIES) {
  t.test(`viewers show what a host draws on surfaces ${name}, whoever decodes it (${seed})`, async (t) => {
    const alone = new ScreenScene(SIZE, pool);
    const shared = new ScreenScene(SIZE, pool);
    t.teardown(() => {
      alone.close();
      shared.close();
    });
    const plain = alone.watch(false);
    const fast = shared.watch(true);
    const slow = shared.watch(true);
    slow.slowness = 30;
    const frames = story(seed, 100, windows);
    const roll = dice(seed + 99);
    const viewers = [fast, slow];
    for (const [i, frame] of frames.entries()) {
      alone.draw(...frame);
      shared.draw(...frame);
      if (roll(4) !== 0) await new Promise(setImmediate);
      if (i === 60) viewers.push(shared.watch(true));
      if (roll(30) !== 0) continue;
      const expected = await alone.picture();
      await shared.screen.drained();
      for (const viewer of viewers) {
        const shown = await viewer.current();
        if (Buffer.compare(shown, expected) !== 0) t.fail(`frame ${i}: ${where(shown, expected)}`);
      }
    }
    const expected = await alone.picture();
    await shared.screen.drained();
    for (const viewer of viewers) t.equal(where(await viewer.current(), expected), undefined);
    t.equal(where(await shared.picture(), expected), undefined, 'the picture here');
    t.equal(where(await plain.current(), expected), undefined, 'a viewer of pixels');
    t.ok(fast.handedOn.drawn > 0, `${fast.handedOn.drawn} tiles handed on`);
  });
}

t.test('parts of cells are handed on over pixels, and what is erased is gone', async (t) => {
  const scene = new ScreenScene(SIZE, pool);
  t.teardown(() => scene.close());
  const surface = new HostSurface(0, SIZE.width, SIZE.height);
  const text = new ProgressiveEncoder();
  const type = (seed: number, left: number, top: number, simple: boolean): DecodeCommand => {
    const area = { left, top, right: left + 9, bottom: top + 17 };
    const message = text.first(pictureOf(SIZE.width, SIZE.height, seed), [area], { simple });
    const data = new ByteWriter().u32(0).bytes(message).finish();
    return { ...PLAIN, codec: Codec.progressive, data, target: surface.target };
  };
  const erase = (left: number, top: number, width = 9, height = 17): DecodeCommand => {
    const area = { left, top, right: left + width, bottom: top + height };
    const data = rectangles(new ByteWriter().u32(0x336699), area).finish();
    return { ...PLAIN, codec: Codec.solidFill, data, target: surface.target };
  };
  const fast = scene.watch(true);
  scene.draw(...surface.begin(0, 0));
  await scene.screen.drained();
  await fast.current();
  const before = scene.metrics.decodeMs.count;
  for (let key = 0; key < 20; key++) {
    scene.draw(type(key, 20 + key * 9, 50, key % 2 === 0));
    await fast.current();
  }
  const late = scene.watch(true);
  await late.current();
  t.equal(scene.metrics.decodeMs.count, before, 'nothing is decoded, for a late viewer neither');
  t.ok(fast.handedOn.drawn >= 40 && late.handedOn.drawn >= 40, `${fast.handedOn.drawn}, ${late.handedOn.drawn} tiles`);
  const typed = Buffer.from(await fast.current());
  t.equal(where(await late.current(), typed), undefined);
  for (let key = 19; 10 <= key; key--) scene.draw(erase(20 + key * 9, 50));
  // The picture never holds this one, and shows what it did before.
  const data = new RemoteFxEncoder().encode(pictureOf(30, 30, 3));
  const size = { visibleWidth: 30, visibleHeight: 30, width: 30, height: 30 };
  scene.draw({ ...PLAIN, ...size, codec: Codec.remoteFx, left: 192, top: 128, data, target: surface.target });
  await scene.screen.drained();
  await Promise.all([fast.current(), late.current()]);
  scene.draw(erase(192, 128, 64, 64));
  const expected = await scene.picture();
  t.equal(where(typed, expected), 'pixel 110, 50');
  for (const viewer of [fast, late]) t.equal(where(await viewer.current(), expected), undefined);
});

/** The first pixel that differs. */
function where(shown: Uint8Array, expected: Uint8Array): string | undefined {
  for (let i = 0; i < expected.length; i += 4) {
    for (let c = 0; c < 3; c++) {
      const at = i / 4;
      if (shown[i + c] !== expected[i + c]) return `pixel ${at % SIZE.width}, ${Math.floor(at / SIZE.width)}`;
    }
  }
  return undefined;
}
