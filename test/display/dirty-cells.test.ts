import t from 'tap';
import { DirtyCells } from '../../src/display/dirty-cells.js';
import { dirtyRectangles } from '../../src/display/dirty-rectangles.js';
import { cellAt, cellGrid } from '../../src/display/geometry.js';

const grid = cellGrid({ width: 640, height: 320 }); // 10 × 5 cells

const touched = (...cells: number[]): Uint8Array => {
  const bytes = new Uint8Array(grid.count);
  for (const cell of cells) bytes[cell] = 1;
  return bytes;
};

t.test('a cell that changes often is dirty once', async (t) => {
  const dirty = new DirtyCells(grid);
  dirty.merge(touched(3, 7), 0);
  dirty.merge(touched(7, 8), 0);
  dirty.merge(touched(3, 8), 0);
  t.equal(dirty.count, 3);
  t.same([...dirty.ordered()], [3, 7, 8]);
  t.ok(dirty.has(8));
  t.notOk(dirty.has(4));
});

t.test('what a frame carries is clean until it changes again', async (t) => {
  const dirty = new DirtyCells(grid);
  dirty.addAll(0);
  t.equal(dirty.count, 50);
  dirty.clear(dirty.ordered());
  t.equal(dirty.count, 0);
  dirty.merge(touched(5), 0);
  t.same([...dirty.ordered()], [5]);
  dirty.clear(Uint16Array.of(5, 6));
  t.equal(dirty.count, 0, 'clearing a clean cell counts nothing');
});

t.test('calm cells go before busy ones, but not for ever', async (t) => {
  const dirty = new DirtyCells(grid);
  const video = [20, 21, 22, 23];
  let now = 1000;
  for (; now < 1300; now += 30) dirty.merge(touched(...video), now);
  dirty.merge(touched(49), 1250);
  t.same([...dirty.ordered()], [49, 20, 21, 22, 23]);
  const begun = now;
  for (; dirty.has(20) && now < 5000; now += 30) {
    dirty.merge(touched(49, 20), now);
    dirty.clear(dirty.ordered().subarray(0, 1));
  }
  t.ok(now - begun <= 500, `${now - begun} ms`);
});

t.test('what was drawn longest ago goes first', async (t) => {
  const dirty = new DirtyCells(grid);
  dirty.merge(touched(7), 500);
  dirty.merge(touched(3), 100);
  dirty.merge(touched(5), 300);
  dirty.merge(touched(9), 302);
  t.same([...dirty.ordered()], [3, 5, 9, 7]);
});

t.test('the age of cells is that of their newest pixels', async (t) => {
  const dirty = new DirtyCells(grid);
  dirty.merge(touched(1, 2), 100);
  dirty.merge(touched(2), 200);
  t.equal(dirty.oldest(Uint16Array.of(2)), 200);
  t.equal(dirty.oldest(Uint16Array.of(2, 1)), 100);
  t.equal(dirty.oldest(Uint16Array.of()), undefined);
});

t.test('among equals those nearest to the pointer go first', async (t) => {
  const dirty = new DirtyCells(grid);
  dirty.addAll(0);
  const ordered = dirty.ordered(cellAt(grid, 5 * 64, 2 * 64)); // column 5, row 2
  t.equal(ordered[0] % 10 >= 4 && ordered[0] % 10 <= 6, true);
  t.same(new Set(ordered.subarray(0, 9)), new Set([14, 15, 16, 24, 25, 26, 34, 35, 36]));
  t.equal(ordered.length, 50);
  t.equal(new Set(ordered).size, 50);
});

t.test('a video under the pointer cannot starve the rest', async (t) => {
  const dirty = new DirtyCells(grid);
  const pointer = 25;
  const video = [14, 15, 16, 24, 25, 26, 34, 35, 36];
  dirty.addAll(0);
  const seen = new Set<number>();
  for (let frame = 1; frame <= 24 && seen.size < grid.count; frame++) {
    const carried = dirty.ordered(pointer).subarray(0, 5);
    for (const cell of carried) seen.add(cell);
    dirty.clear(carried);
    dirty.merge(touched(...video), frame * 50);
  }
  t.equal(seen.size, grid.count);
});

t.test('touched cells as rectangles in pixels', async (t) => {
  const size = { width: 600, height: 300 };
  t.same(dirtyRectangles(size, grid, touched()), []);
  t.same(dirtyRectangles(size, grid, touched(0, 1, 10, 11)), [{ left: 0, top: 0, width: 128, height: 128 }]);
  t.same(dirtyRectangles(size, grid, touched(9, 49)), [
    { left: 576, top: 0, width: 24, height: 64 },
    { left: 576, top: 256, width: 24, height: 44 },
  ]);
  const all = new Uint8Array(grid.count).fill(1);
  t.same(dirtyRectangles(size, grid, all), [{ left: 0, top: 0, width: 600, height: 300 }]);
  t.same(dirtyRectangles(size, grid, touched(0, 1, 2, 10, 12)).length, 3);
});
