import t from 'tap';
import { cursorStyle } from '../../src/web/view/cursor.js';

const arrow = { width: 32, height: 32, hotspotX: 4, hotspotY: 31 };

t.test('a cursor at its own size', async (t) => {
  t.same(cursorStyle(arrow, 'blob:1', 1), { css: 'url("blob:1") 4 31, default', drawn: undefined });
});

t.test('on a dense screen the picture has more pixels than it takes room', async (t) => {
  t.equal(cursorStyle(arrow, 'blob:1', 0.5).css, 'image-set(url("blob:1") 2x) 2 15, default');
});

t.test('a hot spot stays inside the picture', async (t) => {
  t.match(cursorStyle({ ...arrow, hotspotX: 60 }, 'blob:1', 1).css, / 31 31, default$/);
});

t.test('what a browser would ignore is drawn by the page', async (t) => {
  const large = { width: 256, height: 100, hotspotX: 128, hotspotY: 50 };
  t.same(cursorStyle(large, 'blob:1', 1), {
    css: 'none',
    drawn: { url: 'blob:1', width: 256, height: 100, x: 128, y: 50 },
  });
  t.equal(cursorStyle(large, 'blob:1', 0.5).drawn, undefined, 'unless it is small enough on this screen');
});
