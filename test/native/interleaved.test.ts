import t from 'tap';
import { Codec } from '../../src/codec/commands.js';
import { bitmap, createCanvas, draw, rows } from './canvas.js';

/** One row per order of [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4, decoded by hand with the pseudo-code of 3.1.9. */
interface Vector {
  readonly name: string;
  readonly bitsPerPixel: number;
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
  /** Top-down; colours of the picture. */
  readonly picture: readonly string[];
}

const [K, W] = ['000000', 'ffffff'];

const VECTORS: readonly Vector[] = [
  {
    name: 'background run: black in the first row, then the row above; two in a row have a foreground pixel between',
    bitsPerPixel: 24,
    width: 4,
    height: 2,
    data: [
      0x02, // REGULAR_BG_RUN of 2
      0x02, // another of 2: its first pixel is the foreground
      0x04, // the second row, which begins without foreground
    ],
    picture: [`${K} ${K} ${W} ${K}`, `${K} ${K} ${W} ${K}`],
  },
  {
    name: 'foreground run, and one that sets the foreground',
    bitsPerPixel: 24,
    width: 4,
    height: 2,
    data: [
      0x22, // REGULAR_FG_RUN of 2: white
      0xc2,
      0x03,
      0x02,
      0x01, // LITE_SET_FG_FG_RUN of 2: colour 010203
      0x24, // second row: the row above XOR foreground
    ],
    picture: [`${W} ${W} 010203 010203`, `fefdfc fefdfc ${K} ${K}`],
  },
  {
    name: 'foreground/background images: regular, lite with foreground, special 1 and 2',
    bitsPerPixel: 24,
    width: 8,
    height: 4,
    data: [
      0x41,
      0x0f, // REGULAR_FGBG_IMAGE of 8: mask, lowest bit first
      0xd1,
      0xff,
      0x00,
      0x00,
      0x81, // LITE_SET_FG_FGBG_IMAGE of 8, foreground blue
      0xf9, // SPECIAL_FGBG_1: mask 0x03
      0xfa, // SPECIAL_FGBG_2: mask 0x05
    ],
    picture: [
      `${W} ${W} ${W} ${W} ${K} ${K} ${K} ${K}`,
      `ffff00 ${W} ${W} ${W} ${K} ${K} ${K} 0000ff`,
      `${W} ffff00 ${W} ${W} ${K} ${K} ${K} 0000ff`,
      `ffff00 ffff00 ffff00 ${W} ${K} ${K} ${K} 0000ff`,
    ],
  },
  {
    name: 'colour run, dithered run, colour image, white and black',
    bitsPerPixel: 24,
    width: 10,
    height: 1,
    data: [
      0x62,
      0x01,
      0x02,
      0x03, // REGULAR_COLOR_RUN of 2
      0xe2,
      0x04,
      0x00,
      0x00,
      0x05,
      0x00,
      0x00, // LITE_DITHERED_RUN of 2 pairs
      0x82,
      0x06,
      0x00,
      0x00,
      0x07,
      0x00,
      0x00, // REGULAR_COLOR_IMAGE of 2
      0xfd, // WHITE
      0xfe, // BLACK
    ],
    picture: [`030201 030201 000004 000005 000004 000005 000006 000007 ${W} ${K}`],
  },
  {
    name: 'extended lengths: a byte more than 31, 15 or 8 × 31; two bytes in the mega orders',
    bitsPerPixel: 8,
    width: 100,
    height: 1,
    data: [
      0x60,
      0x00,
      0x01, // REGULAR_COLOR_RUN of 0 + 32
      0xc0,
      0x02,
      0x03, // LITE_SET_FG_FG_RUN of 2 + 16, colour 3
      0xf3,
      0x14,
      0x00,
      0x02, // MEGA_MEGA_COLOR_RUN of 20
      0x40,
      0x02,
      0x05, // REGULAR_FGBG_IMAGE of 2 + 1
      0xf2,
      0x09,
      0x00,
      0xff,
      0x00, // MEGA_MEGA_FGBG_IMAGE of 9
      0xf8,
      0x03,
      0x00,
      0x04,
      0x05, // MEGA_MEGA_DITHERED_RUN of 3 pairs
      0xf4,
      0x04,
      0x00,
      0x06,
      0x07,
      0x08,
      0x09, // MEGA_MEGA_COLOR_IMAGE of 4
      0xf0,
      0x08,
      0x00, // MEGA_MEGA_BG_RUN of 8
    ],
    picture: [
      [
        ...Array(32).fill(1),
        ...Array(18).fill(3),
        ...Array(20).fill(2),
        ...[3, 0, 3],
        ...Array(8).fill(3),
        0,
        ...[4, 5, 4, 5, 4, 5],
        ...[6, 7, 8, 9],
        ...Array(8).fill(0),
      ]
        .map((index: number) => index.toString(16).padStart(6, '0'))
        .join(' '),
    ],
  },
  {
    name: '16 bits: a foreground XOR works on the 16-bit value, before it is expanded',
    bitsPerPixel: 16,
    width: 2,
    height: 2,
    data: [
      0x62,
      0x1f,
      0x00, // REGULAR_COLOR_RUN of 2: blue
      0xc2,
      0xff,
      0xff, // LITE_SET_FG_FG_RUN of 2: blue XOR white
    ],
    picture: ['0000ff 0000ff', 'ffff00 ffff00'],
  },
  {
    name: '15 bits',
    bitsPerPixel: 15,
    width: 2,
    height: 1,
    data: [0x62, 0x00, 0x7c],
    picture: ['ff0000 ff0000'],
  },
  {
    name: 'a run may cross rows',
    bitsPerPixel: 24,
    width: 3,
    height: 3,
    data: [0x66, 0x01, 0x00, 0x00, 0x03],
    picture: ['000001 000001 000001', '000001 000001 000001', '000001 000001 000001'],
  },
  {
    name: 'what the stream leaves out is black',
    bitsPerPixel: 24,
    width: 2,
    height: 2,
    data: [0x61, 0x01, 0x00, 0x00],
    picture: [`000001 ${K}`, `${K} ${K}`],
  },
];

