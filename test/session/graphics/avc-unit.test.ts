import t from 'tap';
import { GraphicsCodec } from '../../../src/rdp/channels/egfx/pdu/codec.js';
import { type AvcUnit, readAvcUnit } from '../../../src/session/graphics/avc-unit.js';
import { isKeyFrame } from '../../../src/session/graphics/key-frame.js';
import { VideoArea } from '../../../src/session/graphics/video-area.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

const SURFACE = {
  number: 3,
  drawn: true,
  video: new VideoArea({ width: 640, height: 60 }),
  width: 640,
  height: 60,
  place: { left: 10, top: 20, width: 640, height: 60 },
  window: undefined,
};

const read = (codec: 'AVC420' | 'AVC444' | 'AVC444v2', data: Uint8Array): AvcUnit =>
  readAvcUnit(
    {
      type: 'wireToSurface1',
      surfaceId: 3,
      codecId: GraphicsCodec[codec],
      pixelFormat: 0x20,
      rectangle: { left: 0, top: 0, right: 640, bottom: 60 },
      data,
    },
    SURFACE,
  );

const IDR = '000000016742c01e 0000000168ce3c80 00000165b800';
const SLICE = '00000001 09f0 000001419a00';

/** One region from 16, 32 to 48, 64, then the stream. */
const stream = (nal: string): string =>
  `01000000 /* numRegionRects */ 1000 2000 3000 4000 /* regionRects */ 16 64 /* qpVal, qualityVal */ ${nal}`
    .replace(/\/\*.*?\*\//g, '')
    .trim();

t.test('a key frame is known by its first slice', async (t) => {
  t.equal(isKeyFrame(bytes(IDR)), true, 'behind parameter sets');
  t.equal(isKeyFrame(bytes(SLICE)), false, 'an access unit delimiter and a slice that depends on others');
  t.equal(isKeyFrame(bytes(`${SLICE}${IDR}`)), false, 'the first slice decides');
  t.equal(isKeyFrame(bytes('000001 25')), true, 'whatever nal_ref_idc is');
  t.equal(isKeyFrame(bytes('00000165').subarray(0, 3)), false, 'a start code with nothing behind it');
  t.equal(isKeyFrame(new Uint8Array(0)), false);
  t.equal(isKeyFrame(bytes('000000000165')), true, 'more zeros before it');
  t.equal(isKeyFrame(bytes('65 b8 00')), false, 'no start code');
});

t.test('AVC420', async (t) => {
  const data = bytes(stream(IDR));
  const { unit, regions } = read('AVC420', data);
  t.same(regions, [{ left: 16, top: 32, right: 48, bottom: 60 }], 'cut off at the edge of the surface');
  t.match(unit, { surface: 3, left: 10, top: 20, width: 640, height: 60 });
  t.match(unit, { kind: 'avc420', streams: 'both', keyFrame: true });
  t.equal(unit.first, data, 'handed on as it came');
  t.equal(unit.second.length, 0);
  t.equal(read('AVC420', bytes(stream(SLICE))).unit.keyFrame, false);
  const outside = bytes(stream(IDR).replace(' 2000', ' 3c00'));
  t.same(read('AVC420', outside).regions, [], 'nothing is left of a region below the surface');
});

t.test('AVC444 with both streams', async (t) => {
  const [luma, chroma] = [bytes(stream(IDR)), bytes(stream(SLICE).replace(' 1000', ' 0000'))];
  const info = new Uint8Array(4);
  new DataView(info.buffer).setUint32(0, luma.length, true);
  const { unit, regions } = read('AVC444v2', Uint8Array.from([...info, ...luma, ...chroma]));
  t.match(unit, { kind: 'avc444v2', streams: 'both', keyFrame: true });
  t.same(unit.first, luma);
  t.same(unit.second, chroma);
  t.same(
    regions.map(({ left }) => left),
    [16, 0],
    'the regions of both',
  );
});

t.test('AVC444 with one stream', async (t) => {
  t.match(read('AVC444', bytes(`00000040 ${stream(IDR)}`)).unit, { streams: 'luma', keyFrame: true });
  const { unit } = read('AVC444', bytes(`00000080 ${stream(IDR)}`));
  t.match(unit, { streams: 'chroma', keyFrame: false }, 'chroma alone is nothing to begin with');
  t.same(unit.first, bytes(stream(IDR)));
  t.equal(unit.second.length, 0);
});

t.test('what is malformed', async (t) => {
  t.throws(() => read('AVC420', bytes('0100')), { code: 'PDU_TRUNCATED' });
  t.throws(() => read('AVC420', bytes('02000000 1000200030004000 1664')), { code: 'PDU_TRUNCATED' });
  t.throws(() => read('AVC420', bytes('ffffffff')), { code: 'PDU_TOO_LARGE' });
  const again = bytes(`11000000 ${'0000 0000 8002 3c00 '.repeat(17)} ${'1664'.repeat(17)} ${IDR}`);
  t.throws(() => read('AVC420', again), { code: 'PDU_TOO_LARGE' }, 'the whole surface seventeen times over');
  t.throws(() => read('AVC444', bytes('000000c0 00000000')), { code: 'PDU_INVALID' });
  t.throws(() => read('AVC444', bytes('ff000000 00000000')), { code: 'PDU_TRUNCATED' });
});
