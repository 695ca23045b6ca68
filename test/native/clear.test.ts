/** ClearCodec, [MS-RDPEGFX] 2.2.4.1 and 3.3.8.1. */
import t, { type Test } from 'tap';
import { fromHex } from '../../src/bytes/text.js';
import { Codec, type DecodeCommand, surfaceTarget } from '../../src/codec/commands.js';
import { ClearCodecEncoder, type ClearCodecOptions } from '../../src/host/egfx/encode/clear/clear-codec.js';
import { bitmap, numbers, pixelAt } from './canvas.js';
import {
  band,
  ClearFlag,
  ClearStreams,
  composite,
  type Layers,
  miss,
  rgb,
  run,
  shortHit,
  subcodec,
  u16,
  vBarHit,
} from './clear-streams.js';
import { create, Desktop, fill, map } from './graphics-records.js';

/** A desktop and the messages that it is sent, in sequence. */
class Clear extends Desktop {
  sequence = 0;

  message(width: number, height: number, flags: number, payload: readonly number[]): DecodeCommand {
    return bitmap(Codec.clearCodec, width, height, [flags, this.sequence++ & 255, ...payload]);
  }

  layers(width: number, height: number, layers: Layers, flags = 0): DecodeCommand {
    return this.message(width, height, flags, composite(layers));
  }

  /** Draws at the top left and returns the outcome. */
  send(width: number, height: number, layers: Layers, flags = 0): number {
    return this.draw(this.layers(width, height, layers, flags));
  }

  column(x: number, height: number): number[] {
    return Array.from({ length: height }, (_, y) => pixelAt(this.canvas, x, y));
  }
}

function clear(t: Test, width: number, height: number): Clear {
  const one = new Clear(width, height);
  t.teardown(() => one.dispose());
  return one;
}

/** Columns of one pixel each, all different, so that every place of a storage can be told. */
const marked = (place: number): number => (place * 977 + 1) & 0xffffff;

/** Stores bars of this height in the first `count` places. */
function prime(d: Clear, height: number, count: number): void {
  for (let at = 0; at < count; at += 64) {
    const width = Math.min(64, count - at);
    const bars = Array.from({ length: width }, (_, i) => miss(0, [marked(at + i)])).flat();
    if (d.send(64, height, { bands: [...band(0, 0, width - 1, height - 1, 0xabcdef), ...bars] }) !== -1) {
      throw new Error(`place ${at}`);
    }
  }
}

t.test('[MS-RDPEGFX] 4.1.1.1 Example 2: a subcodec of palette and segments', async (t) => {
  const d = clear(t, 78, 17);
  const data = fromHex(
    `
    00 0d 00 00 00 00 00 00 00 00 82 00 00 00 00 00 00 00 4e 00 11 00 75 00 00 00 02 0e ff ff ff 00
    00 00 db ff ff 00 3a 90 ff b6 66 66 b6 ff b6 66 00 90 db ff 00 00 3a db 90 3a 3a 90 db 66 00 00
    ff ff b6 64 64 64 11 04 11 4c 11 4c 11 4c 11 4c 11 4c 00 47 13 00 01 01 04 00 01 00 00 47 16 00
    11 02 00 47 29 00 11 01 00 49 0a 00 01 00 04 00 01 00 00 4a 0a 00 09 00 01 00 00 47 05 00 01 01
    1c 00 01 00 11 4c 11 4c 11 4c 00 47 0d 4d 00 4d`.replace(/\s/g, ''),
  );
  t.equal(d.draw({ ...bitmap(Codec.clearCodec, 78, 17, data) }), -1);
  // The first segments: five white pixels and a black one, then 77 white ones and a black one.
  t.same(
    [0, 4, 5, 82, 83].map((at) => pixelAt(d.canvas, at % 78, Math.floor(at / 78))),
    [0xffffff, 0xffffff, 0, 0xffffff, 0],
  );
});

