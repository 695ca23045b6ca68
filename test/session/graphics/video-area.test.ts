import t from 'tap';
import { VideoArea } from '../../../src/session/graphics/video-area.js';

const rect = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

t.test('begins with nothing', async (t) => {
  const area = new VideoArea({ width: 100, height: 50 });
  area.remove(rect(0, 0, 100, 50));
  t.notOk(area.meets(rect(0, 0, 100, 50)));
});

t.test('covers whole blocks', async (t) => {
  const area = new VideoArea({ width: 100, height: 50 });
  area.add(rect(17, 17, 18, 18));
  t.ok(area.meets(rect(31, 31, 33, 33)), 'the last pixel of the block');
  t.notOk(area.meets(rect(32, 16, 100, 32)), 'the block beside it');
  t.notOk(area.meets(rect(16, 32, 32, 50)), 'the block below it');
});

t.test('what is drawn over in part stays', async (t) => {
  const area = new VideoArea({ width: 100, height: 50 });
  area.add(rect(0, 0, 48, 16));
  area.remove(rect(8, 0, 40, 16));
  t.ok(area.meets(rect(0, 0, 16, 16)));
  t.notOk(area.meets(rect(16, 0, 32, 16)), 'one block was covered');
  t.ok(area.meets(rect(32, 0, 48, 16)));
});

t.test('ends at the edges', async (t) => {
  const area = new VideoArea({ width: 100, height: 50 });
  area.add(rect(96, 48, 0xffff, 0xffff));
  t.ok(area.meets(rect(99, 49, 0xffff, 0xffff)));
  t.notOk(area.meets(rect(0, 0, 96, 50)), 'and not in the next row');
  area.clear();
  t.notOk(area.meets(rect(0, 0, 100, 50)));
});

t.test('knows where there is nothing else', async (t) => {
  const area = new VideoArea({ width: 100, height: 50 });
  const whole = rect(0, 0, 100, 50);
  t.notOk(area.fills(whole), 'not in the beginning');
  area.add(whole);
  t.ok(area.fills(whole), 'with the smaller blocks at the edges');
  area.remove(rect(20, 20, 21, 21));
  t.notOk(area.fills(rect(16, 16, 17, 17)), 'the whole block is in doubt');
  t.ok(area.fills(rect(0, 0, 100, 16)));
  area.add(rect(17, 16, 32, 32));
  t.notOk(area.fills(rect(16, 16, 32, 32)), 'a block that is met in part');
  area.add(rect(16, 16, 32, 32));
  t.ok(area.fills(whole));
  area.blur();
  t.notOk(area.fills(rect(0, 0, 16, 16)));
  t.ok(area.meets(rect(0, 0, 16, 16)), 'though there may be H.264');
});
