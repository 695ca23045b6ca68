import t from 'tap';
import type { ActiveEvent, BitmapData } from '../../src/rdp/active/events.js';
import { GraphicsCodec, PixelFormat } from '../../src/rdp/channels/egfx/pdu/codec.js';
import { type CodecCounts, countCodecs } from '../../src/session/codec-counts.js';

const PLACE = { left: 0, top: 0, right: 4, bottom: 4 };
const DATA = new Uint8Array(0);

const bitmap = (bitsPerPixel: number, compressed: boolean): BitmapData => ({
  ...{ ...PLACE, width: 4, height: 4, bitsPerPixel, compressed, data: DATA },
});

const surface = (codecId: number): ActiveEvent => ({
  type: 'surfaceBits',
  bits: { ...PLACE, width: 4, height: 4, bitsPerPixel: 32, codecId, data: DATA },
});

const graphics = (codecId: number): ActiveEvent => ({
  type: 'graphics',
  pdu: {
    type: 'wireToSurface1',
    ...{ surfaceId: 1, codecId, pixelFormat: PixelFormat.XRGB_8888, rectangle: PLACE, data: DATA },
  },
});

function countsOf(...events: ActiveEvent[]): Record<string, number> {
  const counts: CodecCounts = new Map();
  for (const event of events) countCodecs(event, counts);
  return Object.fromEntries(counts);
}

t.test('each bitmap of an update counts', async (t) => {
  const rectangles = [bitmap(16, true), bitmap(16, false), bitmap(16, true), bitmap(32, true)];
  t.same(countsOf({ type: 'bitmaps', rectangles }), { rle16: 2, uncompressed: 1, planar: 1 });
});

t.test('surface commands', async (t) => {
  t.same(countsOf(surface(0), surface(1), surface(3), surface(3)), { uncompressed: 1, nscodec: 1, remotefx: 2 });
});

t.test('the graphics pipeline: every codec has a name, and what has none is not counted', async (t) => {
  const counts = countsOf(...Object.values(GraphicsCodec).map(graphics), graphics(0x7777));
  const once = ['uncompressed', 'rfx', 'clear', 'progressive', 'planar', 'avc420', 'alpha'];
  t.same(counts, { ...Object.fromEntries(once.map((name) => [name, 1])), avc444: 2 });
});

t.test('fills and frames draw with no codec', async (t) => {
  const fill = { type: 'solidFill', surfaceId: 1, color: 0, rectangles: [PLACE] } as const;
  t.same(countsOf({ type: 'graphics', pdu: fill }, { type: 'graphics', pdu: { type: 'endFrame', frameId: 1 } }), {});
});
