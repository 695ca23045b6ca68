import t from 'tap';
import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { readSlowPathInput } from '../../src/rdp/input/slow-path-input.js';
import { PduType, readShareControl } from '../../src/rdp/share/control-header.js';
import { DataPduType, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { writeDemandActive } from '../../src/rdp/share/demand-active.js';
import { writeSetErrorInfo } from '../../src/rdp/share/error-info.js';
import { writeFontMap } from '../../src/rdp/share/finalization.js';
import { writeKeyboardIndicators } from '../../src/rdp/share/keyboard-indicators.js';
import { readSuppressOutput } from '../../src/rdp/share/suppress-output.js';
import { bitmap, body, HostFrames, IO_CHANNEL, receive, SHARE_ID, stage } from './host-frames.js';

const host = new HostFrames();

/** Where compressedType stands in a Data PDU, behind the share control header. */
const COMPRESSED_TYPE = 6 + 9;

const general = {
  type: 'general',
  osMajorType: 1,
  osMinorType: 3,
  protocolVersion: 0x200,
  generalCompressionTypes: 0,
  extraFlags: 0x401,
  updateCapabilityFlag: 0,
  remoteUnshareFlag: 0,
  generalCompressionLevel: 0,
  refreshRectSupport: 1,
  suppressOutputSupport: 1,
} as const;

const demandActive = (width: number): Uint8Array =>
  host.control(
    PduType.DEMANDACTIVEPDU,
    body((w) =>
      writeDemandActive(w, {
        shareId: 0x203ea,
        sourceDescriptor: 'RDP',
        capabilitySets: [
          general,
          {
            type: 'bitmap',
            preferredBitsPerPixel: 32,
            receive1BitPerPixel: 1,
            receive4BitsPerPixel: 1,
            receive8BitsPerPixel: 1,
            desktopWidth: width,
            desktopHeight: 600,
            desktopResizeFlag: 1,
            bitmapCompressionFlag: 1,
            highColorFlags: 0,
            drawingFlags: 0,
            multipleRectangleSupport: 1,
          },
        ],
      }),
    ),
  );

t.test('Deactivate All and the exchange after it', async (t) => {
  const active = stage();
  const first = receive(active, host.control(PduType.DEACTIVATEALLPDU, fromHex('ea030100 0100 00')));
  t.same(first, { events: [{ type: 'deactivated' }], out: [] });
  const out: Uint8Array[] = [];
  active.suppressOutput(true, out);
  active.input([{ type: 'synchronize', scrollLock: false, numLock: true, capsLock: false, kanaLock: false }], out);
  t.same(out, [], 'nothing is sent meanwhile');
  const info = host.data(DataPduType.SET_ERROR_INFO, (w) => writeSetErrorInfo(w, 0x19));
  t.match(receive(active, info).events, [{ type: 'errorInfo', code: 0x19 }], 'nothing is lost meanwhile');

  const confirmed = receive(active, demandActive(800));
  t.same(confirmed.events, []);
  const [confirm, ...rest] = confirmed.out;
  t.equal(readShareControl(host.read(confirm, IO_CHANNEL).body).type, PduType.CONFIRMACTIVEPDU);
  const { SYNCHRONIZE, CONTROL, FONTLIST } = DataPduType;
  t.same(
    rest.map((frame) => host.readData(frame).type),
    [SYNCHRONIZE, CONTROL, CONTROL, FONTLIST],
  );
  const done = receive(active, host.data(DataPduType.FONTMAP, writeFontMap));
  t.match(done.events, [{ type: 'reactivated', activation: { shareId: 0x203ea, width: 800, height: 600 } }]);
  t.match(
    readSlowPathInput(host.readData(done.out[0]).body),
    [{ type: 'synchronize', numLock: true }],
    'no key stays down',
  );
  t.equal(host.readData(done.out[0]).shareId, 0x203ea);
});

t.test('a Font Map PDU that is compressed keeps the history whole', async (t) => {
  const active = stage();
  const compressor = new MppcCompressor(65536);
  const compressed = (type: number, plain: Uint8Array): Uint8Array => {
    const { data, flags } = compressor.compress(plain);
    const pdu = shareDataPdu(SHARE_ID, 1002, type, data);
    pdu[COMPRESSED_TYPE] = flags;
    return host.channel(IO_CHANNEL, pdu);
  };
  const update = body((w) => writeBitmapUpdate(w, [bitmap, bitmap, bitmap]));
  const { events } = receive(
    active,
    compressed(DataPduType.UPDATE, update),
    demandActive(800),
    compressed(DataPduType.FONTMAP, concat([body(writeFontMap), body(writeFontMap), body(writeFontMap)])),
    compressed(DataPduType.UPDATE, update),
  );
  t.same(
    events.map((event) => event.type),
    ['bitmaps', 'deactivated', 'reactivated', 'bitmaps'],
  );
});

t.test('a tab that was hidden meanwhile is still hidden afterwards', async (t) => {
  const active = stage();
  receive(active, host.control(PduType.DEACTIVATEALLPDU, new Uint8Array(0)));
  const out: Uint8Array[] = [];
  active.suppressOutput(false, out);
  t.same(out, []);
  const done = receive(active, demandActive(800), host.data(DataPduType.FONTMAP, writeFontMap));
  const sent = host.readData(done.out.at(-1) ?? new Uint8Array(0));
  t.equal(sent.type, DataPduType.SUPPRESS_OUTPUT);
  t.equal(readSuppressOutput(sent.body), undefined);
});

t.test('lock keys as the host showed them last', async (t) => {
  const active = stage();
  const locks = { scrollLock: false, numLock: false, capsLock: true, kanaLock: false };
  const indicators = host.data(DataPduType.SET_KEYBOARD_INDICATORS, (w) => writeKeyboardIndicators(w, locks));
  const done = receive(active, indicators, demandActive(800), host.data(DataPduType.FONTMAP, writeFontMap));
  const synchronize = host.readData(done.out.at(-1) ?? new Uint8Array(0));
  t.same(readSlowPathInput(synchronize.body), [{ type: 'synchronize', ...locks }]);
});

t.test('Demand Active without Deactivate All, and again before it is done', async (t) => {
  const active = stage();
  t.same(receive(active, demandActive(800)).events, [{ type: 'deactivated' }]);
  t.same(receive(active, demandActive(1024)).events, []);
  const { events } = receive(active, host.data(DataPduType.FONTMAP, writeFontMap));
  t.match(events, [{ type: 'reactivated', activation: { width: 1024 } }]);
});

t.test('a new desktop of no size, or of a gigantic one', async (t) => {
  t.throws(() => receive(stage(), demandActive(0)), { code: 'PDU_TOO_LARGE' });
  t.throws(() => receive(stage(), demandActive(0xffff)), { code: 'PDU_TOO_LARGE' });
});
