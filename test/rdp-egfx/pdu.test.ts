import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { readAvc420Bitmap, readAvc444Bitmaps, readAvc444Streams } from '../../src/rdp/channels/egfx/pdu/avc.js';
import { CommandId, writeCommand } from '../../src/rdp/channels/egfx/pdu/command.js';
import { readGraphicsPdu, readGraphicsReply } from '../../src/rdp/channels/egfx/pdu/index.js';
import { checkRows } from '../rdp-active/rows.js';
import { AVC_ROWS, CLIENT_ROWS, HOST_ROWS } from './pdu-rows.js';

t.test('host', async (t) => checkRows(t, HOST_ROWS));
t.test('client', async (t) => checkRows(t, CLIENT_ROWS));
t.test('AVC', async (t) => checkRows(t, AVC_ROWS));

t.test('every command has a row', async (t) => {
  const ids = [...HOST_ROWS, ...CLIENT_ROWS].map(({ hex }) => new ByteReader(fromHex(hex.slice(0, 4))).u16());
  t.same(
    [...new Set(ids)].sort((a, b) => a - b),
    Object.values(CommandId).sort((a, b) => a - b),
  );
});

/** The command with this body, as a host would send it. */
function read(id: number, body: string, reader = readGraphicsPdu) {
  const w = new ByteWriter();
  writeCommand(w, id, (b) => b.bytes(fromHex(body)));
  return reader(new ByteReader(w.finish()));
}

t.test('commands that this version does not know', async (t) => {
  t.same(read(0x19, '0102'), { type: 'unknown', commandId: 0x19 });
  t.same(read(CommandId.CAPSADVERTISE, '0000'), { type: 'unknown', commandId: 0x12 }, "a client's, from a host");
  t.same(read(CommandId.ENDFRAME, '00000000', readGraphicsReply as typeof readGraphicsPdu), {
    type: 'unknown',
    commandId: 0x0c,
  });
});

t.test('what follows the last field is for later versions', async (t) => {
  const r = new ByteReader(fromHex('0c00 0000 0e000000 05000000 aaaa 0a00 0000 0a000000 0100'));
  t.same(readGraphicsPdu(r), { type: 'endFrame', frameId: 5 });
  t.same(readGraphicsPdu(r), { type: 'deleteSurface', surfaceId: 1 });
  t.equal(r.remaining, 0);
});

t.test('lengths that lie', async (t) => {
  const readHex = (hex: string) => () => readGraphicsPdu(new ByteReader(fromHex(hex)));
  t.throws(readHex('0c00 0000 07000000 05000000'), { code: 'PDU_INVALID', field: 'pduLength' }, 'below the header');
  t.throws(readHex('0c00 0000 ffffffff 05000000'), { code: 'PDU_TRUNCATED', field: 'pduLength' }, '4 GiB');
  t.throws(readHex('0c00 0000 0a000000 05000000'), { code: 'PDU_TRUNCATED' }, 'an inner field leaves its box');
  const wire = '0100 0000 20 00000000 01000100';
  t.throws(() => read(CommandId.WIRETOSURFACE_1, `${wire} ffffffff 00`), {
    code: 'PDU_TRUNCATED',
    field: 'bitmapDataLength',
  });
});

t.test('negative geometry', async (t) => {
  const fails = (id: number, body: string, name: string, code = 'PDU_INVALID') =>
    t.throws(() => read(id, body), { code }, name);
  fails(CommandId.WIRETOSURFACE_1, '0100 0000 20 0500 0000 0400 0100 00000000', 'right before left');
  fails(CommandId.WIRETOSURFACE_1, '0100 0000 20 0000 0500 0100 0400 00000000', 'bottom above top');
  fails(CommandId.SOLIDFILL, '0100 00000000 0100 0000 0000 0000 0100', 'no width');
  fails(CommandId.SURFACETOCACHE, '0100 0000000000000000 0100 0000 0000 0100 0000', 'no height');
  fails(CommandId.SURFACETOSURFACE, '0100 0100 0000 0000 0100 0100 0100 ffff 0000', 'x below zero');
  fails(CommandId.CACHETOSURFACE, '0100 0100 0100 0000 0080', 'y below zero');
  fails(CommandId.MAPSURFACETOOUTPUT, '0100 0000 ffffffff 00000000', 'origin below zero', 'PDU_TOO_LARGE');
  fails(
    CommandId.RESETGRAPHICS,
    '40000000 40000000 01000000 05000000 00000000 00000000 00000000 00000000',
    'monitor without width',
  );
});

