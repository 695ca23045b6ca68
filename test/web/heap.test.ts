import t from 'tap';
import { Heap } from '../../src/web/kernels/heap.js';
import { numbers } from '../native/canvas.js';

const PAGE = 0x1_0000;

t.test('areas do not overlap, and what is given back is used again', async (t) => {
  const heap = new Heap(new WebAssembly.Memory({ initial: 2, maximum: 64 }), 1000);
  const random = numbers(4);
  const areas: { at: number; size: number }[] = [];
  let most = 0;
  for (let i = 0; i < 2000; i++) {
    if (areas.length > 12 || (areas.length > 0 && random(2) === 0)) {
      const [area] = areas.splice(random(areas.length), 1);
      heap.release(area.at);
      continue;
    }
    const size = 1 + random(2 * PAGE);
    const at = heap.allocate(size);
    if (at % 64 !== 0 || at < 1000 || heap.buffer.byteLength < at + size) t.fail(`${size} bytes at ${at}`);
    const over = areas.find((other) => at < other.at + other.size && other.at < at + size);
    if (over) t.fail(`${size} bytes at ${at} lie on ${over.size} at ${over.at}`);
    areas.push({ at, size });
    most = Math.max(most, areas.length);
  }
  t.ok(most > 10);
  for (const { at } of areas) heap.release(at);
  const all = heap.buffer.byteLength - 1024;
  t.equal(heap.allocate(all), 1024, 'everything is one area again');
});

t.test('memory grows to its end, and no further', async (t) => {
  const heap = new Heap(new WebAssembly.Memory({ initial: 1, maximum: 3 }), 0);
  const first = heap.allocate(PAGE / 2);
  heap.allocate(PAGE);
  t.equal(heap.buffer.byteLength, 2 * PAGE);
  t.throws(() => heap.allocate(2 * PAGE), RangeError);
  heap.release(first);
  t.equal(heap.allocate(PAGE / 2), first, 'what failed took nothing');
  t.throws(() => heap.release(first + 64));
});