for (const { name, bitsPerPixel, width, height, data, picture } of VECTORS) {
  t.test(name, async (t) => {
    const canvas = createCanvas(width, height);
    for (let i = 0; i < 256; i++) canvas.palette[i * 4] = i;
    t.equal(draw(canvas, bitmap(Codec.interleavedRle, width, height, data, { bitsPerPixel })), -1);
    t.same(rows(canvas), picture);
  });
}

t.test('orders that do not fit are refused', async (t) => {
  const canvas = createCanvas(4, 2);
  const refused: Readonly<Record<string, readonly number[]>> = {
    'a run beyond the picture': [0x69, 1, 2, 3],
    'a background run beyond the picture': [0x09],
    'a colour image beyond the picture': [0x89, ...Array(27).fill(1)],
    'an image mask beyond the picture': [0xf9, 0xfa],
    'a dithered run beyond the picture': [0xe5, 1, 2, 3, 4, 5, 6],
    'white beyond the picture': [0x68, 1, 2, 3, 0xfd],
    'a run without its colour': [0x61, 1, 2],
    'a mega order without its length': [0xf0, 1],
    'an extended length that is missing': [0x60],
    'an image without its mask': [0x41],
    'colours that are missing': [0x82, 1, 2, 3],
    'an order that does not exist': [0xa1],
    'another that does not exist': [0xff],
    'a second background run without pixels': [0x01, 0xf0, 0, 0],
  };
  for (const [name, data] of Object.entries(refused)) {
    t.equal(draw(canvas, bitmap(Codec.interleavedRle, 4, 2, data, { bitsPerPixel: 24 })), 0, name);
  }
  t.equal(draw(canvas, bitmap(Codec.interleavedRle, 4, 2, [0x01], { bitsPerPixel: 32 })), 0, 'a depth without RLE');
});
