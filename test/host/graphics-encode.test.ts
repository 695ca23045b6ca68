import t, { type Test } from 'tap';
import { drawText } from '../../src/host/demo/font/text.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import { hash } from '../../src/host/demo/scene/noise.js';
import { paintPhoto } from '../../src/host/demo/scene/photo.js';
import { alphaBits, bits, planarBits, progressiveBits, uncompressedBits } from '../../src/host/egfx/drawing.js';
import { encodeAlpha } from '../../src/host/egfx/encode/alpha.js';
import { ClearCodecEncoder, type ClearCodecOptions } from '../../src/host/egfx/encode/clear/clear-codec.js';
import { encodeRlex } from '../../src/host/egfx/encode/clear/rlex.js';
import { type Area, cut, type Pixels } from '../../src/host/egfx/encode/pixels.js';
import { PASSES, ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { SrlEncoder } from '../../src/host/egfx/encode/progressive/srl.js';
import { bandValues } from '../../src/host/egfx/encode/rfx/bands.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { desktopCanvas, type GraphicsCanvas, meanSquare } from './graphics-canvas.js';
import { testPicture } from './recordings.js';

const SIZE = { width: 203, height: 141 };
const ALL: Area = { left: 0, top: 0, right: SIZE.width, bottom: SIZE.height };

const whole = (surface: Surface): Pixels => cut(surface, surface.bounds);

/** Lines of text on a flat ground, which repeat. */
function text(): Surface {
  const surface = new Surface(SIZE.width, SIZE.height);
  surface.fill(surface.bounds, 0xf4f4f0);
  for (let y = 20; y < SIZE.height; y += 20) drawText(surface, 'ui', 8, y, 'The same line, again.', 0x203040);
  return surface;
}

function noise(): Surface {
  const surface = new Surface(SIZE.width, SIZE.height);
  surface.pixels.forEach((_, i) => {
    surface.pixels[i] = Math.floor(hash(i, 3, 4) * 0x1000000);
  });
  return surface;
}

const PICTURES: Readonly<Record<string, Pixels>> = {
  photo: whole(paintPhoto(SIZE.width, SIZE.height, 1)),
  'flat and busy parts': whole(testPicture(SIZE, 3)),
  text: whole(text()),
  noise: whole(noise()),
  black: whole(new Surface(SIZE.width, SIZE.height)),
};

function canvasFor(t: Test): GraphicsCanvas {
  const canvas = desktopCanvas(SIZE.width, SIZE.height);
  t.teardown(() => canvas.close());
  return canvas;
}

const sameAs = (picture: Pixels) => Buffer.from(picture.data.map((pixel) => pixel & 0xffffff).buffer);
const shown = (canvas: GraphicsCanvas) => Buffer.from(canvas.pixels.buffer);

t.test('uncompressed and planar bitmaps stand upright and lose nothing', async (t) => {
  for (const [name, picture] of Object.entries(PICTURES)) {
    const canvas = canvasFor(t);
    canvas.apply([uncompressedBits(1, ALL, picture)]);
    t.ok(shown(canvas).equals(sameAs(picture)), `uncompressed ${name}`);
    canvas.apply([{ type: 'solidFill', surfaceId: 1, color: 0, rectangles: [ALL] }, planarBits(1, ALL, picture)]);
    t.ok(shown(canvas).equals(sameAs(picture)), `planar ${name}`);
  }
});

interface Layers {
  readonly flags: number;
  readonly sequence: number;
  readonly residual: number;
  readonly bands: number;
  readonly subcodecs: number;
}

function layersOf(stream: Uint8Array): Layers {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const at = stream[0] & 1 ? 4 : 2;
  const size = (i: number): number => (at + 12 <= stream.length ? view.getUint32(at + 4 * i, true) : 0);
  return { flags: stream[0], sequence: stream[1], residual: size(0), bands: size(1), subcodecs: size(2) };
}

t.test('ClearCodec loses nothing, in every layer, with caches warm and cold', async (t) => {
  const encoder = new ClearCodecEncoder();
  const canvas = canvasFor(t);
  const used = { residual: 0, bands: 0, subcodecs: 0 };
  let sequence = 0;
  for (const [name, picture] of Object.entries(PICTURES)) {
    const streams = [{}, {}, { resetCaches: true }, {}].map((options: ClearCodecOptions) => {
      const stream = encoder.encode(picture, options);
      canvas.apply([
        { type: 'solidFill', surfaceId: 1, color: 0x123456, rectangles: [ALL] },
        bits(1, 'CLEARCODEC', ALL, stream),
      ]);
      t.ok(shown(canvas).equals(sameAs(picture)), `${name}, ${JSON.stringify(options)}`);
      const layers = layersOf(stream);
      t.equal(layers.sequence, sequence++ & 255);
      used.residual += layers.residual;
      used.bands += layers.bands;
      used.subcodecs += layers.subcodecs;
      return stream.length;
    });
    if (name === 'text') t.ok(streams[1] < streams[0] * 0.7, `V-bars that are known cost less: ${streams}`);
  }
  for (const [layer, bytes] of Object.entries(used)) t.ok(0 < bytes, layer);
});

t.test('ClearCodec may lose a little where NSCodec is allowed', async (t) => {
  const canvas = canvasFor(t);
  canvas.apply([bits(1, 'CLEARCODEC', ALL, new ClearCodecEncoder().encode(PICTURES['photo'], { lossy: true }))]);
  const error = meanSquare(canvas.pixels, PICTURES['photo'].data);
  t.ok(0 < error && error < 2, `${error}`);
});

t.test('ClearCodec glyphs come again as a number, and the oldest makes room', async (t) => {
  const encoder = new ClearCodecEncoder();
  const canvas = canvasFor(t);
  const glyph = (i: number): Pixels => ({ width: 4, height: 2, data: new Uint32Array(8).map((_, k) => i * 8 + k) });
  const area = { left: 8, top: 8, right: 12, bottom: 10 };
  const draw = (i: number): number => {
    const stream = encoder.encode(glyph(i), { glyphs: true });
    canvas.apply([bits(1, 'CLEARCODEC', area, stream)]);
    for (let k = 0; k < 8; k++) {
      const pixel = canvas.pixels[(8 + (k >> 2)) * SIZE.width + 8 + (k & 3)];
      if (pixel !== i * 8 + k) throw new Error(`glyph ${i} is not itself`);
    }
    return stream[0];
  };
  t.equal(draw(1), 1, 'GLYPH_INDEX');
  t.equal(draw(1), 3, 'GLYPH_INDEX and GLYPH_HIT');
  for (let i = 2; i <= 60; i++) draw(i);
  t.equal(draw(1), 3);
  for (let i = 61; i <= 4001; i++) encoder.encode(glyph(i), { glyphs: true });
  t.equal(encoder.encode(glyph(1), { glyphs: true })[0], 1, 'the first was given up');
});

t.test('RLEX: a palette, runs and suites', async (t) => {
  const data = Uint32Array.of(1, 1, 1, 2, 3, 3, 1, 2);
  t.same(
    [...(encodeRlex({ width: 8, height: 1, data }) ?? [])],
    [
      ...[3 /* paletteCount */, 1, 0, 0, 2, 0, 0, 3, 0, 0],
      ...[(2 << 2) | 2, 2] /* two of the first, then the suite of all three */,
      ...[2, 0] /* the third by itself */,
      ...[(1 << 2) | 1, 0] /* the suite of first and second */,
    ],
  );
  const many = Uint32Array.from({ length: 128 }, (_, i) => i);
  t.equal(encodeRlex({ width: 128, height: 1, data: many }), undefined, 'more colors than a palette has');
});

t.test('alpha as runs, or as it is', async (t) => {
  const flat = { width: 64, height: 64, data: new Uint32Array(4096).fill(0xff000000) };
  t.same([...encodeAlpha(flat)], [0x4c, 0x41, 1, 0, 0xff, 0xff, 0x00, 0x10]);
  const busy = { width: 2, height: 2, data: Uint32Array.of(0x01000000, 0x02000000, 0x03000000, 0x04000000) };
  t.same([...encodeAlpha(busy)], [0x4c, 0x41, 0, 0, 1, 2, 3, 4]);
  const canvas = canvasFor(t);
  canvas.apply([alphaBits(1, { left: 0, top: 0, right: 64, bottom: 64 }, flat)]);
});

t.test('RemoteFX with both entropy coders, and coarser quantization', async (t) => {
  for (const [name, most] of [
    ['photo', 4],
    ['flat and busy parts', 60],
    ['text', 3],
    ['black', 0],
  ] as const) {
    const picture = PICTURES[name];
    const bytes = (['rlgr1', 'rlgr3'] as const).flatMap((entropy) =>
      [6, 9].map((factor) => {
        const canvas = canvasFor(t);
        const data = new RemoteFxEncoder().encode(picture, { entropy, quantization: bandValues(() => factor) });
        canvas.apply([bits(1, 'CAVIDEO', ALL, data)]);
        const error = meanSquare(canvas.pixels, picture.data);
        t.ok(error <= (factor === 6 ? most : 20 * most + 20), `${name}, ${entropy}, ${factor}: ${error}`);
        return data.length;
      }),
    );
    t.ok(bytes[1] <= bytes[0] && bytes[3] <= bytes[2], `${name}: ${bytes}`);
  }
});

t.test('only the first RemoteFX message has headers', async (t) => {
  const encoder = new RemoteFxEncoder();
  const [first, second] = [encoder.encode(PICTURES['text']), encoder.encode(PICTURES['text'])];
  t.equal(first.length - second.length, 12 + 10 + 12 + 13);
});

t.test('progressive: every pass comes closer', async (t) => {
  for (const name of ['photo', 'text', 'flat and busy parts']) {
    const picture = PICTURES[name];
    const canvas = canvasFor(t);
    const encoder = new ProgressiveEncoder();
    const errors: number[] = [];
    for (let data: Uint8Array | undefined = encoder.first(picture, [ALL]); data; data = encoder.upgrade([ALL])) {
      canvas.apply([progressiveBits(1, 1, data)]);
      errors.push(meanSquare(canvas.pixels, picture.data));
    }
    t.equal(errors.length, PASSES.length, name);
    for (let i = 1; i < errors.length; i++) t.ok(errors[i] < errors[i - 1] / 1.5, `${name}: ${errors}`);
    const simple = canvasFor(t);
    simple.apply([progressiveBits(1, 1, new ProgressiveEncoder().first(picture, [ALL], { simple: true }))]);
    t.ok(shown(simple).equals(shown(canvas)), 'all passes together are the whole at once');
  }
});

t.test('progressive: differences to what was sent, complete or not', async (t) => {
  const before = PICTURES['photo'];
  const after = { ...before, data: before.data.map((pixel, i) => (i % 203 < 90 ? pixel ^ 0x0c0c0c : pixel)) };
  for (const upgrades of [0, 1, 2]) {
    const canvas = canvasFor(t);
    const encoder = new ProgressiveEncoder();
    const show = (data: Uint8Array): number => {
      canvas.apply([progressiveBits(1, 1, data)]);
      return data.length;
    };
    const full = show(encoder.first(before, [ALL]));
    for (let i = 0; i < upgrades; i++) show(encoder.upgrade([ALL])!);
    const difference = show(encoder.first(after, [ALL], { difference: true }));
    if (upgrades === 2) t.ok(difference < full, 'less than the picture');
    for (let data = encoder.upgrade([ALL]); data; data = encoder.upgrade([ALL])) show(data);
    t.ok(meanSquare(canvas.pixels, after.data) < 9, `after ${upgrades} upgrades`);
  }
});

t.test('progressive: only the rectangles change, and a context may have the other transform', async (t) => {
  const canvas = canvasFor(t);
  const picture = PICTURES['photo'];
  const areas = [
    { left: 10, top: 10, right: 50, bottom: 60 },
    { left: 70, top: 0, right: 140, bottom: 9 },
  ];
  const data = new ProgressiveEncoder({ extrapolate: false }).first(picture, areas, { simple: true });
  canvas.apply([
    { type: 'solidFill', surfaceId: 1, color: 0xff445566, rectangles: [ALL] },
    progressiveBits(1, 2, data),
  ]);
  const inside = (x: number, y: number): boolean =>
    areas.some(({ left, top, right, bottom }) => left <= x && x < right && top <= y && y < bottom);
  const [near, flat] = [[] as number[], [] as number[]];
  canvas.pixels.forEach((pixel, i) => {
    (inside(i % SIZE.width, Math.floor(i / SIZE.width)) ? near : flat).push(pixel);
  });
  t.ok(flat.every((pixel) => pixel === 0x445566));
  t.ok(new Set(near).size > 500);
});

t.test('SRL: runs of zeros, sign and magnitude', async (t) => {
  const srl = new SrlEncoder();
  for (const value of [0, 0, 0, -1, 3]) srl.write(value, 2);
  // k = 1: one full run of two; then k is still 1, so 1, one more zero, the sign, magnitude 1 of 3 with its end mark;
  // no zeros before the next value, k is 0 by then: 1, the sign, and the largest magnitude without a mark.
  t.same(
    [...srl.finish()],
    [0b0_11_11_10_0, 0b0_0000000].map((byte) => byte),
  );
});
