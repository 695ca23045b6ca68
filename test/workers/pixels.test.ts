import t from 'tap';
import { Codec, DecodeFlag } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { TileCache } from '../../src/codec/tile-cache.js';
import { DirtyCells } from '../../src/display/dirty-cells.js';
import { copyRgba, createPicture, type Picture } from '../../src/display/framebuffer.js';
import { TileDecoder } from '../../src/wire/tiles.js';
import { encodeBatch } from '../../src/workers/encode-batch.js';
import { WorkerPool } from '../../src/workers/pool.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const size = { width: 700, height: 500 };
const surfaceOf = ({ pixels, width, height, stride }: Picture) => ({ pixels, width, height, stride });

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

/** Noise where `noisy`, otherwise one colour with a few lines. */
function block(width: number, height: number, random: () => number, noisy: boolean): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  const color = [random() * 256, random() * 256, random() * 256];
  for (let i = 0; i < pixels.length; i += 4) {
    for (let c = 0; c < 3; c++) pixels[i + c] = noisy || (i / 4) % 97 === 0 ? random() * 256 : color[c];
  }
  return pixels;
}

async function draw(picture: Picture, touched: Uint8Array, batch: DecodeBatchWriter): Promise<number | undefined> {
  const palette = new Uint8Array(new SharedArrayBuffer(1024));
  const job = { type: 'decode', batch: batch.take(), surface: surfaceOf(picture), touched, palette } as const;
  return (await pool.decode(job)).failedRecord;
}

function rectangle(left: number, top: number, width: number, height: number, data: Uint8Array) {
  const visible = { visibleWidth: width, visibleHeight: height, width, height };
  return { codec: Codec.raw, bitsPerPixel: 32, flags: DecodeFlag.bottomUp, left, top, ...visible, data };
}

t.test('what is decoded in workers, encoded in workers and drawn by a viewer is the same picture', async (t) => {
  const picture = createPicture(size);
  const shadow = createPicture(size);
  const touched = new Uint8Array(new SharedArrayBuffer(picture.grid.count));
  const dirty = new DirtyCells(picture.grid);
  const cache = new TileCache(256);
  const viewer = new TileDecoder(size.width, size.height, 256);
  const random = numbers(7);
  let references = 0;
  for (let round = 0; round < 12; round++) {
    const batch = new DecodeBatchWriter();
    for (let i = 0; i < 10; i++) {
      const [width, height] = [1 + Math.floor(random() * 300), 1 + Math.floor(random() * 200)];
      const [left, top] = [Math.floor(random() * size.width), Math.floor(random() * size.height)];
      batch.append(rectangle(left, top, width, height, block(width, height, random, i === 0)));
    }
    // The same tile at another place, as when something is scrolled or moved.
    batch.append(rectangle(64 * (round % 8), 64 * (round % 5), 64, 64, block(64, 64, numbers(1), true)));
    t.equal(await draw(picture, touched, batch), undefined);
    dirty.merge(touched, round);
    touched.fill(0);
    while (dirty.count !== 0) {
      const encoded = await encodeBatch(pool, {
        surface: surfaceOf(picture),
        shadow: surfaceOf(shadow),
        cells: dirty.ordered(),
        cache: cache.table,
        byteBudget: 20_000,
        prefix: 32,
      });
      t.ok(encoded.done.length > 0, 'every batch gets on');
      dirty.clear(encoded.done);
      encoded.parts.forEach((part, index) => {
        cache.assign(part.bytes, part.stores, part.hashes);
        const tiles = part.bytes.subarray(index === 0 ? 32 : 0);
        t.ok(tiles.length <= 20_000 + 17_000, 'a budget is exceeded by a tile at most');
        references += part.stores.filter((entry) => entry === 0xffff_ffff).length;
        viewer.decode(tiles, part.tiles);
      });
    }
  }
  t.same(Buffer.compare(new Uint8Array(viewer.rgba.buffer), copyRgba(picture)), 0, 'pixel by pixel');
  t.same(Buffer.compare(shadow.pixels, picture.pixels), 0, 'the shadow knows it');
  t.ok(references > 0, `${references} references to kept tiles`);
});

t.test('cells that are as the viewer knows them make no tile', async (t) => {
  const picture = createPicture(size);
  const cells = Uint16Array.from({ length: picture.grid.count }, (_, index) => index);
  const cache = new TileCache(0).table;
  const surface = surfaceOf(picture);
  const job = { surface, shadow: surfaceOf(createPicture(size)), cells, cache, byteBudget: 1000, prefix: 32 };
  const encoded = await encodeBatch(pool, job);
  t.equal(encoded.tiles, 0);
  t.equal(encoded.done.length, cells.length);
});

t.test('a record that cannot be decoded is named, and what precedes it is drawn', async (t) => {
  const picture = createPicture(size);
  const touched = new Uint8Array(new SharedArrayBuffer(picture.grid.count));
  const batch = new DecodeBatchWriter();
  const one = rectangle(0, 0, 8, 8, new Uint8Array(256).fill(0xff));
  batch.append(one);
  batch.append({ ...one, data: new Uint8Array(3) });
  t.equal(await draw(picture, touched, batch), 1);
  t.equal(picture.pixels[0], 0xff);
  t.equal(touched[0], 1);
});

t.test('cells drawn on are encoded in the same job, unless they are many', async (t) => {
  const picture = createPicture(size);
  const shadow = createPicture(size);
  const touched = new Uint8Array(new SharedArrayBuffer(picture.grid.count));
  const palette = new Uint8Array(new SharedArrayBuffer(1024));
  const viewer = new TileDecoder(size.width, size.height);
  const encode = {
    ...{ shadow: surfaceOf(shadow), cache: new TileCache(0).table, byteBudget: 100_000, prefix: 32 },
    ...{ cells: Uint16Array.of(14), mostCells: 48 },
  };
  const drawn = async (width: number, height: number) => {
    const batch = new DecodeBatchWriter();
    batch.append(rectangle(10, 10, width, height, block(width, height, numbers(3), true)));
    const job = { type: 'decode', batch: batch.take(), surface: surfaceOf(picture), touched, palette, encode } as const;
    return (await pool.decode(job)).encoded;
  };
  const few = await drawn(100, 20);
  t.same([...(few?.cells ?? [])], [14, 0, 1], 'those that waited first');
  viewer.decode(few!.result.bytes.subarray(32), few!.result.tiles);
  t.equal(Buffer.compare(new Uint8Array(viewer.rgba.buffer), copyRgba(picture)), 0);
  t.equal(await drawn(690, 480), undefined, 'many are left to several workers');
  t.equal(Buffer.compare(shadow.pixels.subarray(0, 40), picture.pixels.subarray(0, 40)), 0);
});
