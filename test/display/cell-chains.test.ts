import t from 'tap';
import { partsOf } from '../../src/codec/rfx/tile-beside.js';
import { BesideTile } from '../../src/display/beside-tile.js';
import { CellChains, CHAIN_LIMITS, type HostTile } from '../../src/display/cell-chains.js';

const SIZE = { width: 100, height: 64 };
const NONE = new Uint8Array(0);
const QUANTIZATIONS = Uint8Array.of(0x66, 0x66, 0x77, 0x88, 0x98);
const TARGET = 0;

interface Made {
  readonly kind?: 'rlgr1' | 'simple' | 'first' | 'upgrade';
  readonly difference?: boolean;
  readonly kept?: boolean;
  /** x, y, width, height. */
  readonly clip?: readonly number[];
  readonly fill?: number;
  readonly length?: number;
}

const KINDS = { rlgr1: 0, simple: 2, first: 3, upgrade: 4 };

function tile({ kind = 'rlgr1', difference = false, kept = false, clip, fill = 0, length = 20 }: Made = {}): HostTile {
  const flags = (difference ? 2 : 0) | (clip ? 4 : 0) | (kept ? 8 : 0);
  const rectangle = clip ? [1, clip[0], clip[1], clip[2] - 1, clip[3] - 1] : [];
  const payload = Uint8Array.of(KINDS[kind], flags, ...rectangle, ...new Uint8Array(length).fill(fill));
  return { payload, quantizations: QUANTIZATIONS, qualities: NONE };
}

function chains() {
  const all = new CellChains(SIZE);
  return {
    all,
    add: (made: Made = {}, cell = 0, target = TARGET) => all.add(cell, tile(made), target, 1000),
    /** On pixels that are the target's. */
    addOn: (made: Made = {}, cell = 0, target = TARGET) => all.add(cell, tile(made), target, 1000, true),
    fills: (version = 0, cell = 0) => all.since(cell, version)?.map(({ payload }) => payload[payload.length - 1]),
    waiting: (cell = 0) => all.takeWaiting(cell).map(({ payload }) => payload[payload.length - 1]),
  };
}

t.test('a tile that covers its cell is all there is to know', async (t) => {
  const { all, add, fills, waiting } = chains();
  t.equal(fills(), undefined);
  t.equal(add({ fill: 1 }), 'kept');
  t.equal(add({ fill: 2 }), 'kept');
  t.same(fills(), [2]);
  t.ok(all.waits(0));
  t.same(waiting(), [2]);
  t.notOk(all.waits(0));
  t.same(waiting(), []);
  t.same(fills(), [2], 'viewers may still have it');
});

t.test('what a cell shows already is nothing new', async (t) => {
  const { all, add } = chains();
  t.equal(add({ fill: 1 }), 'kept');
  t.equal(add({ fill: 1 }), 'same');
  const other = { ...tile({ fill: 1 }), quantizations: new Uint8Array(5) };
  t.equal(all.add(0, other, TARGET, 0), 'kept', 'the same bytes mean something else');
  all.takeWaiting(0);
  all.drawnOver(0);
  t.equal(add({ fill: 1 }), 'kept', 'something else was drawn meanwhile');
  t.equal(add({ kind: 'first', fill: 3 }, 1), 'kept');
  t.equal(add({ kind: 'upgrade', fill: 4 }, 1), 'kept');
  t.equal(add({ kind: 'upgrade', fill: 4 }, 1), 'kept', 'twice as much of the same is more');
});

t.test('part of a cell needs the rest of it', async (t) => {
  const { add, fills } = chains();
  const clip = [0, 0, 30, 64];
  t.equal(add({ clip }), 'refused');
  add({ fill: 1 });
  t.equal(add({ clip, fill: 2 }), 'kept');
  t.equal(add({ clip: [0, 0, 10, 10], fill: 3 }), 'kept');
  t.same(fills(), [1, 2, 3]);
  t.equal(add({ clip, fill: 4 }), 'kept');
  t.same(fills(), [1, 4], 'it takes the place of those that it covers');
  t.equal(add({ clip: [0, 0, 31, 64], fill: 6 }, 1), 'refused');
  t.equal(add({ fill: 5 }), 'kept');
  t.same(fills(), [5]);
  t.equal(add({ clip: [0, 0, 36, 64], fill: 1 }, 1), 'kept', 'the cell at the edge is no larger');
});