t.test('[MS-RDPEGFX] 4.1.1.1 Example 3: a residual layer, and a band of columns that are stored', async (t) => {
  const d = clear(t, 64, 24);
  // The example's V-Bars were stored by messages before it.
  prime(d, 9, 0x5476);
  const data = fromHex(
    `
    00 df 0e 00 00 00 8b 00 00 00 00 00 00 00 fe fe fe ff 80 05 ff ff ff 40 fe fe fe 40 00 00 3f 00
    03 00 0b 00 fe fe fe c5 d0 c6 d0 c7 d0 68 d4 69 d4 6a d4 6b d4 6c d4 6d d4 1a d4 1a d4 a6 d0 6e
    d4 6f d4 70 d4 71 d4 72 d4 73 d4 74 d4 21 d4 22 d4 23 d4 24 d4 25 d4 d9 d0 da d0 db d0 c5 d0 c5
    d0 dc d0 c2 d0 21 d4 22 d4 23 d4 24 d4 25 d4 c9 d0 ca d0 5a d4 2b d1 28 d1 2c d1 75 d4 27 d4 28
    d4 29 d4 2a d4 1a d4 1a d4 1a d4 b7 d0 b8 d0 b9 d0 ba d0 bb d0 bc d0 bd d0 be d0 bf d0 c0 d0 c1
    d0 c2 d0 c3 d0 c4 d0`.replace(/\s/g, ''),
  );
  data[1] = d.sequence & 255;
  t.equal(d.draw(bitmap(Codec.clearCodec, 64, 24, data)), -1);
  t.same([pixelAt(d.canvas, 0, 0), pixelAt(d.canvas, 63, 21)], [0xfefefe, 0xfefefe]);
  t.same(
    [pixelAt(d.canvas, 0, 22), pixelAt(d.canvas, 63, 22), pixelAt(d.canvas, 0, 23)],
    [0xffffff, 0xffffff, 0xfefefe],
  );
  t.same(
    [0, 1, 3, 63].map((x) => pixelAt(d.canvas, x, 3)),
    [0x50c5, 0x50c6, 0x5468, 0x50c4].map(marked),
  );
  t.same([pixelAt(d.canvas, 0, 4), pixelAt(d.canvas, 0, 11), pixelAt(d.canvas, 0, 12)], [0xabcdef, 0xabcdef, 0xfefefe]);
});

t.test('[MS-RDPEGFX] 4.1.1.1 Examples 4 and 1: a glyph is drawn and kept, then drawn again', async (t) => {
  const d = clear(t, 100, 24);
  prime(d, 15, 0x114b);
  const data = fromHex(
    `
    01 0b 78 00 00 00 00 00 46 00 00 00 00 00 00 00 00 00 06 00 00 00 0e 00 00 00 00 00 0f ff ff ff
    ff ff ff ff ff ff b6 ff ff ff ff ff ff ff ff ff b6 66 ff ff ff ff ff ff ff b6 66 db 90 3a ff ff
    b6 ff ff ff ff ff ff ff ff ff 46 91 47 91 48 91 49 91 4a 91 1b 91`.replace(/\s/g, ''),
  );
  data[1] = d.sequence++ & 255;
  t.equal(d.draw(bitmap(Codec.clearCodec, 7, 15, data)), -1);
  t.same(d.column(0, 4), [0xffffff, 0xffffff, 0xffffff, 0xffffb6], 'the column that is sent');
  t.same([pixelAt(d.canvas, 1, 0), pixelAt(d.canvas, 6, 0)], [0x1146, 0x111b].map(marked));
  // Example 1 draws glyph 0x11; this is the same message with the glyph above.
  const again = [ClearFlag.glyphIndex | ClearFlag.glyphHit, d.sequence++ & 255, 0x78, 0x00];
  t.equal(d.draw({ ...bitmap(Codec.clearCodec, 7, 15, again), left: 90, top: 9 }), -1);
  for (let y = 0; y < 15; y++) {
    for (let x = 0; x < 7; x++) {
      if (pixelAt(d.canvas, x, y) !== pixelAt(d.canvas, 90 + x, 9 + y)) t.fail(`${x}, ${y}`);
    }
  }
  // [MS-RDPEGFX] 4.1.1.5: a glyph has no dimensions of its own.
  t.equal(d.draw(d.message(15, 7, ClearFlag.glyphIndex | ClearFlag.glyphHit, [0x78, 0])), -1);
  t.equal(pixelAt(d.canvas, 7, 0), 0xffffff, 'the first pixel of its second row, eighth of the first now');
});

