import t from 'tap';
import type { WindowOrder } from '../../../src/rdp/windows/window-order.js';
import { WindowList } from '../../../src/session/program/window-list.js';
import { change, DIALOG, FRAMED, MENU, newWindow } from './scenes.js';

function listOf(...orders: WindowOrder[]): WindowList {
  const list = new WindowList();
  for (const order of orders) list.apply(order);
  return list;
}

const ids = (list: WindowList): number[] => list.describe().windows.map(({ id }) => id);

const ICON = {
  ...{ cacheEntry: 1, cacheId: 0, bitsPerPixel: 32, width: 1, height: 1 },
  ...{ bitsMask: new Uint8Array(0), colorTable: new Uint8Array(0), bitsColor: Uint8Array.of(1, 2, 3, 255) },
};
const PLACE = { big: true, overlay: false };

t.test('what a window is like', async (t) => {
  const list = listOf(newWindow(1));
  const area = { left: 10, top: 20, width: 200, height: 100 };
  t.same(list.describe(), {
    ...{ desktop: false, main: 1, active: 0 },
    windows: [{ id: 1, owner: 0, state: 'normal', auxiliary: false, ...area, visible: [area], title: 'window 1' }],
  });
  list.apply(change(1, { title: 'new', showState: 3, windowOffset: { x: -8, y: -8 } }));
  t.match(list.describe().windows[0], { title: 'new', state: 'maximized', left: -8, width: 200 });
  list.apply(
    change(1, {
      visibleOffset: { x: 5, y: 6 },
      visibility: [{ left: 0, top: 0, right: 20, bottom: 10 }],
      resizeMarginX: { left: 7, right: 7 },
      resizeMarginY: { top: 0, bottom: 7 },
    }),
  );
  const [window] = list.describe().windows;
  t.match(window, { left: -1, top: -8, width: 186, height: 93 }, 'without invisible borders');
  t.same(window.visible, [{ left: 5, top: 6, width: 20, height: 10 }]);
  list.apply(change(1, { showState: 2 }));
  t.match(list.describe().windows[0], { state: 'minimized', visible: [] });
});

t.test('places that do not fit on the wire', async (t) => {
  const list = listOf(
    newWindow(1, {
      windowOffset: { x: -2147483648, y: 2147483647 },
      windowSize: { width: 0xffffffff, height: 1 },
      resizeMarginY: { top: 5, bottom: 5 },
    }),
  );
  t.match(list.describe().windows[0], { left: -32768, top: 32767, width: 65535, height: 0 });
});

t.test('which is the main window', async (t) => {
  const main = (...orders: WindowOrder[]) => listOf(...orders).describe().main;
  t.equal(main(newWindow(1)), 1);
  t.equal(main(newWindow(1), newWindow(2, { owner: 1, style: DIALOG })), 1, 'beside its dialog');
  t.equal(main(newWindow(1), newWindow(2, { style: MENU })), 1, 'beside a menu');
  t.equal(main(newWindow(1), newWindow(2)), 0, 'one of two');
  t.equal(main(newWindow(1), newWindow(2, { showState: 0 })), 1, 'a hidden one does not count');
  t.equal(main(newWindow(1), newWindow(2, { windowSize: { width: 0, height: 0 } })), 1, 'nor one without size');
  t.equal(main(newWindow(1, { style: MENU })), 0, 'a menu is none');
  t.equal(main(newWindow(1, { style: { ...MENU, extended: 0x40080 } })), 1, 'unless it wants to be one');
  t.equal(main(newWindow(2, { owner: 1, style: DIALOG })), 2, 'a dialog whose owner is not there');
});

t.test('how windows lie', async (t) => {
  const list = listOf(newWindow(1), newWindow(2), newWindow(3));
  t.same(ids(list), [3, 2, 1], 'the newest in front');
  list.activate(1);
  t.same(ids(list), [1, 3, 2]);
  const desktop = { hooked: false, arcBegan: false, arcCompleted: true };
  list.apply({ type: 'monitoredDesktop', desktop: { ...desktop, activeWindow: 2, zOrder: [2, 1, 3] } });
  t.same(ids(list), [2, 1, 3]);
  t.equal(list.describe().active, 2);
  list.activate(3);
  t.same(ids(list), [3, 2, 1]);
  list.activate(9);
  t.equal(list.describe().active, 3, 'a window that is not there');
  list.apply({ type: 'windowDeleted', windowId: 3 });
  t.match(list.describe(), { active: 0 });
  t.same(ids(list), [2, 1]);
});

t.test('a desktop that is not watched', async (t) => {
  const list = listOf(newWindow(1), { type: 'nonMonitoredDesktop' });
  t.match(list.describe(), { desktop: true, windows: [] });
  t.ok(list.present, 'its windows may be there');
  const desktop = { hooked: true, arcBegan: true, arcCompleted: false };
  list.apply({ type: 'monitoredDesktop', desktop });
  t.match(list.describe(), { desktop: false, windows: [] });
  t.notOk(list.present);
  list.apply(newWindow(1));
  t.ok(list.present);
  list.cloak(1, true);
  t.notOk(list.present);
});

t.test('icons', async (t) => {
  const list = listOf(newWindow(1), newWindow(2));
  t.equal(list.icon(1), undefined);
  list.apply({ type: 'windowIcon', windowId: 1, ...PLACE, icon: ICON });
  const expected = { width: 1, height: 1, rgba: Uint8Array.of(3, 2, 1, 255) };
  t.same(list.icon(1), { window: 1, slot: 0, ...expected });
  list.apply({ type: 'windowCachedIcon', windowId: 2, ...PLACE, icon: { cacheEntry: 1, cacheId: 0 } });
  t.same(list.icon(2), { window: 2, slot: 1, ...expected }, 'from the cache');
  list.apply({ type: 'windowCachedIcon', windowId: 2, ...PLACE, icon: { cacheEntry: 2, cacheId: 0 } });
  t.same(list.icon(2)?.rgba, expected.rgba, 'the cache has no such icon');
  const other = { ...ICON, bitsColor: Uint8Array.of(9, 9, 9, 255), cacheId: 0xff };
  list.apply({ type: 'windowIcon', windowId: 1, ...PLACE, big: false, icon: other });
  list.apply({ type: 'windowIcon', windowId: 1, ...PLACE, overlay: true, icon: other });
  t.same(list.icon(1)?.rgba, expected.rgba, 'small and overlaid ones do not take its place');
  list.apply({ type: 'windowIcon', windowId: 1, ...PLACE, icon: other });
  t.same(list.icon(1)?.rgba, Uint8Array.of(9, 9, 9, 255));
  list.apply({ type: 'windowDeleted', windowId: 1 });
  t.equal(list.icon(1), undefined);
  list.apply(newWindow(3));
  list.apply({ type: 'windowIcon', windowId: 3, ...PLACE, icon: ICON });
  t.equal(list.icon(3)?.slot, 0, 'slots are used again');
});

t.test('no more windows than viewers are told of', async (t) => {
  const list = listOf(...Array.from({ length: 300 }, (_, id) => newWindow(id + 1, { style: FRAMED })));
  t.equal(ids(list).length, 256);
  t.notOk(list.get(300));
  list.apply({ type: 'windowDeleted', windowId: 7 });
  list.apply(newWindow(300));
  t.ok(list.get(300));
});
