import t from 'tap';
import { createPicture, type Picture } from '../../src/display/framebuffer.js';
import { findCopy } from '../../src/workers/find-copy.js';
import type { CopyJob } from '../../src/workers/jobs.js';

const SIZE = { width: 320, height: 256 };
const AREA = { left: 0, top: 0, ...SIZE };
const OPAQUE = 0xff00_0000;

/** No two places look the same. */
function texture(x: number, y: number): number {
  let mixed = Math.imul(x ^ Math.imul(y + 1, 0x85ebca6b), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (OPAQUE | ((mixed ^ (mixed >>> 13)) & 0xffffff)) >>> 0;
}

function painted(shiftX: number, shiftY: number): Picture {
  const picture = createPicture(SIZE);
  const words = wordsOf(picture);
  for (let i = 0; i < words.length; i++) {
    words[i] = texture((i % SIZE.width) + shiftX, Math.floor(i / SIZE.width) + shiftY);
  }
  return picture;
}

const wordsOf = ({ pixels }: Picture): Uint32Array => new Uint32Array(pixels.buffer, 0, SIZE.width * SIZE.height);

function look(surface: Picture, shadow: Picture, except?: Uint8Array) {
  return findCopy({ type: 'copy', surface, shadow, area: AREA, except } satisfies CopyJob).copy;
}

for (const [x, y] of [
  [0, 40],
  [0, -40],
  [64, 0],
  [-24, 0],
  [30, 17],
] as const) {
  t.test(`what moved by ${-x}, ${-y} is moved on the shadow as well`, async (t) => {
    const surface = painted(x, y);
    const shadow = painted(0, 0);
    const before = wordsOf(shadow).slice();
    const copy = look(surface, shadow);
    if (!copy) return t.fail('nothing was found');
    t.same([copy.left - copy.x, copy.top - copy.y], [x, y]);
    const after = wordsOf(shadow);
    const inside = (px: number, py: number): boolean =>
      copy.x <= px && px < copy.x + copy.width && copy.y <= py && py < copy.y + copy.height;
    let wrong = 0;
    for (let i = 0; i < after.length; i++) {
      const [px, py] = [i % SIZE.width, Math.floor(i / SIZE.width)];
      const from = inside(px, py) ? before[(py + y) * SIZE.width + px + x] : before[i];
      if (after[i] !== from) wrong++;
    }
    t.equal(wrong, 0);
  });
}

t.test('another picture is no move', async (t) => {
  const shadow = painted(0, 0);
  const before = shadow.pixels.slice();
  t.equal(look(painted(5000, 5000), shadow), undefined);
  t.same(shadow.pixels, before);
});

t.test('cells that others answer for, and pixels that nobody knows, are left alone', async (t) => {
  const shadow = painted(0, 0);
  const before = shadow.pixels.slice();
  const except = new Uint8Array(shadow.grid.count);
  except[6] = 1;
  t.equal(look(painted(0, 40), shadow, except), undefined);
  const video = painted(0, 40);
  wordsOf(video)[100 * SIZE.width + 160] = 0;
  t.equal(look(video, shadow), undefined);
  t.same(shadow.pixels, before);
});