t.test('what an encoder writes comes out as it was', async (t) => {
  const random = numbers(3);
  const encoder = new ClearCodecEncoder();
  const d = clear(t, 200, 130);
  for (let i = 0; i < 120; i++) {
    const [width, height] = i % 3 === 0 ? [1 + random(30), 1 + random(30)] : [1 + random(180), 1 + random(120)];
    const colors = Array.from({ length: 1 + random(i % 4 === 0 ? 200 : 6) }, () => random(1 << 24));
    let last = 0;
    const data = Uint32Array.from({ length: width * height }, (_, at) => {
      if (random(4) === 0) last = colors[random(colors.length)];
      return (at >= width && random(3) !== 0 ? last : colors[at % colors.length]) | 0xff00_0000;
    });
    const options: ClearCodecOptions = { glyphs: i % 2 === 0, resetCaches: random(30) === 0 };
    const [left, top] = [random(200 - width), random(130 - height)];
    for (const _ of [1, 2]) {
      const message = encoder.encode({ width, height, data }, options);
      t.equal(d.draw({ ...bitmap(Codec.clearCodec, width, height, message), left, top }), -1);
      for (let at = 0; at < data.length; at++) {
        const [x, y] = [left + (at % width), top + Math.floor(at / width)];
        if (d.word(x, y) !== data[at]) t.fail(`picture ${i}: ${x}, ${y}`);
      }
    }
  }
});

t.test('columns: misses, short hits and hits, over a background', async (t) => {
  const d = clear(t, 10, 6);
  const [a, b, c] = [0x111111, 0x222222, 0x333333];
  const bars = [miss(1, [a, b]), miss(0, []), shortHit(0, 2), shortHit(0, 3), shortHit(0, 200), vBarHit(0), vBarHit(2)];
  t.equal(d.send(10, 6, { bands: [...band(0, 0, 6, 3, c), ...bars.flat()] }), -1);
  t.same(
    [0, 1, 2, 3, 4, 5, 6].map((x) => d.column(x, 5)),
    [
      [c, a, b, c, 0],
      [c, c, c, c, 0],
      [c, c, a, b, 0],
      [c, c, c, a, 0],
      [c, c, c, c, 0],
      [c, a, b, c, 0],
      [c, c, a, b, 0],
    ],
  );
});

t.test('V-bar indices past the cache', async (t) => {
  const d = clear(t, 64, 60);
  const one = (bar: readonly number[], height = 4): number =>
    d.send(64, 60, { bands: [...band(0, 0, 0, height - 1, 0), ...bar] });
  for (const place of [0, 1, 0x7fff]) t.equal(one(vBarHit(place)), 0, `V-Bar ${place} of an empty storage`);
  for (const place of [0, 1, 0x3fff]) t.equal(one(shortHit(place, 0)), 0, `short V-Bar ${place} of an empty storage`);
  t.equal(one(miss(0, [1, 2])), -1);
  t.equal(one(vBarHit(0)), -1);
  t.equal(one(shortHit(0, 0)), -1);
  t.equal(one(vBarHit(2)), 0, 'one that is not there yet');
  t.equal(one(shortHit(1, 0)), 0);
  t.equal(one(vBarHit(0), 5), 0, 'one of another height');
  t.equal(one(vBarHit(0)), -1);
});

t.test('the storages go round, and what waits to be drawn is not overwritten', async (t) => {
  const d = clear(t, 64, 4);
  prime(d, 1, 32768);
  // Place 0 is next: it is referred to and replaced within a few columns, and so are others.
  const bars = [
    vBarHit(0),
    miss(0, [7]),
    vBarHit(0),
    vBarHit(1),
    vBarHit(32767),
    miss(0, [8]),
    vBarHit(1),
    shortHit(0, 0),
  ];
  t.equal(d.send(64, 4, { bands: [...band(0, 0, 7, 0, 0), ...bars.flat()] }), -1);
  t.same(
    bars.map((_, x) => pixelAt(d.canvas, x, 0)),
    [marked(0), 7, 7, marked(1), marked(32767), 8, 8, 7],
  );
  const after = [vBarHit(2), vBarHit(3)];
  t.equal(d.send(64, 4, { bands: [...band(0, 0, 1, 0, 0), ...after.flat()] }, ClearFlag.cacheReset), -1);
  t.same([pixelAt(d.canvas, 0, 0), pixelAt(d.canvas, 1, 0)], [7, marked(3)], 'what is stored survives a cache reset');
  t.equal(d.send(64, 4, { bands: [...band(0, 0, 1, 0, 0), ...miss(0, [9]), ...vBarHit(0)] }), -1);
  t.equal(pixelAt(d.canvas, 1, 0), 9, 'the first place is next again');
});

