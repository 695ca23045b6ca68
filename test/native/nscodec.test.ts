import t from 'tap';
import { Codec } from '../../src/codec/commands.js';
import { bitmap, createCanvas, draw, pixelAt, rows } from './canvas.js';

/** NSCODEC_BITMAP_STREAM, [MS-RDPNSC] 2.2.2. */
function stream(planes: readonly (readonly number[])[], colorLoss: number, subsampling: number): number[] {
  const counts = planes.flatMap(({ length }) => [length & 255, (length >> 8) & 255, 0, 0]);
  return [...counts, colorLoss, subsampling, 0, 0, ...planes.flat()];
}

const same = (value: number, count: number): number[] => Array<number>(count).fill(value);

/** [MS-RDPNSC] 3.1.8: R = Y + Co - Cg, G = Y + Cg, B = Y - Co - Cg. */
const color = (y: number, co: number, cg: number): number => ((y + co - cg) << 16) | ((y + cg) << 8) | (y - co - cg);

t.test('planes as they are', async (t) => {
  const canvas = createCanvas(2, 1);
  const planes = [[100, 50], [0, 10], [0, 246], []];
  t.equal(draw(canvas, bitmap(Codec.nsCodec, 2, 1, stream(planes, 1, 0))), -1);
  t.same([pixelAt(canvas, 0, 0), pixelAt(canvas, 1, 0)], [color(100, 0, 0), color(50, 10, -10)]);
});

t.test('short and long runs, and the last four bytes as they are', async (t) => {
  const canvas = createCanvas(40, 10);
  const luma = [9, 9, 0xff, 0x2c, 1, 0, 0, /* 300 of 9 */ 5, /* one */ 7, 7, 93, /* 95 of 7 */ 1, 2, 3, 4];
  const zeros = [0, 0, 0xff, 0x8c, 1, 0, 0, 0, 0, 0, 0]; // 396 and four
  t.equal(draw(canvas, bitmap(Codec.nsCodec, 40, 10, stream([luma, zeros, zeros, []], 1, 0))), -1);
  const expected = [...same(9, 300), 5, ...same(7, 95), 1, 2, 3, 4].map((y) => y * 0x010101);
  const found = Array.from({ length: 400 }, (_, i) => pixelAt(canvas, i % 40, Math.floor(i / 40)));
  t.same(found, expected);
});

t.test('the byte before the last four stands alone, also when it equals the next', async (t) => {
  const canvas = createCanvas(8, 1);
  const luma = [3, 3, 1, /* three of 3 */ 8, /* alone */ 8, 8, 8, 8];
  t.equal(draw(canvas, bitmap(Codec.nsCodec, 8, 1, stream([luma.slice(0, 7), same(0, 8), same(0, 8), []], 1, 0))), 0);
  const nine = createCanvas(9, 1);
  t.equal(
    draw(nine, bitmap(Codec.nsCodec, 9, 1, stream([[3, 3, 2, ...same(8, 5)], same(0, 9), same(0, 9), []], 1, 0))),
    -1,
  );
  t.same(rows(nine), [`${'030303 '.repeat(4)}${'080808 '.repeat(5).trim()}`]);
});

t.test('lost bits are restored as bytes with sign', async (t) => {
  for (let level = 1; level <= 7; level++) {
    const canvas = createCanvas(1, 1);
    const co = 0x7f >> (level - 1);
    t.equal(draw(canvas, bitmap(Codec.nsCodec, 1, 1, stream([[128], [co], [0], []], level, 0))), -1);
    const restored = ((co << (level - 1)) << 24) >> 24;
    const clamp = (value: number) => Math.min(Math.max(value, 0), 255);
    t.equal(
      pixelAt(canvas, 0, 0),
      (clamp(128 + restored) << 16) | (128 << 8) | clamp(128 - restored),
      `level ${level}`,
    );
  }
});

t.test('subsampled chroma is padded to eight columns and two rows', async (t) => {
  const canvas = createCanvas(3, 3);
  const luma = [10, 20, 30, ...same(0, 5), 40, 50, 60, ...same(0, 5), 70, 80, 90, ...same(0, 5)];
  const orange = [1, 2, 0, 0, 3, 4, 0, 0];
  t.equal(draw(canvas, bitmap(Codec.nsCodec, 3, 3, stream([luma, orange, same(0, 8), []], 1, 1))), -1);
  t.equal(pixelAt(canvas, 1, 1), color(50, 1, 0));
  t.equal(pixelAt(canvas, 2, 1), color(60, 2, 0));
  t.equal(pixelAt(canvas, 0, 2), color(70, 3, 0));
  t.equal(pixelAt(canvas, 2, 2), color(90, 4, 0));
});

t.test('malformed streams are refused', async (t) => {
  const canvas = createCanvas(4, 4);
  const plane = same(0, 16);
  const good = stream([plane, plane, plane, []], 1, 0);
  t.equal(draw(canvas, bitmap(Codec.nsCodec, 4, 4, good)), -1);
  const refused: Readonly<Record<string, readonly number[]>> = {
    'no header': good.slice(0, 19),
    'color loss level 0': stream([plane, plane, plane, []], 0, 0),
    'color loss level 8': stream([plane, plane, plane, []], 8, 0),
    'a plane that is missing': good.slice(0, -1),
    'a plane without its last bytes': stream([[0, 0, 10], plane, plane, []], 1, 0),
    'a run beyond the plane': stream([[0, 0, 12, 0, 0, 0, 0], plane, plane, []], 1, 0),
    'a long run beyond memory': stream([[0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0], plane, plane, []], 1, 0),
    'a long run without its count': stream([[0, 0, 255, 1], plane, plane, []], 1, 0),
  };
  for (const [name, data] of Object.entries(refused)) {
    t.equal(draw(canvas, bitmap(Codec.nsCodec, 4, 4, data)), 0, name);
  }
});
