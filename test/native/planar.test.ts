import t from 'tap';
import { Codec, DecodeFlag } from '../../src/codec/commands.js';
import { bitmap, createCanvas, draw, pixelAt, rows } from './canvas.js';

const [RLE, NO_ALPHA, SUBSAMPLED] = [0x10, 0x20, 0x08];

/** The colour plane of the worked example in [MS-RDPEGDI] 3.1.9.2.3, six pixels wide and three high. */
const EXAMPLE = [
  0x13, 0xff, 0x20, 0xfe, 0xfd, 0x60, 0x01, 0x7d, 0xf5, 0xc2, 0x9a, 0x38, 0x60, 0x01, 0x67, 0x8b, 0xa3, 0x78, 0xaf,
];
const EXAMPLE_VALUES = [
  [255, 255, 255, 255, 254, 253],
  [254, 192, 132, 96, 75, 25],
  [253, 140, 62, 14, 135, 193],
];

t.test('the worked example of the specification, in each plane', async (t) => {
  const canvas = createCanvas(6, 3);
  const zeros = [0x06, 0x06, 0x06]; // runs of six without a raw value: zeros, and deltas of zero
  for (const [plane, shift] of [
    [0, 16],
    [1, 8],
    [2, 0],
  ]) {
    const planes = [zeros, zeros, zeros];
    planes[plane] = EXAMPLE;
    t.equal(draw(canvas, bitmap(Codec.planar, 6, 3, [RLE | NO_ALPHA, ...planes.flat()])), -1);
    for (let y = 0; y < 3; y++) {
      const values = [0, 1, 2, 3, 4, 5].map((x) => pixelAt(canvas, x, y));
      t.same(
        values,
        EXAMPLE_VALUES[y].map((value) => value << shift),
      );
    }
  }
});

t.test('an alpha plane is passed over', async (t) => {
  const canvas = createCanvas(6, 3);
  t.equal(draw(canvas, bitmap(Codec.planar, 6, 3, [RLE, ...EXAMPLE, ...EXAMPLE, ...EXAMPLE, ...EXAMPLE])), -1);
  t.equal(pixelAt(canvas, 5, 2), 0xc1c1c1);
  t.equal(canvas.surface.pixels[3], 255);
  const raw = [0, 9, 9, 1, 2, 3, 4, 5, 6];
  const two = createCanvas(2, 1);
  t.equal(draw(two, bitmap(Codec.planar, 2, 1, raw)), -1);
  t.same(rows(two), ['010305 020406']);
});

t.test('raw planes, bottom-up, with and without the pad byte', async (t) => {
  const canvas = createCanvas(1, 2);
  for (const pad of [[], [0]]) {
    const command = bitmap(Codec.planar, 1, 2, [NO_ALPHA, 1, 2, 3, 4, 5, 6, ...pad], { flags: DecodeFlag.bottomUp });
    t.equal(draw(canvas, command), -1);
    t.same(rows(canvas), ['020406', '010305']);
  }
});

t.test('long runs: 16 to 31 and 32 to 47', async (t) => {
  const canvas = createCanvas(64, 1);
  const plane = [0x10, 7, 0xf2, 0x01]; // one value, 47 and 16 more of it
  t.equal(draw(canvas, bitmap(Codec.planar, 64, 1, [RLE | NO_ALPHA, ...plane, ...plane, ...plane])), -1);
  t.same(new Set(rows(canvas)[0].split(' ')), new Set(['070707']));
});

t.test('luma and chroma, with lost bits and subsampling', async (t) => {
  // [MS-RDPEGDI] 3.1.9.1.2 with the colours swapped back as 3.1.9.1.1 asks: B = Y + Co - Cg, G = Y + Cg, R = Y - Co - Cg.
  const canvas = createCanvas(2, 2);
  const planes = [100, 110, 120, 130, /* Co */ 10, /* Cg */ 250];
  t.equal(draw(canvas, bitmap(Codec.planar, 2, 2, [NO_ALPHA | SUBSAMPLED | 2, ...planes])), -1);
  const expected = (y: number) => {
    const [co, cg] = [20, -12]; // shifted left by one, as bytes with sign
    return ((y - co - cg) << 16) | ((y + cg) << 8) | (y + co - cg);
  };
  const found = [pixelAt(canvas, 0, 0), pixelAt(canvas, 1, 0), pixelAt(canvas, 0, 1), pixelAt(canvas, 1, 1)];
  t.same(found, [100, 110, 120, 130].map(expected));
});

t.test('malformed streams are refused', async (t) => {
  const canvas = createCanvas(6, 3);
  const refused: Readonly<Record<string, readonly number[]>> = {
    'no header': [],
    'subsampling without chroma': [NO_ALPHA | SUBSAMPLED, ...Array(40).fill(0)],
    'raw planes that are too short': [NO_ALPHA, ...Array(53).fill(0)],
    'a missing plane': [RLE | NO_ALPHA, ...EXAMPLE, ...EXAMPLE],
    'a segment beyond its row': [RLE | NO_ALPHA, 0x07, ...EXAMPLE],
    'raw values that are missing': [RLE | NO_ALPHA, ...EXAMPLE, ...EXAMPLE, ...EXAMPLE.slice(0, -1)],
  };
  for (const [name, data] of Object.entries(refused)) {
    t.equal(draw(canvas, bitmap(Codec.planar, 6, 3, data)), 0, name);
  }
  const large = createCanvas(4096, 4096);
  t.equal(draw(large, bitmap(Codec.planar, 4096, 4096, [RLE | NO_ALPHA, ...EXAMPLE])), 0, 'too little for its size');
});
