import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { readBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import {
  Fragmentation,
  readFastPathOutput,
  readFastPathUpdate,
  writeFastPathOutput,
} from '../../src/rdp/graphics/fast-path-output.js';
import { FragmentAssembler } from '../../src/rdp/graphics/fragments.js';
import { readPaletteUpdate, writePaletteUpdate } from '../../src/rdp/graphics/palette-update.js';
import { readLargePointer } from '../../src/rdp/graphics/pointer-update.js';
import { readSurfaceCommand } from '../../src/rdp/graphics/surface-commands.js';
import { behindUpdateType, GRAPHICS_ROWS } from './graphics-rows.js';
import { checkRows } from './rows.js';
import { XorCipher } from './xor-cipher.js';

t.test('rows', async (t) => checkRows(t, GRAPHICS_ROWS));

t.test('palette: RGB on the wire, BGRX for those who draw', async (t) => {
  const colors = Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 0 : (i * 7) & 0xff));
  const w = new ByteWriter();
  writePaletteUpdate(w, colors);
  const bytes = w.finish();
  t.equal(bytes.length, 2 + 2 + 4 + 768);
  t.same([...bytes.subarray(8, 11)], [colors[2], colors[1], colors[0]]);
  t.same(behindUpdateType(readPaletteUpdate)(new ByteReader(bytes)), colors);
});

t.test('values that no PDU may have', async (t) => {
  const update = (text: string) => () => readBitmapUpdate(new ByteReader(fromHex(text)));
  t.throws(update('ff7f'), { code: 'PDU_TOO_LARGE' }, 'rectangles above the limit');
  t.throws(update('ff3f 0000'), { code: 'PDU_TRUNCATED' }, 'more rectangles than bytes');
  t.throws(update('0100 1000 2000 0f00 2100 0400 0200 1000 0000 0000'), { code: 'PDU_INVALID' }, 'left of itself');
  t.throws(update('0100 1000 2000 1200 2100 0000 0200 1000 0000 0000'), { code: 'PDU_INVALID' }, 'no width');
  t.throws(update('0100 1000 2000 1200 2100 0400 0200 1100 0000 0000'), { code: 'PDU_INVALID' }, '17 bits per pixel');
  t.throws(update('0100 1000 2000 1200 2100 0400 0200 1000 0000 ffff'), { code: 'PDU_TRUNCATED' }, 'bitmapLength');
  const command = (text: string) => () => readSurfaceCommand(new ByteReader(fromHex(text)));
  t.throws(command('0900'), { code: 'PDU_INVALID' }, 'unknown surface command');
  t.throws(command('0100 4100 0200 0100 4200 20000003 4000 4000 00000000'), { code: 'PDU_INVALID' }, 'negative width');
  t.throws(
    command('0100 0100 0200 4100 4200 20000003 4000 4000 ffffffff'),
    { code: 'PDU_TRUNCATED' },
    'length of 4 GiB',
  );
  t.throws(command('0100 0100 0200 4100 4200 20000003 ffff 4000 00000000'), { code: 'PDU_INVALID' }, 'width of 65535');
  const pointer = (text: string) => () => readLargePointer(new ByteReader(fromHex(text)));
  t.throws(pointer('2000 8000 0000 0000 0200 0100 00000000 00000000'), { code: 'PDU_INVALID' }, 'cache index 128');
  t.throws(pointer('2000 0000 0000 0000 8101 0100 00000000 00000000'), { code: 'PDU_INVALID' }, 'width 385');
  t.throws(pointer('2000 0000 0000 0000 0200 0100 00000000 ffffffff'), { code: 'PDU_TRUNCATED' }, 'mask of 4 GiB');
});

t.test('a visible part beyond the bitmap is clipped to it', async (t) => {
  const [rectangle] = readBitmapUpdate(new ByteReader(fromHex('0100 1000 2000 ffff ffff 0400 0200 1000 0000 0000')));
  t.match(rectangle, { left: 16, top: 32, right: 20, bottom: 34 });
});

t.test('an update travels in fragments and comes back whole', async (t) => {
  const data = Uint8Array.from({ length: 50_000 }, (_, i) => i * 31);
  for (const cipher of [undefined, new XorCipher()]) {
    const frames = writeFastPathOutput(1, data, { cipher });
    t.equal(frames.length, 4);
    const assembler = new FragmentAssembler();
    let whole: Uint8Array | undefined;
    for (const frame of frames) {
      t.ok(frame.length <= 0x3fff);
      const update = readFastPathUpdate(readFastPathOutput(frame, cipher));
      whole = assembler.accept(update.code, update.fragmentation, update.data);
    }
    t.same(whole, data);
  }
});

t.test('an encrypted frame without a cipher', async (t) => {
  const [frame] = writeFastPathOutput(3, new Uint8Array(0), { cipher: new XorCipher() });
  t.throws(() => readFastPathOutput(frame, undefined), { code: 'PDU_INVALID' });
});

t.test('fragments that do not fit together', async (t) => {
  const { FASTPATH_FRAGMENT_FIRST, FASTPATH_FRAGMENT_NEXT, FASTPATH_FRAGMENT_LAST, FASTPATH_FRAGMENT_SINGLE } =
    Fragmentation;
  const piece = new Uint8Array(16);
  const begun = () => {
    const assembler = new FragmentAssembler();
    assembler.accept(1, FASTPATH_FRAGMENT_FIRST, piece);
    return assembler;
  };
  t.throws(
    () => new FragmentAssembler().accept(1, FASTPATH_FRAGMENT_LAST, piece),
    { code: 'PDU_INVALID' },
    'last without first',
  );
  t.throws(
    () => new FragmentAssembler().accept(1, FASTPATH_FRAGMENT_NEXT, piece),
    { code: 'PDU_INVALID' },
    'next without first',
  );
  t.throws(() => begun().accept(1, FASTPATH_FRAGMENT_FIRST, piece), { code: 'PDU_INVALID' }, 'first inside an update');
  t.throws(
    () => begun().accept(1, FASTPATH_FRAGMENT_SINGLE, piece),
    { code: 'PDU_INVALID' },
    'single inside an update',
  );
  t.throws(() => begun().accept(2, FASTPATH_FRAGMENT_NEXT, piece), { code: 'PDU_INVALID' }, 'another code');
});

t.test('endless fragments meet the limit', async (t) => {
  const assembler = new FragmentAssembler();
  const piece = new Uint8Array(0x4000);
  assembler.accept(4, Fragmentation.FASTPATH_FRAGMENT_FIRST, piece);
  t.throws(
    () => {
      for (let i = 0; i < 1000; i++) assembler.accept(4, Fragmentation.FASTPATH_FRAGMENT_NEXT, piece);
    },
    { code: 'PDU_TOO_LARGE' },
  );
});

t.test('updates of one frame do not share memory', async (t) => {
  const assembler = new FragmentAssembler();
  const send = (value: number): Uint8Array | undefined => {
    assembler.accept(1, Fragmentation.FASTPATH_FRAGMENT_FIRST, new Uint8Array(4).fill(value));
    return assembler.accept(1, Fragmentation.FASTPATH_FRAGMENT_LAST, new Uint8Array(4).fill(value));
  };
  const first = send(1);
  t.same(
    concat([first ?? new Uint8Array(0), send(2) ?? new Uint8Array(0)]),
    fromHex('0101010101010101 0202020202020202'),
  );
  assembler.reclaim();
  const third = send(3);
  t.same(third, new Uint8Array(8).fill(3));
});
