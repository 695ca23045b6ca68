import t from 'tap';
import { Touch } from '../../src/web/input/touch.js';

function fingers() {
  const seen: string[] = [];
  const timers = new Set<() => void>();
  const at = (name: string) => (x: number, y: number) => void seen.push(`${name} ${x},${y}`);
  const touch = new Touch({
    later: (task) => {
      timers.add(task);
      return () => timers.delete(task);
    },
    actions: {
      tap: at('tap'),
      longPress: at('long'),
      dragStart: at('start'),
      dragMove: at('drag'),
      dragEnd: at('end'),
      slide: (dx, dy) => seen.push(`slide ${dx},${dy}`),
      pinch: (factor) => seen.push(`pinch ${factor.toFixed(2)}`),
    },
  });
  const wait = () => {
    for (const task of timers) task();
  };
  return { touch, seen: () => seen.splice(0), wait, timers };
}

t.test('tap', async (t) => {
  const { touch, seen, timers } = fingers();
  touch.down(1, 10, 10);
  touch.move(1, 12, 11);
  touch.up(1);
  t.same(seen(), ['tap 12,11']);
  t.equal(timers.size, 0, 'no timer is left behind');
});

t.test('long press clicks right and is no tap afterwards', async (t) => {
  const { touch, seen, wait } = fingers();
  touch.down(1, 10, 10);
  wait();
  touch.up(1);
  t.same(seen(), ['long 10,10']);
});

t.test('one finger drags from where it touched', async (t) => {
  const { touch, seen, timers } = fingers();
  touch.down(1, 10, 10);
  touch.move(1, 30, 10);
  touch.move(1, 40, 12);
  touch.up(1);
  t.same(seen(), ['start 10,10', 'drag 30,10', 'drag 40,12', 'end 40,12']);
  t.equal(timers.size, 0);
});

t.test('two fingers slide together', async (t) => {
  const { touch, seen } = fingers();
  touch.down(1, 100, 100);
  touch.down(2, 200, 100);
  touch.move(1, 100, 120);
  touch.move(2, 200, 120);
  touch.move(1, 100, 130);
  touch.up(1);
  touch.up(2);
  t.same(seen(), ['slide 0,10', 'slide 0,5'], 'and neither is a tap');
});

t.test('two fingers pinch', async (t) => {
  const { touch, seen } = fingers();
  touch.down(1, 100, 100);
  touch.down(2, 200, 100);
  touch.move(2, 230, 100);
  touch.move(2, 360, 100);
  t.same(seen(), ['slide 15,0', 'pinch 1.00', 'slide 65,0', 'pinch 2.00']);
});

t.test('a second finger ends a drag', async (t) => {
  const { touch, seen } = fingers();
  touch.down(1, 10, 10);
  touch.move(1, 50, 10);
  touch.down(2, 90, 10);
  t.same(seen(), ['start 10,10', 'drag 50,10', 'end 50,10']);
});

t.test('what is cancelled is let go', async (t) => {
  const { touch, seen, timers } = fingers();
  touch.down(1, 10, 10);
  touch.move(1, 50, 10);
  touch.cancel();
  t.same(seen(), ['start 10,10', 'drag 50,10', 'end 50,10']);
  touch.down(3, 5, 5);
  touch.cancel();
  t.same(seen(), []);
  t.equal(timers.size, 0);
});