t.test('sequence numbers follow one another', async (t) => {
  const d = clear(t, 8, 8);
  const message = (sequence: number): DecodeCommand =>
    bitmap(Codec.clearCodec, 1, 1, [0, sequence, ...composite({ residual: run(1, 1) })]);
  t.equal(d.draw(message(254), message(255), message(0), message(1)), -1);
  t.equal(d.draw(message(1)), 0, 'the same again');
  t.equal(d.draw(message(3)), 0, 'one left out');
  t.equal(d.draw(message(2)), -1);
  t.equal(d.draw(message(3), message(4)), -1, 'as if nothing had been');
  t.equal(d.draw(message(0), message(1)), -1, 'a host may count anew, as after ResetGraphics');
});

t.test('glyphs have limits', async (t) => {
  const d = clear(t, 64, 64);
  const { glyphIndex, glyphHit } = ClearFlag;
  const glyph = (width: number, height: number, index: number): number =>
    d.draw(d.message(width, height, glyphIndex, [...u16(index), ...composite({ residual: run(5, width * height) })]));
  const hit = (width: number, height: number, index: number): number =>
    d.draw(d.message(width, height, glyphIndex | glyphHit, u16(index)));
  t.equal(glyph(32, 32, 3999), -1);
  t.equal(glyph(32, 33, 1), 0, 'an area above 1024');
  t.equal(glyph(1, 1, 4000), 0, 'an index past the storage');
  t.equal(hit(32, 32, 3999), -1);
  t.equal(hit(1, 1, 65535), 0);
  t.equal(hit(1, 1, 3998), 0, 'an empty place');
  t.equal(hit(1, 1, 1), 0, 'what was refused is not kept');
  t.equal(glyph(2, 2, 7), -1);
  t.equal(hit(4, 1, 7), -1);
  t.equal(hit(5, 1, 7), 0, 'more pixels than it has');
  t.equal(glyph(1, 2, 7), -1);
  t.equal(hit(2, 2, 7), 0, 'one that became smaller');
  t.equal(d.draw(d.message(1, 1, glyphHit, composite({ residual: run(5, 1) }))), 0, 'a hit without an index');
  t.equal(d.draw(d.message(1, 1, glyphIndex, [1])), 0, 'half an index');
});

