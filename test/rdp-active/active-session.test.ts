import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex, latin1 } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import type { ActiveStage } from '../../src/rdp/active/active-stage.js';
import { DISPLAY_CONTROL } from '../../src/rdp/channels/disp/display-control.js';
import { displayControlPdu, readDisplayControlPdu } from '../../src/rdp/channels/disp/pdu.js';
import { dynamicDataPdu, hostDynamicPdu, readClientDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { StaticChannelReader, writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import { writeBitmapUpdate } from '../../src/rdp/graphics/bitmap-update.js';
import { FastPathUpdateCode, sealFastPath, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { readFastPathInput } from '../../src/rdp/input/fast-path-input.js';
import { readSlowPathInput } from '../../src/rdp/input/slow-path-input.js';
import { readDomainFrame } from '../../src/rdp/mcs/frame.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import { readAutoDetectResponse, writeAutoDetectRequest } from '../../src/rdp/share/auto-detect.js';
import { PduType } from '../../src/rdp/share/control-header.js';
import { DataPduType, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { writeSetErrorInfo } from '../../src/rdp/share/error-info.js';
import { readFrameAcknowledge } from '../../src/rdp/share/frame-acknowledge.js';
import { writeHeartbeat } from '../../src/rdp/share/heartbeat.js';
import { writeKeyboardIndicators } from '../../src/rdp/share/keyboard-indicators.js';
import { writeEnhancedRedirection } from '../../src/rdp/share/redirection.js';
import { readRefreshRect } from '../../src/rdp/share/refresh-rect.js';
import { writeSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { readSuppressOutput } from '../../src/rdp/share/suppress-output.js';
import {
  activation,
  bitmap,
  body,
  CLIPRDR,
  DYNAMIC,
  eventsOf,
  HostFrames,
  IO_CHANNEL,
  MESSAGE_CHANNEL,
  receive,
  SHARE_ID,
  stage,
} from './host-frames.js';
import { XorCipher } from './xor-cipher.js';

const host = new HostFrames();

t.test('what a host tells about the session', async (t) => {
  const of = (type: number, write: Parameters<typeof body>[0]) => eventsOf(host.data(type, write));
  const locks = { scrollLock: false, numLock: true, capsLock: false, kanaLock: false };
  t.same(
    of(DataPduType.SET_KEYBOARD_INDICATORS, (w) => writeKeyboardIndicators(w, locks)),
    [{ type: 'keyboardIndicators', ...locks }],
  );
  t.match(
    of(DataPduType.SET_ERROR_INFO, (w) => writeSetErrorInfo(w, 5)),
    [{ type: 'errorInfo', code: 5, text: /somebody else/ }],
  );
  t.same(
    of(DataPduType.SAVE_SESSION_INFO, (w) =>
      writeSaveSessionInfo(w, { type: 'logon', domain: 'D', username: 'u', sessionId: 2 }),
    ),
    [{ type: 'loggedOn', domain: 'D', username: 'u', sessionId: 2 }],
  );
  t.match(
    of(DataPduType.SAVE_SESSION_INFO, (w) => writeSaveSessionInfo(w, { type: 'plainNotify' })),
    [{ type: 'loggedOn' }],
  );
  const cookie = { logonId: 4, randomBits: new Uint8Array(16).fill(9) };
  t.same(
    of(DataPduType.SAVE_SESSION_INFO, (w) => writeSaveSessionInfo(w, { type: 'extended', cookie })),
    [{ type: 'autoReconnectCookie', cookie }],
  );
  t.same(
    of(DataPduType.SHUTDOWN_DENIED, () => {}),
    [],
  );
  t.match(
    of(77, () => {}),
    [{ type: 'unknown', what: 'data PDU 77' }],
  );
  const redirection = { sessionId: 3, flags: 1, targetAddress: '192.0.2.7' };
  t.match(
    eventsOf(
      host.control(
        PduType.SERVER_REDIR_PKT,
        body((w) => writeEnhancedRedirection(w, redirection)),
      ),
    ),
    [{ type: 'redirected', redirection }],
  );
  t.same(eventsOf(host.disconnect(3)), [{ type: 'disconnect', reason: 3 }]);
  t.match(eventsOf(host.channel(1200, new Uint8Array(4))), [{ type: 'unknown' }], 'a channel that was not joined');
});

t.test('several share control PDUs in one frame', async (t) => {
  const pdu = (code: number) =>
    shareDataPdu(
      SHARE_ID,
      1002,
      DataPduType.SET_ERROR_INFO,
      body((w) => writeSetErrorInfo(w, code)),
    );
  t.match(eventsOf(host.channel(IO_CHANNEL, concat([pdu(1), pdu(2)]))), [{ code: 1 }, { code: 2 }]);
});

t.test('auto-detection and heartbeat', async (t) => {
  let clock = 1000;
  const active = stage({}, () => clock);
  const ask = (request: Parameters<typeof writeAutoDetectRequest>[1]) => {
    const { events, out } = receive(
      active,
      host.message(
        SecurityFlag.SEC_AUTODETECT_REQ,
        body((w) => writeAutoDetectRequest(w, request)),
      ),
    );
    const answers = out.map((frame) => {
      const opened = host.read(frame, MESSAGE_CHANNEL);
      t.equal(opened.flags, SecurityFlag.SEC_AUTODETECT_RSP);
      return readAutoDetectResponse(opened.body);
    });
    return { events, answers };
  };
  t.same(ask({ sequence: 1, type: 'rtt', connectTime: false }).answers, [{ sequence: 1, type: 'rtt' }]);
  t.same(ask({ sequence: 2, type: 'bandwidthStart', connectTime: false }).answers, []);
  const [frame] = writeFastPathOutput(
    FastPathUpdateCode.FASTPATH_UPDATETYPE_BITMAP,
    body((w) => writeBitmapUpdate(w, [bitmap])),
  );
  receive(active, frame);
  clock += 40;
  const [measured] = ask({ sequence: 3, type: 'bandwidthStop' }).answers;
  t.match(measured, { type: 'bandwidth', timeDelta: 40 });
  t.ok(measured.type === 'bandwidth' && frame.length <= measured.byteCount);
  t.same(ask({ sequence: 4, type: 'networkCharacteristics', baseRtt: 8, averageRtt: 10, bandwidth: 5000 }).events, [
    { type: 'networkCharacteristics', baseRtt: 8, averageRtt: 10, bandwidth: 5000 },
  ]);
  const beat = body((w) => writeHeartbeat(w, { period: 5, warningCount: 3, reconnectCount: 5 }));
  t.same(receive(active, host.message(SecurityFlag.SEC_HEARTBEAT, beat)), { events: [], out: [] });
});

t.test('static channels, both ways', async (t) => {
  const message = latin1('x'.repeat(5000));
  const events = eventsOf(...writeChannelMessage(message, 1600).map((chunk) => host.channel(CLIPRDR.id, chunk)));
  t.same(events, [{ type: 'channelData', channel: 'cliprdr', data: message }]);
  const out: Uint8Array[] = [];
  t.equal(stage().sendChannel('cliprdr', message, out), true);
  const reader = new StaticChannelReader();
  const received = out.map((frame) => reader.accept(host.read(frame, CLIPRDR.id).body.rest()));
  t.equal(out.length, 4);
  t.same(received.at(-1), message);
  t.equal(stage().sendChannel('rdpsnd', message, out), false);
});

t.test('display control over a dynamic channel', async (t) => {
  const active = stage();
  const dynamic = (pdu: Uint8Array) => {
    const { events, out } = receive(
      active,
      ...writeChannelMessage(pdu, 1600).map((chunk) => host.channel(DYNAMIC.id, chunk)),
    );
    return { events, answers: out.map(readDynamic) };
  };
  const readDynamic = (frame: Uint8Array) => {
    const message = new StaticChannelReader().accept(host.read(frame, DYNAMIC.id).body.rest());
    return readClientDynamicPdu(new ByteReader(message ?? new Uint8Array(0)));
  };
  t.same(dynamic(hostDynamicPdu({ type: 'capabilities', version: 3 })).answers, [{ type: 'capabilities', version: 3 }]);
  t.same(dynamic(hostDynamicPdu({ type: 'create', channelId: 9, name: DISPLAY_CONTROL })).answers, [
    { type: 'created', channelId: 9, status: 0 },
  ]);
  t.equal(active.resize(1024, 768, 100, []), false);
  const caps = { maxMonitors: 4, maxMonitorAreaFactorA: 3840, maxMonitorAreaFactorB: 2160 };
  const data = displayControlPdu({ type: 'caps', caps });
  t.match(dynamic(dynamicDataPdu({ type: 'data', channelId: 9, data })).events, [
    { type: 'displayControlReady', maxMonitors: 4 },
  ]);
  const out: Uint8Array[] = [];
  t.equal(active.resize(1024, 768, 150, out), true);
  const sent = readDynamic(out[0]);
  t.match(sent.type === 'data' && readDisplayControlPdu(new ByteReader(sent.data)), {
    monitors: [{ width: 1024, height: 768, desktopScaleFactor: 150 }],
  });
});

t.test('requests to the host', async (t) => {
  const sent = (act: (active: ActiveStage, out: Uint8Array[]) => unknown, capabilities = {}) => {
    const out: Uint8Array[] = [];
    act(stage({ activation: { ...activation, host: { ...activation.host, ...capabilities } } }), out);
    return out.map((frame) => host.readData(frame));
  };
  const desktop = { left: 0, top: 0, right: 1280, bottom: 800 };
  const [hidden] = sent((active, out) => active.suppressOutput(false, out));
  t.same(
    [hidden.shareId, hidden.type, readSuppressOutput(hidden.body)],
    [SHARE_ID, DataPduType.SUPPRESS_OUTPUT, undefined],
  );
  t.same(readSuppressOutput(sent((active, out) => active.suppressOutput(true, out))[0].body), { desktop });
  t.same(
    sent((active, out) => active.suppressOutput(true, out), { suppressOutput: false }),
    [],
  );
  t.same(readRefreshRect(sent((active, out) => active.refresh(out))[0].body), [desktop]);
  const area = { left: 8, top: 8, right: 16, bottom: 16 };
  t.same(readRefreshRect(sent((active, out) => active.refresh(out, area))[0].body), [area]);
  const [instead] = sent((active, out) => active.refresh(out, area), { refreshRect: false });
  t.equal(instead.type, DataPduType.SUPPRESS_OUTPUT, 'allowing output repaints as well');
  t.equal(readFrameAcknowledge(sent((active, out) => active.frameAcknowledge(77, out))[0].body), 77);
  t.same(
    sent((active, out) => active.frameAcknowledge(77, out), { frameAcknowledge: false }),
    [],
  );
  const out: Uint8Array[] = [];
  stage().shutdown(out);
  t.match(readDomainFrame(out[0]), { type: 'disconnectProviderUltimatum', reason: 3 });
});

t.test('input in the format and of the kinds that the host takes', async (t) => {
  const events = [
    { type: 'key', down: true, scancode: 30, extended: false, extended1: false },
    { type: 'unicode', down: true, unit: 0xe9 },
    { type: 'wheel', axis: 'horizontal', delta: 120, x: 1, y: 2 },
    { type: 'button', down: true, button: 'x1', x: 1, y: 2 },
  ] as const;
  const input = (capabilities: object) => {
    const out: Uint8Array[] = [];
    stage({ activation: { ...activation, host: { ...activation.host, ...capabilities } } }).input(events, out);
    return out;
  };
  t.same(readFastPathInput(input({})[0]), events);
  t.same(readSlowPathInput(host.readData(input({ fastPathInput: false })[0]).body), events);
  t.same(readFastPathInput(input({ unicodeInput: false, horizontalWheel: false, extendedMouse: false })[0]), [
    events[0],
  ]);
});

t.test('everything through a cipher', async (t) => {
  const cipher = new XorCipher();
  const sealed = new HostFrames(cipher);
  const active = stage({ cipher });
  const [frame] = writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_PTR_NULL, new Uint8Array(0), { cipher });
  t.same(receive(active, frame).events, [{ type: 'pointer', pointer: 'hidden' }]);
  t.match(
    receive(
      active,
      sealed.data(DataPduType.SET_ERROR_INFO, (w) => writeSetErrorInfo(w, 5)),
    ).events,
    [{ code: 5 }],
  );
  const message = latin1('clip');
  t.match(receive(active, sealed.channel(CLIPRDR.id, writeChannelMessage(message, 1600)[0])).events, [
    { data: message },
  ]);
  const request = body((w) => writeAutoDetectRequest(w, { sequence: 1, type: 'rtt', connectTime: false }));
  const { out } = receive(active, sealed.message(SecurityFlag.SEC_AUTODETECT_REQ, request));
  t.match(readAutoDetectResponse(sealed.read(out[0], MESSAGE_CHANNEL).body), { type: 'rtt' });
  const keys: Uint8Array[] = [];
  active.input([{ type: 'key', down: true, scancode: 30, extended: false }], keys);
  t.match(readFastPathInput(keys[0], cipher), [{ scancode: 30 }]);
  active.refresh(keys);
  t.equal(sealed.readData(keys[1]).type, DataPduType.REFRESH_RECT);
  t.notMatch(hex(keys[1]), /0500000020030000/);
  const damaged = sealed.data(DataPduType.SET_ERROR_INFO, (w) => writeSetErrorInfo(w, 5));
  damaged[damaged.length - 1] ^= 1;
  t.throws(() => receive(active, damaged), { code: 'PDU_INVALID' }, 'a wrong signature');
});

t.test('frames that belong nowhere', async (t) => {
  t.throws(() => eventsOf(fromHex('03000007 02f080')), { code: 'PDU_TRUNCATED' });
  t.throws(() => eventsOf(sealFastPath(fromHex('01ffff00'), undefined)), { code: 'PDU_TRUNCATED' });
  t.throws(() => eventsOf(host.control(PduType.DATAPDU, new Uint8Array(3))), { code: 'PDU_TRUNCATED' });
});
