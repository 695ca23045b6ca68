/** Video units with a decoder that is made of nothing: which pictures are drawn where, and what is refused. */
import t from 'tap';
import type { CopyOptions, DecodedPicture, DecoderEvents } from '../../src/web/video/decoder-port.js';
import { VideoLayer } from '../../src/web/video/video-layer.js';
import type { VideoUnit } from '../../src/wire/video-unit.js';
import { loadKernels } from './kernels.js';

const SEQUENCE = '000000016742000af841a20000000168ce3880000001658880';
const DELTA = '00000001419a80';

/** A grey picture whose luma is the last byte of its access unit. */
class GreyPicture implements DecodedPicture {
  readonly format: string;
  readonly codedWidth = 64;
  readonly codedHeight = 66;

  constructor(
    readonly timestamp: number,
    readonly luma: number,
    format: string,
  ) {
    this.format = format;
  }

  async copyTo(destination: Uint8Array, { rect, layout }: CopyOptions): Promise<void> {
    for (const [plane, { offset, stride }] of layout.entries()) {
      const rows = plane === 0 ? rect.height : rect.height / 2;
      const columns = plane > 0 && layout.length === 3 ? rect.width / 2 : rect.width;
      for (let row = 0; row < rows; row++) {
        const at = offset + row * stride;
        if (destination.length < at + columns) throw new RangeError('outside');
        destination.fill(plane === 0 ? this.luma : 128, at, at + columns);
      }
    }
  }

  close(): void {}
}

function layer({ format = 'I420' } = {}) {
  const kernels = loadKernels();
  const [width, height] = [100, 80];
  const picture = { at: kernels.heap.allocate(width * height * 4), width, height };
  kernels.bytes.fill(0, picture.at, picture.at + width * height * 4);
  const lost: number[] = [];
  let decoders = 0;
  const video = new VideoLayer(kernels, picture, {
    open: ({ output }: DecoderEvents) => {
      decoders += 1;
      return {
        configure: () => {},
        decode: ({ timestamp, data }) =>
          queueMicrotask(() => output(new GreyPicture(timestamp, data.at(-1) ?? 0, format))),
        close: () => {
          decoders -= 1;
        },
      };
    },
    later: () => () => {},
    onLost: (surface) => lost.push(surface),
  });
  const at = (x: number, y: number): number => kernels.bytes[picture.at + (y * width + x) * 4];
  return { kernels, video, lost, at, decoders: () => decoders };
}

type Region = readonly [left: number, top: number, right: number, bottom: number];

function stream(hex: string, luma: number, regions: readonly Region[] = [[0, 0, 64, 64]]): Uint8Array {
  const head = Buffer.alloc(4 + 10 * regions.length);
  head.writeUInt32LE(regions.length);
  for (const [i, value] of regions.flat().entries()) head.writeUInt16LE(value, 4 + 2 * i);
  return Buffer.concat([head, Buffer.from(hex, 'hex'), Uint8Array.of(luma)]);
}

const unit = (fields: Partial<VideoUnit>): VideoUnit => ({
  surface: 1,
  kind: 'avc420',
  streams: 'both',
  keyFrame: true,
  left: 0,
  top: 0,
  width: 64,
  height: 64,
  first: stream(SEQUENCE, 200),
  second: new Uint8Array(0),
  ...fields,
});

for (const format of ['I420', 'NV12']) {
  t.test(`regions of ${format}`, async (t) => {
    const { video, at } = layer({ format });
    const drawn: number[][] = [];
    const regions: Region[] = [
      [3, 5, 17, 9],
      [40, 40, 90, 90],
      [10, 10, 10, 20],
    ];
    const first = stream(SEQUENCE, 200, regions);
    await video.receive(unit({ first, left: 50, top: 30 }))(({ left, top, right, bottom }) =>
      drawn.push([left, top, right, bottom]),
    );
    t.same(
      drawn,
      [
        [53, 35, 67, 39],
        [90, 70, 100, 80],
      ],
      'cut to the surface and to the desktop',
    );
    t.same([at(53, 35), at(66, 38), at(99, 79)], [200, 200, 200]);
    t.same([at(52, 35), at(53, 34), at(67, 38), at(66, 39), at(89, 79)], [0, 0, 0, 0, 0]);
  });
}