t.test('part of a cell may stand on pixels', async (t) => {
  const { all, addOn, fills, waiting } = chains();
  const clip = [8, 8, 10, 10];
  t.equal(addOn({ kind: 'first', difference: true, clip }), 'refused');
  t.equal(addOn({ clip, fill: 1 }), 'begun');
  const base = all.base(0);
  t.ok(0 < base && base < (all.version(0) ?? 0), 'those who show the pixels lack the tile');
  t.equal(addOn({ clip: [18, 8, 10, 10], fill: 2 }), 'kept');
  t.equal(addOn({ clip: [18, 8, 10, 10], fill: 2 }), 'same');
  t.same(fills(base), [1, 2]);
  t.equal(addOn({ clip: [8, 8, 12, 10], fill: 3 }), 'kept');
  t.same(fills(base), [2, 3], 'the first may go, too');
  t.equal(all.base(0), base);
  t.same(waiting(), [2, 3]);
  all.drawnOver(0);
  t.equal(addOn({ clip, fill: 4 }), 'begun');
  t.ok(base < all.base(0), 'the pixels are others');
  t.equal(addOn({ fill: 5 }), 'kept');
  t.equal(all.base(0), 0, 'nothing of them is left');
});

t.test('a progressive chain on pixels no longer needs them when a tile covers the cell', async (t) => {
  const { all, addOn, fills } = chains();
  addOn({ kind: 'first', clip: [0, 0, 9, 9], fill: 1 });
  t.not(all.base(0), 0);
  t.equal(addOn({ kind: 'upgrade', fill: 2 }), 'kept');
  t.equal(all.base(0), 0);
  t.same(fills(), [1, 2]);
});

t.test('a chain that is full makes place for another on what it drew', async (t) => {
  const { all, addOn } = chains();
  const narrow = (x: number): Made => ({ clip: [x, 0, 1, 64] });
  for (let x = 0; x < CHAIN_LIMITS.tiles; x++) t.equal(addOn(narrow(x)), x === 0 ? 'begun' : 'kept');
  t.equal(addOn(narrow(40)), 'full');
  all.takeWaiting(0);
  all.forget(0);
  t.equal(addOn(narrow(40)), 'begun');
});

t.test('progressive tiles on the same part take the place of the last ones only', async (t) => {
  const { add, fills, waiting } = chains();
  const [clip, other] = [
    [0, 0, 30, 64],
    [30, 0, 20, 64],
  ];
  add({ kind: 'first', fill: 1 });
  add({ kind: 'first', clip, fill: 2 });
  add({ kind: 'upgrade', clip, fill: 3 });
  add({ kind: 'first', clip, fill: 4 });
  t.same(fills(), [1, 4]);
  add({ kind: 'upgrade', clip: other, fill: 5 });
  add({ kind: 'first', clip, fill: 6 });
  t.same(fills(), [1, 4, 5, 6], 'the one in between builds on what was before');
  t.same(waiting(), [1, 4, 5, 6]);
});

t.test('a tile on the same part keeps count of what is decoded', async (t) => {
  const { add, waiting } = chains();
  const clip = [0, 0, 30, 64];
  add({ fill: 1 });
  add({ clip, fill: 2 });
  waiting();
  add({ clip, fill: 3 });
  t.same(waiting(), [3]);
});

t.test('a viewer gets what it lacks, or all when it is late', async (t) => {
  const { all, add, fills } = chains();
  add({ kind: 'first', fill: 1 });
  const [first] = all.since(0, 0) ?? [];
  add({ kind: 'upgrade', fill: 2 });
  add({ kind: 'upgrade', fill: 3 });
  t.same(fills(first.version), [2, 3]);
  t.same(fills(), [1, 2, 3]);
  const last = all.since(0, 0)?.at(-1)?.version ?? 0;
  t.same(fills(last), []);
  add({ kind: 'first', fill: 4 });
  t.same(fills(last), [4]);
});

t.test('what was drawn over is not shown by tiles, but later ones build on it', async (t) => {
  const { all, add, fills, waiting } = chains();
  add({ kind: 'first', fill: 1 });
  t.same(waiting(), [1]);
  all.drawnOver(0);
  t.equal(fills(), undefined);
  t.equal(add({ kind: 'upgrade', clip: [0, 0, 9, 9], fill: 2 }), 'keptToDecode');
  t.same(waiting(), [2]);
  t.equal(add({ kind: 'upgrade', fill: 3 }), 'kept', 'the whole cell is drawn again');
  t.same(fills(), [1, 2, 3]);
  t.same(waiting(), [3]);
  add({ fill: 1 }, 1);
  all.takeWaiting(1);
  all.drawnOver(1);
  t.equal(add({ clip: [0, 0, 9, 9] }, 1), 'refused', 'nothing builds on RemoteFX');
});

