/** What moved is found; what did not is not taken for it. */
import t from 'tap';
import type { NativeCopy } from '../../native-bindings/index.js';
import { native, numbers } from './canvas.js';

const [WIDTH, HEIGHT] = [640, 480];
const OPAQUE = 0xff00_0000;

class Picture {
  readonly words: Uint32Array;

  constructor(words = new Uint32Array(WIDTH * HEIGHT).fill(0xffff_ffff)) {
    this.words = words;
  }

  get surface() {
    return { pixels: new Uint8Array(this.words.buffer), width: WIDTH, height: HEIGHT, stride: WIDTH * 4 };
  }

  fill(left: number, top: number, width: number, height: number, color: (x: number, y: number) => number): this {
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) this.words[y * WIDTH + x] = color(x - left, y - top) >>> 0;
    return this;
  }

  copy(): Picture {
    return new Picture(this.words.slice());
  }

  /** As a viewer does: the source is read before anything is written. */
  apply({ left, top, width, height, x, y }: NativeCopy): void {
    const before = this.words.slice();
    for (let row = 0; row < height; row++) {
      const from = (top + row) * WIDTH + left;
      this.words.set(before.subarray(from, from + width), (y + row) * WIDTH + x);
    }
  }

  difference(other: Picture): number {
    return this.words.reduce((sum, word, i) => sum + (word === other.words[i] ? 0 : 1), 0);
  }
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 4;
}

/** Lines of something like text: each letter of one of forty shapes, another line for each number. */
function text(line: number, x: number, y: number): number {
  const letter = mix(line, Math.floor(x / 9)) % 40;
  const ink = y < 12 && x % 9 < 7 && mix(letter * 64 + (x % 9), y) % 2 === 1;
  return ink && letter > 6 ? OPAQUE | 0x202020 : 0xffff_ffff;
}

/** A page of text that begins `scrolled` rows down a long document. */
const page = (scrolled: number) => (x: number, y: number) =>
  text(Math.floor((y + scrolled) / 16), x, (y + scrolled) % 16);

const find = (now: Picture, before: Picture, area: readonly number[] = [0, 0, WIDTH, HEIGHT]) => {
  const [left, top, width, height] = area;
  return native.findCopy(now.surface, before.surface, left, top, width, height);
};

t.test('scrolling by 1 to 200 rows, up and down', async (t) => {
  const [left, top, width, height] = [50, 40, 500, 400];
  const at = (scrolled: number): Picture => new Picture().fill(left, top, width, height, page(scrolled));
  const start = at(1000);
  for (const rows of [1, 2, 3, 7, 16, 33, 48, 100, 150, 200, -1, -3, -16, -90, -200]) {
    const now = at(1000 + rows);
    const found = find(now, start);
    t.ok(found, `${rows} rows`);
    if (!found) continue;
    t.same([found.left - found.x, found.top - found.y], [0, rows], `${rows} rows`);
    const viewer = start.copy();
    viewer.apply(found);
    const [changed, left] = [start.difference(now), viewer.difference(now)];
    t.equal(changed - left <= found.pixels, true);
    // What scrolled in is new; the rest should be explained, but for the edges.
    const fresh = (changed * Math.abs(rows)) / height;
    t.ok(left <= fresh * 1.2 + changed * 0.02, `${rows} rows: ${left} of ${changed} pixels are left`);
  }
});

t.test('scrolling beside a scroll bar, with a line that stays', async (t) => {
  const at = (scrolled: number): Picture =>
    new Picture()
      .fill(0, 0, WIDTH, HEIGHT, page(scrolled))
      .fill(0, 0, WIDTH, 30, (x, y) => OPAQUE | (x * 3) | (y << 8))
      .fill(WIDTH - 16, 30, 16, HEIGHT - 30, (_, y) =>
        y > scrolled / 4 && y < scrolled / 4 + 60 ? 0xff60_6060 : 0xffe0_e0e0,
      );
  const [before, now] = [at(300), at(348)];
  const found = find(now, before);
  t.match(found, { left: 0, x: 0, top: 78, y: 30 });
  t.ok((found?.width ?? 0) >= WIDTH - 32);
  const viewer = before.copy();
  if (found) viewer.apply(found);
  t.ok(viewer.difference(now) < before.difference(now) * 0.2);
});

