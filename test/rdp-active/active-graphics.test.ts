import t from 'tap';
import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import {
  FastPathUpdateCode,
  Fragmentation,
  sealFastPath,
  writeFastPathOutput,
  writeFastPathUpdate,
} from '../../src/rdp/graphics/fast-path-output.js';
import { writePaletteUpdate } from '../../src/rdp/graphics/palette-update.js';
import {
  writeCachedPointer,
  writeNewPointer,
  writePointerPosition,
  writeSystemPointer,
} from '../../src/rdp/graphics/pointer-update.js';
import { PointerMessageType, writePointerMessageType, writeSynchronize } from '../../src/rdp/graphics/slow-path.js';
import { writeFrameMarker, writeSurfaceBits } from '../../src/rdp/graphics/surface-commands.js';
import { DataPduType, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { bitmap, body, eventsOf, HostFrames, IO_CHANNEL, receive, SHARE_ID, stage, USER_ID } from './host-frames.js';

const host = new HostFrames();

/** Where compressedType stands in a Data PDU, behind the share control header. */
const COMPRESSED_TYPE = 6 + 9;

const shape = {
  cacheIndex: 3,
  xorBitsPerPixel: 32,
  hotspotX: 0,
  hotspotY: 0,
  width: 1,
  height: 1,
  xorMask: fromHex('010203ff'),
  andMask: new Uint8Array(0),
};

t.test('fast-path graphics', async (t) => {
  const { FASTPATH_UPDATETYPE_BITMAP, FASTPATH_UPDATETYPE_SURFCMDS } = FastPathUpdateCode;
  const fast = (code: number, write: Parameters<typeof body>[0]) => eventsOf(...writeFastPathOutput(code, body(write)));
  t.same(
    fast(FASTPATH_UPDATETYPE_BITMAP, (w) => writeBitmapUpdate(w, [bitmap, bitmap])),
    [{ type: 'bitmaps', rectangles: [bitmap, bitmap] }],
  );
  const bits = { ...bitmap, bitsPerPixel: 32, codecId: 3 };
  const events = fast(FASTPATH_UPDATETYPE_SURFCMDS, (w) => {
    writeFrameMarker(w, 'begin', 9);
    writeSurfaceBits(w, bits);
    writeFrameMarker(w, 'end', 9);
  });
  t.same(
    events.map((event) => event.type),
    ['frameMarker', 'surfaceBits', 'frameMarker'],
  );
  t.match(events[1], { bits: { codecId: 3, data: bitmap.data } });
  const colors = new Uint8Array(1024).fill(5);
  t.match(
    fast(FastPathUpdateCode.FASTPATH_UPDATETYPE_PALETTE, (w) => writePaletteUpdate(w, colors)),
    [{ type: 'palette' }],
  );
  t.same(
    fast(FastPathUpdateCode.FASTPATH_UPDATETYPE_SYNCHRONIZE, () => {}),
    [],
  );
  t.same(
    fast(FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS, (w) => w.u16(1)),
    [{ type: 'unknown', what: 'drawing orders' }],
  );
  t.same(
    fast(0xe, () => {}),
    [{ type: 'unknown', what: 'fast-path update 14' }],
  );
  t.throws(() => fast(FASTPATH_UPDATETYPE_BITMAP, (w) => w.u16(2).u16(0)), { code: 'PDU_INVALID' });
});

t.test('fast-path pointers, and the cache behind them', async (t) => {
  const active = stage();
  const fast = (code: number, write: Parameters<typeof body>[0]) =>
    receive(active, ...writeFastPathOutput(code, body(write))).events;
  const C = FastPathUpdateCode;
  t.same(
    fast(C.FASTPATH_UPDATETYPE_PTR_NULL, () => {}),
    [{ type: 'pointer', pointer: 'hidden' }],
  );
  t.same(
    fast(C.FASTPATH_UPDATETYPE_PTR_DEFAULT, () => {}),
    [{ type: 'pointer', pointer: 'default' }],
  );
  t.same(
    fast(C.FASTPATH_UPDATETYPE_PTR_POSITION, (w) => writePointerPosition(w, { x: 4, y: 5 })),
    [{ type: 'pointerPosition', x: 4, y: 5 }],
  );
  t.match(
    fast(C.FASTPATH_UPDATETYPE_CACHED, (w) => writeCachedPointer(w, 3)),
    [{ type: 'unknown' }],
    'nothing there yet',
  );
  const [drawn] = fast(C.FASTPATH_UPDATETYPE_POINTER, (w) => writeNewPointer(w, shape));
  t.match(drawn, { type: 'pointer', pointer: { rgba: fromHex('030201ff') } });
  t.same(
    fast(C.FASTPATH_UPDATETYPE_CACHED, (w) => writeCachedPointer(w, 3)),
    [drawn],
  );
});

t.test('an update in compressed fragments', async (t) => {
  const compressor = new MppcCompressor(65536);
  const rectangles = [
    { ...bitmap, right: 200, bottom: 100, width: 200, height: 100, data: new Uint8Array(40_000).fill(7) },
  ];
  const frames = writeFastPathOutput(
    FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP,
    body((w) => writeBitmapUpdate(w, rectangles)),
    {
      compress: (data) => compressor.compress(data),
    },
  );
  t.equal(frames.length, 3);
  t.ok(frames.every((frame) => frame.length < 200));
  t.same(eventsOf(...frames), [{ type: 'bitmaps', rectangles }]);
});

t.test('slow-path graphics and pointers', async (t) => {
  const update = (write: Parameters<typeof body>[0]) => eventsOf(host.data(DataPduType.UPDATE, write));
  t.same(
    update((w) => writeBitmapUpdate(w, [bitmap])),
    [{ type: 'bitmaps', rectangles: [bitmap] }],
  );
  t.match(
    update((w) => writePaletteUpdate(w, new Uint8Array(1024))),
    [{ type: 'palette' }],
  );
  t.same(update(writeSynchronize), []);
  t.same(
    update((w) => w.u16(0)),
    [{ type: 'unknown', what: 'drawing orders' }],
  );
  const pointer = (type: number, write: Parameters<typeof body>[0]) =>
    eventsOf(
      host.data(DataPduType.POINTER, (w) => {
        writePointerMessageType(w, type);
        write(w);
      }),
    );
  const P = PointerMessageType;
  t.same(
    pointer(P.TS_PTRMSGTYPE_SYSTEM, (w) => writeSystemPointer(w, 'hidden')),
    [{ type: 'pointer', pointer: 'hidden' }],
  );
  t.match(
    pointer(P.TS_PTRMSGTYPE_POINTER, (w) => writeNewPointer(w, shape)),
    [{ type: 'pointer' }],
  );
  t.match(
    pointer(P.TS_PTRMSGTYPE_POSITION, (w) => writePointerPosition(w, { x: 1, y: 2 })),
    [{ x: 1, y: 2 }],
  );
  t.match(
    pointer(99, () => {}),
    [{ type: 'unknown' }],
  );
});

t.test('a compressed Data PDU', async (t) => {
  const { data, flags } = new MppcCompressor(8192).compress(body((w) => writeBitmapUpdate(w, Array(20).fill(bitmap))));
  const pdu = shareDataPdu(SHARE_ID, 1002, DataPduType.UPDATE, data);
  pdu[COMPRESSED_TYPE] = flags;
  t.match(eventsOf(host.channel(IO_CHANNEL, pdu)), [{ type: 'bitmaps', rectangles: { length: 20 } }]);
});

t.test('a frame may unpack to so much and no more', async (t) => {
  const compressor = new MppcCompressor(65536);
  const frameOf = (updates: number): Uint8Array =>
    sealFastPath(
      body((w) => {
        for (let i = 0; i < updates; i++) {
          const { flags, data } = compressor.compress(new Uint8Array(65_000));
          const code = FastPathUpdateCode.FASTPATH_UPDATETYPE_SYNCHRONIZE;
          writeFastPathUpdate(w, {
            ...{ code, data },
            fragmentation: Fragmentation.FASTPATH_FRAGMENT_SINGLE,
            compressionFlags: flags,
          });
        }
      }),
      undefined,
    );
  const target = stage();
  t.same(receive(target, frameOf(16)).events, []);
  const bomb = frameOf(17);
  t.ok(bomb.length < 8192, `${bomb.length} bytes`);
  t.throws(() => receive(target, bomb), { code: 'PDU_TOO_LARGE' });
});

t.test('so may Data PDUs that share a frame', async (t) => {
  const compressor = new MppcCompressor(65536);
  const pdus = Array.from({ length: 17 }, () => {
    const { flags, data } = compressor.compress(new Uint8Array(65_000));
    const pdu = shareDataPdu(SHARE_ID, USER_ID, DataPduType.PLAY_SOUND, data);
    pdu[COMPRESSED_TYPE] = flags;
    return pdu;
  });
  t.throws(() => eventsOf(host.channel(IO_CHANNEL, concat(pdus))), { code: 'PDU_TOO_LARGE' });
});

t.test('a pointer without pixels is hidden, also from the cache', async (t) => {
  const { FASTPATH_UPDATETYPE_POINTER, FASTPATH_UPDATETYPE_CACHED } = FastPathUpdateCode;
  const empty = { ...shape, width: 0, xorMask: new Uint8Array(0) };
  const events = eventsOf(
    ...writeFastPathOutput(
      FASTPATH_UPDATETYPE_POINTER,
      body((w) => writeNewPointer(w, empty)),
    ),
    ...writeFastPathOutput(
      FASTPATH_UPDATETYPE_CACHED,
      body((w) => writeCachedPointer(w, shape.cacheIndex)),
    ),
  );
  t.same(events, [
    { type: 'pointer', pointer: 'hidden' },
    { type: 'pointer', pointer: 'hidden' },
  ]);
});
