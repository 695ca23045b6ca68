import t from 'tap';
import { CellMask } from '../../src/display/cell-mask.js';

t.test('pixels are added once', async (t) => {
  const mask = new CellMask();
  t.ok(mask.add([[20, 10, 30, 5]]), 'across words');
  t.notOk(mask.add([[20, 10, 30, 5]]));
  t.notOk(
    mask.add([
      [20, 10, 1, 1],
      [49, 14, 1, 1],
    ]),
  );
  for (const [x, y] of [
    [19, 10],
    [50, 10],
    [20, 9],
    [20, 15],
  ] as const) {
    t.ok(mask.add([[x, y, 1, 1]]), `${x}, ${y}`);
  }
  t.notOk(mask.add([]));
  mask.clear();
  t.ok(mask.add([[31, 10, 1, 1]]));
  t.ok(mask.add([[32, 10, 1, 1]]));
});

t.test('a cell is covered by parts', async (t) => {
  const mask = new CellMask();
  mask.add([[0, 0, 40, 64]]);
  t.ok(mask.covers(40, 64) && mask.covers(32, 10));
  t.notOk(mask.covers(41, 64));
  mask.add([[40, 0, 24, 63]]);
  t.ok(mask.covers(64, 63));
  t.notOk(mask.covers(64, 64));
  mask.add([[30, 63, 34, 1]]);
  t.ok(mask.covers(64, 64));
});