t.test('units of a surface are drawn in order, each from its own picture', async (t) => {
  const { video, at } = layer();
  const units = [stream(SEQUENCE, 10), stream(DELTA, 20), stream(DELTA, 30, [[0, 0, 8, 8]])];
  const draws = units.map((first) => video.receive(unit({ first })));
  for (const draw of draws) await draw(() => {});
  t.same([at(0, 0), at(8, 8)], [30, 20]);
});

t.test('chroma shows nothing before luma has been there', async (t) => {
  const { video, at } = layer();
  const drawn: unknown[] = [];
  const chroma = unit({ kind: 'avc444', streams: 'chroma' });
  await video.receive(chroma)((area) => drawn.push(area));
  t.same([drawn, at(5, 5)], [[], 0]);
  const luma = unit({ kind: 'avc444', streams: 'luma', first: stream(DELTA, 90) });
  await video.receive(luma)((area) => drawn.push(area));
  t.equal(drawn.length, 1);
  t.equal(at(5, 5), 90);
});

t.test('both views are shown once where they bring the same regions', async (t) => {
  const { video } = layer();
  const drawn: unknown[] = [];
  const both = unit({ kind: 'avc444v2', second: stream(DELTA, 128) });
  await video.receive(both)((area) => drawn.push(area));
  t.equal(drawn.length, 1);
  const apart = unit({ kind: 'avc444v2', first: stream(DELTA, 60), second: stream(DELTA, 128, [[0, 0, 16, 16]]) });
  await video.receive(apart)((area) => drawn.push(area));
  t.equal(drawn.length, 3);
});

t.test('pictures of another kind are a failure', async (t) => {
  const { video, lost, at } = layer({ format: 'I444' });
  await video.receive(unit({ surface: 9 }))(() => {});
  t.same(lost, [9]);
  t.equal(at(5, 5), 0);
});

t.test('what is refused', async (t) => {
  const { video } = layer();
  const many = Array.from({ length: 17 }, (): Region => [0, 0, 64, 64]);
  const rows: [string, Partial<VideoUnit>][] = [
    ['no metablock', { first: new Uint8Array(3) }],
    ['more regions than bytes', { first: Uint8Array.of(2, 0, 0, 0, ...new Uint8Array(15)) }],
    ['regions upon regions', { first: stream(SEQUENCE, 1, many) }],
    ['a surface larger than any desktop', { width: 8192, height: 8192 }],
    ['a second stream without metablock', { kind: 'avc444', second: new Uint8Array(2) }],
  ];
  for (const [name, fields] of rows) t.throws(() => video.receive(unit(fields)), { code: 'WIRE_INVALID' }, name);
});

t.test('surfaces that are not used give way', async (t) => {
  const { video, lost, decoders } = layer();
  for (let surface = 1; surface <= 20; surface++) await video.receive(unit({ surface }))(() => {});
  t.equal(decoders(), 16);
  await video.receive(unit({ surface: 2, first: stream(DELTA, 5) }))(() => {});
  t.same(lost, [2], 'one that comes again needs a key picture');
  for (const surface of [30, 31, 32]) {
    await video.receive(unit({ surface, width: 8192, height: 4096 }))(() => {});
  }
  t.equal(decoders(), 2, 'large ones leave room for few');
  video.close();
  t.equal(decoders(), 0);
});

t.test('nothing is drawn once it is closed', async (t) => {
  const { video, at } = layer();
  const draw = video.receive(unit({}));
  video.close();
  await draw(() => t.fail('drawn'));
  t.equal(at(5, 5), 0);
});