t.test('tiles of different kinds, or surfaces do not build on each other', async (t) => {
  const { add } = chains();
  t.equal(add({ kind: 'upgrade' }), 'refused');
  t.equal(add({ kind: 'simple', difference: true }), 'refused');
  add({ kind: 'simple' });
  t.equal(add({ kind: 'simple', difference: true }), 'refused', 'nothing was kept');
  add({ kind: 'simple', kept: true });
  t.equal(add({ kind: 'simple', difference: true }), 'kept');
  add({ kind: 'first' });
  t.equal(add({ kind: 'upgrade' }, 0, TARGET + 1), 'refused');
  t.equal(add({ fill: 9 }), 'refused', 'the progressive ones must be decoded first');
});

t.test('a tile that is no cell is in the chains of several', async (t) => {
  const all = new CellChains({ width: 128, height: 64 });
  /** Pixels from x on in the first cell, and up to x in the second. */
  const add = (x: number, fill: number): string[] => {
    const made = tile({ fill });
    const parts = partsOf(made.payload, x, 0);
    const beside = new BesideTile(made.payload, 0, x, 0, parts, 3);
    return parts.map((part, cell) => all.add(cell, { ...made, beside }, TARGET, 0, true, part));
  };
  const fills = (cell: number) => all.since(cell, 0)?.map(({ payload }) => payload.at(-1));
  t.same(add(20, 1), ['begun', 'begun']);
  const [[first], [second]] = [all.since(0, 0) ?? [], all.since(1, 0) ?? []];
  t.equal(first.payload, second.payload, 'kept once');
  t.equal(all.bytes, first.payload.length);
  t.same(add(20, 1), ['same', 'same']);
  t.same(add(20, 2), ['kept', 'kept']);
  t.same([fills(0), fills(1)], [[2], [2]], 'in the place of the other');
  t.same(add(10, 3), ['kept', 'kept']);
  t.same([fills(0), fills(1)], [[3], [2, 3]]);
  t.same(add(20, 2), ['kept', 'kept'], 'something was drawn on it');
  t.equal(all.add(1, tile({ clip: [40, 0, 1, 1], fill: 5 }), TARGET, 0, true), 'kept');
  t.same(add(20, 2), ['same', 'same'], 'that was beside it');
});

t.test('what many tiles cover together is not sent to late viewers', async (t) => {
  const { all, addOn, fills, waiting } = chains();
  const column = (x: number, fill: number): Made => ({ clip: [x, 0, 8, 64], fill });
  t.equal(addOn({ clip: [4, 0, 8, 64], fill: 1 }), 'begun');
  for (let x = 0; x < 56; x += 8) t.equal(addOn(column(x, 2)), 'kept');
  t.equal(fills()?.length, 8);
  t.not(all.base(0), 0);
  t.equal(addOn(column(56, 3)), 'kept');
  t.same(fills(), [2, 2, 2, 2, 2, 2, 2, 3]);
  t.equal(all.base(0), 0, 'nothing is left of what they were drawn on');
  t.equal(waiting().length, 8);
  t.equal(addOn({ clip: [0, 0, 20, 64], fill: 4 }), 'kept');
  t.same(fills(), [2, 2, 2, 2, 2, 2, 3, 4].slice(0), 'two go');
  t.same(waiting(), [4]);
});

t.test('what is kept has bounds', async (t) => {
  const { all, add } = chains();
  t.equal(add({ length: CHAIN_LIMITS.cellBytes + 1 }), 'refused');
  add({ kind: 'first' });
  let upgrades = 1;
  while (add({ kind: 'upgrade' }) === 'kept') upgrades++;
  t.equal(upgrades, CHAIN_LIMITS.tiles);
  all.takeWaiting(0);
  all.skipped(0, tile({ kind: 'upgrade' }).payload, TARGET);
  t.equal(add({ kind: 'upgrade' }), 'refused', 'viewers lack the one before');
  t.equal(all.bytes, 0);
  add({ kind: 'first', length: CHAIN_LIMITS.cellBytes - 100 });
  t.equal(add({ kind: 'upgrade', length: 200 }), 'refused');

  const large = new CellChains({ width: 64 * 512, height: 64 });
  const big = tile({ length: 40 * 1024 });
  let kept = 0;
  while (large.add(kept, big, TARGET, 0) === 'kept') kept++;
  t.ok(large.bytes <= CHAIN_LIMITS.bytes);
  t.equal(kept, Math.floor(CHAIN_LIMITS.bytes / big.payload.length));
  large.forget(0);
  t.equal(large.add(0, big, TARGET, 0), 'kept');
});