t.test('surfaces larger than limits', async (t) => {
  const fails = (id: number, body: string, name: string, code = 'PDU_TOO_LARGE') =>
    t.throws(() => read(id, body), { code }, name);
  fails(CommandId.CREATESURFACE, '0100 0120 0100 20', '8193 wide');
  fails(CommandId.CREATESURFACE, '0100 0100 ffff 20', '65535 high');
  fails(CommandId.CREATESURFACE, '0100 0020 0120 20', '8192 × 8193 pixels');
  fails(CommandId.CREATESURFACE, '0100 0000 0100 20', 'no width', 'PDU_INVALID');
  fails(CommandId.CREATESURFACE, '0100 0100 0100 22', 'pixel format', 'PDU_INVALID');
  fails(CommandId.RESETGRAPHICS, 'ffffffff 01000000 00000000', 'desktop of 4 Gi pixels');
  fails(CommandId.RESETGRAPHICS, '01000000 01000000 11000000', '17 monitors');
  fails(CommandId.MAPSURFACETOSCALEDOUTPUT, '0100 0000 00000000 00000000 01200000 01000000', 'target');
  fails(CommandId.MAPSURFACETOWINDOW, '0100 0000000000000000 01200000 01000000', 'window');
});

t.test('counts and slots beyond their limits', async (t) => {
  const fails = (id: number, body: string, field: string, code: string, reader = readGraphicsPdu) =>
    t.throws(() => read(id, body, reader), { code, field }, field);
  fails(CommandId.SOLIDFILL, '0100 00000000 0140', 'fillRectCount', 'PDU_TOO_LARGE');
  fails(CommandId.SURFACETOSURFACE, '0100 0100 0000 0000 0100 0100 ffff', 'destPtsCount', 'PDU_TOO_LARGE');
  fails(CommandId.EVICTCACHEENTRY, '0000', 'cacheSlot', 'PDU_INVALID');
  fails(CommandId.EVICTCACHEENTRY, '0164', 'cacheSlot', 'PDU_INVALID');
  fails(CommandId.CACHEIMPORTREPLY, '5615', 'importedEntriesCount', 'PDU_TOO_LARGE');
  const reply = readGraphicsReply as typeof readGraphicsPdu;
  fails(CommandId.CAPSADVERTISE, '4100', 'capsSetCount', 'PDU_TOO_LARGE', reply);
  fails(CommandId.CACHEIMPORTOFFER, '5615', 'cacheEntriesCount', 'PDU_TOO_LARGE', reply);
});

t.test('AVC regions outside the surface', async (t) => {
  const destination = { left: 8, top: 8, right: 64, bottom: 32 };
  const fails = (region: string, field: string) =>
    t.throws(() => readAvc420Bitmap(new ByteReader(fromHex(`01000000 ${region} 1664`)), destination), {
      code: 'PDU_INVALID',
      pdu: 'RFX_AVC420_METABLOCK',
      field,
    });
  fails('0700 0800 4000 2000', 'left');
  fails('0800 0700 4000 2000', 'top');
  fails('0800 0800 4100 2000', 'right');
  fails('0800 0800 4000 2100', 'bottom');
  fails('0900 0800 0800 2000', 'right');
  t.match(readAvc420Bitmap(new ByteReader(fromHex('01000000 0800 0800 4000 2000 1664')), destination), {
    regions: [{ rectangle: destination }],
  });
  t.throws(() => readAvc420Bitmap(new ByteReader(fromHex('01400000')), destination), { code: 'PDU_TOO_LARGE' });
  t.throws(() => readAvc420Bitmap(new ByteReader(fromHex('00400000')), destination), { code: 'PDU_TRUNCATED' });
});

t.test('AVC444: two streams, and none that is neither', async (t) => {
  const stream = '01000000 0000 0000 1000 1000 1664 00000001';
  const destination = { left: 0, top: 0, right: 16, bottom: 16 };
  const streams = readAvc444Streams(new ByteReader(fromHex(`12000000 ${stream} ${stream}`)));
  t.same(
    readAvc444Bitmaps(streams, destination).map(({ regions, data }) => [regions.length, data.length]),
    [
      [1, 4],
      [1, 4],
    ],
  );
  t.throws(() => readAvc444Streams(new ByteReader(fromHex('000000c0'))), { code: 'PDU_INVALID', field: 'LC' });
  t.throws(() => readAvc444Streams(new ByteReader(fromHex('ffffff3f 00'))), { code: 'PDU_TRUNCATED' });
});