t.test('layers have to fit their bitmap', async (t) => {
  const d = clear(t, 64, 64);
  const bad: Readonly<Record<string, Layers>> = {
    'a residual that is short': { residual: run(1, 79) },
    'a residual that goes on': { residual: [...run(1, 80), ...run(1, 1)] },
    'a run beyond every picture': { residual: run(1, 0xffff_ffff) },
    'a band to the right': { bands: [...band(9, 0, 10, 0, 0), ...miss(0, [1]), ...miss(0, [2])] },
    'a band below': { bands: [...band(0, 7, 0, 8, 0), ...miss(0, [1])] },
    'a band that ends before it begins': { bands: [...band(3, 0, 2, 0, 0), ...miss(0, [1])] },
    'a band upside down': { bands: [...band(0, 3, 0, 2, 0), ...miss(0, [1])] },
    'a column that ends before it begins': { bands: [...band(0, 0, 0, 3, 0), 5, 4] },
    'a column of more than 52 pixels': { bands: [...band(0, 0, 0, 3, 0), 0, 53, ...new Array(159).fill(1)] },
    'a band without columns': { bands: band(0, 0, 0, 3, 0) },
    'half a band': { bands: band(0, 0, 0, 3, 0).slice(0, 10) },
    'a subcodec to the right': { subcodecs: subcodec(0, [10, 0, 1, 1], rgb(1)) },
    'a subcodec below': { subcodecs: subcodec(0, [0, 7, 1, 2], [...rgb(1), ...rgb(2)]) },
    'a subcodec without pixels': { subcodecs: subcodec(0, [0, 0, 0, 1], []) },
    'an unknown subcodec': { subcodecs: subcodec(3, [0, 0, 1, 1], rgb(1)) },
    'raw pixels that are short': { subcodecs: subcodec(0, [0, 0, 2, 1], [...rgb(1), 0, 0]) },
    'raw pixels that go on': { subcodecs: subcodec(0, [0, 0, 2, 1], [...rgb(1), ...rgb(2), 0]) },
    'a broken NSCodec bitmap': { subcodecs: subcodec(1, [0, 0, 2, 1], [1, 2, 3]) },
    'a palette without colours': { subcodecs: subcodec(2, [0, 0, 1, 1], [0, 0, 0]) },
    'a palette of 128 colours': { subcodecs: subcodec(2, [0, 0, 1, 1], [128, ...new Array(384).fill(1), 0, 0]) },
    'a palette that is short': { subcodecs: subcodec(2, [0, 0, 1, 1], [2, 1, 2, 3, 4, 5]) },
    'a stop beyond the palette': { subcodecs: subcodec(2, [0, 0, 1, 1], [3, ...new Array(9).fill(1), 3, 0]) },
    'a suite from before the palette': { subcodecs: subcodec(2, [0, 0, 2, 1], [2, ...new Array(6).fill(1), 2, 0]) },
    'segments that are short': { subcodecs: subcodec(2, [0, 0, 2, 1], [1, 1, 1, 1, 0, 0]) },
    'segments that go on': { subcodecs: subcodec(2, [0, 0, 2, 1], [1, 1, 1, 1, 0, 2]) },
    'subcodecs one over the other': {
      subcodecs: Array.from({ length: 17 }, () => subcodec(2, [0, 0, 10, 8], [1, 1, 1, 1, 0, 79])).flat(),
    },
  };
  for (const [name, layers] of Object.entries(bad)) t.equal(d.send(10, 8, layers), 0, name);
  t.equal(d.send(10, 8, {}), -1, 'no layer at all');
  const tall = band(0, 0, 0, 52, 0);
  t.equal(d.send(10, 60, { bands: [...tall, ...miss(0, [1])] }), 0, 'a band of 53 rows');
});

t.test('a bitmap that does not lie inside the surface is refused', async (t) => {
  const d = clear(t, 20, 20);
  const command = d.layers(10, 10, { residual: run(0xff, 100) });
  for (const [left, top] of [
    [11, 0],
    [0, 11],
    [-1, 0],
    [0, -1],
    [0x7fff_ffff, 0],
  ]) {
    t.equal(d.draw({ ...command, left, top }), 0, `${left}, ${top}`);
    t.equal(d.draw(create(1, 20, 20), { ...command, left, top, target: surfaceTarget(1) }), 1);
  }
  t.equal(d.draw({ ...command, width: 0 }), 0, 'nothing');
  t.equal(d.draw({ ...command, left: 10, top: 10 }), -1);
  t.equal(d.word(19, 19), 0xff00_00ff);
});

t.test('what no layer draws stays as it was', async (t) => {
  const d = clear(t, 64, 64);
  const target = surfaceTarget(1);
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(target, 0xff, [0, 0, 2, 2])), -1);
  const layers = { subcodecs: subcodec(0, [1, 1, 1, 1], rgb(0xff00)) };
  t.equal(d.draw({ ...d.layers(3, 3, layers), target }), -1);
  t.same([d.word(0, 0), d.word(1, 1), d.word(2, 2)], [0xff00_00ff, 0xff00_ff00, 0]);
});

t.test('every length of a message', async (t) => {
  const streams = new ClearStreams(numbers(8));
  const whole = streams.next(40, 30);
  for (let length = 0; length < whole.data.length; length++) {
    const d = new Desktop(64, 64);
    if (d.draw({ ...whole, data: whole.data.subarray(0, length) }) !== 0) t.fail(`${length} bytes`);
    d.dispose();
  }
  t.equal(clear(t, 64, 64).draw(whole), -1);
});