t.test('a window that is moved in any direction', async (t) => {
  const at = (x: number, y: number): Picture =>
    new Picture()
      .fill(0, 0, WIDTH, HEIGHT, (px, py) => OPAQUE | ((px >> 2) << 8) | (py >> 2))
      .fill(x, y, 200, 150, page(5000))
      .fill(x, y, 200, 20, (px) => OPAQUE | 0x3050a0 | (px & 15));
  const before = at(101, 83);
  for (const [x, y] of [
    [108, 83],
    [101, 120],
    [130, 60],
    [17, 200],
    [400, 300],
  ]) {
    const now = at(x, y);
    const found = find(now, before);
    t.ok(found, `to ${x}, ${y}`);
    if (!found) continue;
    t.same([found.x - found.left, found.y - found.top], [x - 101, y - 83]);
    const viewer = before.copy();
    viewer.apply(found);
    t.ok(found.pixels > 3000, `${found.pixels} pixels`);
    t.ok(viewer.difference(now) < before.difference(now), `to ${x}, ${y}`);
  }
});

t.test('typing, noise, fills and what did not change: no copy', async (t) => {
  const before = new Picture().fill(0, 0, WIDTH, HEIGHT, page(0));
  t.equal(find(before, before), undefined, 'nothing changed');
  const letter = before.copy().fill(200, 100, 9, 12, (x, y) => text(7, x + 90, y));
  t.equal(find(letter, before), undefined, 'a letter');
  const line = before.copy().fill(0, 160, WIDTH, 16, (x, y) => text(99999, x, y));
  t.equal(find(line, before), undefined, 'a line');
  const random = numbers(3);
  const noise = (): Picture => new Picture().fill(0, 0, WIDTH, HEIGHT, () => OPAQUE | random(0x1000000));
  t.equal(find(noise(), noise()), undefined, 'noise');
  t.equal(find(new Picture(), before), undefined, 'a fill');
  t.equal(find(before, new Picture()), undefined, 'another picture');
});

t.test('void pixels never match', async (t) => {
  const [before, now] = [0, 48].map((rows) => new Picture().fill(0, 0, WIDTH, HEIGHT, page(rows)));
  t.ok(find(now, before));
  const clear = (picture: Picture): Picture => new Picture(picture.words.map((word) => word & 0xffffff));
  t.equal(find(clear(now), before), undefined);
  t.equal(find(now, clear(before)), undefined);
  t.equal(find(clear(now), clear(before)), undefined);
  // A video in the middle: what is found leaves it alone, or at least has gained more than it spoils.
  const video = now.copy().fill(200, 100, 240, 200, () => 0);
  const found = find(video, before);
  if (found) {
    const spoiled = Array.from({ length: found.width * found.height }, (_, i) => {
      const [x, y] = [found.x + (i % found.width), found.y + Math.floor(i / found.width)];
      return video.words[y * WIDTH + x] === 0 ? 1 : 0;
    }).reduce<number>((sum, one) => sum + one, 0);
    t.ok(spoiled < found.pixels);
  }
});

t.test('only the rectangle that is asked for', async (t) => {
  const [before, now] = [0, 16].map((rows) => new Picture().fill(0, 0, WIDTH, HEIGHT, page(rows)));
  const area = [64, 128, 256, 192] as const;
  const found = find(now, before, area);
  t.ok(found);
  if (!found) return;
  t.ok(found.x >= 64 && found.y >= 128 && found.x + found.width <= 320 && found.y + found.height <= 320);
  for (const wrong of [
    [0, 0, WIDTH + 1, HEIGHT],
    [-1, 0, 10, 10],
    [0, HEIGHT, 10, 1],
    [0, 0, 0, 10],
  ]) {
    t.throws(() => find(now, before, wrong), TypeError);
  }
  t.equal(find(now, before, [0, 0, 5, 5]), undefined);
});
