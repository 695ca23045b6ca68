import t from 'tap';
import { areaOf, CopySearch, cellsIn } from '../../src/display/copy-search.js';
import { cellGrid } from '../../src/display/geometry.js';

const SIZE = { width: 700, height: 400 };
const GRID = cellGrid(SIZE);
const cells = (count: number): Uint16Array => Uint16Array.from({ length: count }, (_, i) => i);

t.test('a picture that never moves is looked at less and less often', async (t) => {
  const search = new CopySearch();
  t.notOk(search.wants(cells(10)), 'too little to look at');
  const looked: number[] = [];
  for (let frame = 0; frame < 60; frame++) {
    if (!search.wants(cells(40))) continue;
    looked.push(frame);
    search.result(false);
  }
  const gaps = looked.slice(1).map((frame, i) => frame - looked[i]);
  t.same(gaps.slice(0, 4), [1, 2, 3, 4]);
  t.equal(Math.max(...gaps), 8);
});

t.test('one that moved is looked at every time', async (t) => {
  const search = new CopySearch();
  for (let frame = 0; frame < 20; frame++) if (search.wants(cells(40))) search.result(false);
  while (!search.wants(cells(40)));
  search.result(true);
  for (let frame = 0; frame < 5; frame++) {
    t.ok(search.wants(cells(40)));
    search.result(true);
  }
});

t.test('cells and rectangles', async (t) => {
  t.same(areaOf(Uint16Array.of(12, 14, 25), GRID, SIZE), { left: 64, top: 64, width: 192, height: 128 });
  const corner = GRID.count - 1;
  t.same(areaOf(Uint16Array.of(corner), GRID, SIZE), { left: 640, top: 384, width: 60, height: 16 });
  t.same(cellsIn({ left: 63, top: 64, width: 2, height: 65 }, GRID), [11, 12, 22, 23]);
  t.same(cellsIn({ left: 64, top: 0, width: 64, height: 64 }, GRID), [1]);
});
