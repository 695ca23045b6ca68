import t from 'tap';
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { ScreenScene } from './screen-scene.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const SIZE = { width: 640, height: 480 };

/** Something like a page of text, in which no two places look the same. */
const page = (x: number, y: number): number => {
  let mixed = Math.imul((x >> 2) ^ Math.imul(Math.floor(y / 16) + 1, 0x85ebca6b), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 28 < 6 && y % 16 < 12 ? 0x202020 : 0xfafafa;
};

/** A page on the desktop, scrolled down by so many pixels. */
function raw(left: number, top: number, width: number, height: number, scrolled: number): DecodeCommand {
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels[y * width + x] = page(left + x, top + y + scrolled);
  const size = { visibleWidth: width, visibleHeight: height, width, height };
  return { codec: Codec.raw, bitsPerPixel: 32, flags: 0, left, top, ...size, data: new Uint8Array(pixels.buffer) };
}

/** A frame for every step, drawn before the next. */
async function scroll(steps: readonly number[], handedOn: boolean): Promise<{ bytes: number; copies: number }> {
  const scene = new ScreenScene(SIZE, pool);
  t.teardown(() => scene.close());
  const watcher = scene.watch(handedOn);
  scene.draw(raw(0, 0, SIZE.width, SIZE.height, 0));
  await scene.picture();
  await watcher.current();
  const before = watcher.bytes;
  for (const scrolled of steps) {
    scene.draw(raw(100, 60, 440, 380, scrolled));
    const expected = await scene.picture();
    t.ok(Buffer.compare(await watcher.current(), expected) === 0, `scrolled by ${scrolled}`);
  }
  return { bytes: watcher.bytes - before, copies: watcher.copies };
}

for (const handedOn of [false, true]) {
  t.test(`what scrolls is copied on the viewer's picture (${handedOn ? 'with' : 'without'} tiles)`, async (t) => {
    const still = await scroll([1000], handedOn);
    const moving = await scroll([16, 32, 64, 48, 30, 100], handedOn);
    t.ok(moving.copies >= 5, `${moving.copies} copies`);
    t.ok(moving.bytes < 3 * still.bytes, `${moving.bytes} bytes for six steps, ${still.bytes} for another page`);
  });
}
