import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { latin1, utf16 } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { readRecording } from '../../src/host/recording/reader.js';
import { Recorder } from '../../src/host/recording/recorder.js';
import { Redactor } from '../../src/host/recording/redactor.js';
import { hostDataFrame, hostFrame } from '../../src/rdp/accept/frames.js';
import type { Connected } from '../../src/rdp/connect/result.js';
import { readFastPathInput, writeFastPathInput } from '../../src/rdp/input/fast-path-input.js';
import { readSlowPathInput, writeSlowPathInput } from '../../src/rdp/input/slow-path-input.js';
import { writeErrorAlert } from '../../src/rdp/license/error-alert.js';
import { LicenseMessageType, licenseMessage } from '../../src/rdp/license/message.js';
import { domainFrame, readDomainFrame } from '../../src/rdp/mcs/frame.js';
import { open, seal } from '../../src/rdp/security/envelope.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { readClientInfo, writeClientInfo } from '../../src/rdp/share/client-info.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, readShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { readSaveSessionInfo, writeSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { UTC } from '../../src/rdp/share/time-zone.js';
import { CLIPRDR, demandActive, IO_CHANNEL, pictureUnits, SHARE_ID, testPicture } from './recordings.js';

const USER = 1007;
const DRDYNVC = 1008;
const SECRET = 'hunter2';

const written = (write: (w: ByteWriter) => void): Uint8Array => {
  const w = new ByteWriter();
  write(w);
  return w.finish();
};

const fromClient = (channelId: number, data: Uint8Array): Uint8Array =>
  domainFrame({ type: 'sendDataRequest', initiator: USER, channelId, data });

/** Is the word anywhere in the bytes, in either encoding? */
const holds = (bytes: Uint8Array, word: string): boolean =>
  [latin1(word), utf16(word)].some((spelling) => Buffer.from(bytes).includes(Buffer.from(spelling)));

const redactor = (keep: readonly string[] = []): Redactor =>
  new Redactor({
    channels: () =>
      new Map([
        [CLIPRDR, 'cliprdr'],
        [DRDYNVC, 'drdynvc'],
      ]),
    ioChannel: () => IO_CHANNEL,
    keep: new Set(keep),
  });

const CONNECT_INITIAL = Uint8Array.of(3, 0, 0, 12, 2, 0xf0, 0x80, 0x7f, 0x65, 1, 2, 3);

/** A redactor that has seen the session become active. */
function active(keep: readonly string[] = []): Redactor {
  const it = redactor(keep);
  it.redact('client', CONNECT_INITIAL.slice());
  it.redact('host', demandActive({ width: 64, height: 64 }));
  return it;
}

const clientInfo = written((w) =>
  writeClientInfo(w, {
    flags: 0x33,
    domain: 'CORP',
    username: 'alice',
    password: SECRET,
    alternateShell: 'shell.exe',
    workingDirectory: 'C:\\alice',
    clientAddress: '192.0.2.7',
    clientDirectory: 'C:\\client',
    timeZone: UTC,
    performanceFlags: 0x80,
    autoReconnect: { logonId: 5, securityVerifier: latin1('0123456789abcdef') },
  }),
);

t.test('what precedes MCS is not recorded', async (t) => {
  const it = redactor();
  const cookie = concat([Uint8Array.of(3, 0, 0, 30, 25, 0xe0, 0, 0, 0, 0, 0), latin1('mstshash=alice')]);
  t.equal(it.redact('client', cookie), undefined, 'X.224 request');
  t.equal(it.redact('host', Uint8Array.of(3, 0, 0, 7, 2, 0xd0, 0)), undefined, 'X.224 confirm');
  t.equal(it.redact('client', concat([Uint8Array.of(0x30, 0x0a), latin1(SECRET)])), undefined, 'TSRequest');
  t.equal(it.redact('host', Uint8Array.of(0, 0, 0, 0)), undefined, 'early user authorization result');
  t.same(it.redact('client', CONNECT_INITIAL.slice()), CONNECT_INITIAL);
});

t.test('Client Info is written again without its texts', async (t) => {
  const it = redactor();
  it.redact('client', CONNECT_INITIAL.slice());
  const unit = fromClient(IO_CHANNEL, seal(undefined, SecurityFlag.SEC_INFO_PKT, clientInfo));
  t.ok(holds(unit, SECRET));
  const clean = it.redact('client', unit)!;
  for (const word of ['alice', SECRET, 'CORP', 'shell', '192.0.2', 'client', '0123456789abcdef'])
    t.notOk(holds(clean, word), word);
  const pdu = readDomainFrame(clean);
  if (pdu.type !== 'sendDataRequest') throw new Error(pdu.type);
  const info = readClientInfo(open(undefined, pdu.data).body);
  t.match(info, { username: '', password: '', performanceFlags: 0x80, autoReconnect: undefined });
  t.ok(info.flags & 0x33);
});

t.test('other client PDUs before the session is active are blanked', async (t) => {
  for (const flags of [SecurityFlag.SEC_EXCHANGE_PKT, SecurityFlag.SEC_LICENSE_PKT, SecurityFlag.SEC_INFO_PKT | 8]) {
    const it = redactor();
    it.redact('client', CONNECT_INITIAL.slice());
    const data = written((w) => w.u16(flags).u16(0).bytes(latin1(SECRET)));
    t.notOk(holds(it.redact('client', fromClient(IO_CHANNEL, data))!, SECRET), `flags ${flags}`);
  }
  const it = redactor();
  it.redact('client', CONNECT_INITIAL.slice());
  const cut = seal(undefined, SecurityFlag.SEC_INFO_PKT, clientInfo.subarray(0, 90));
  t.notOk(holds(it.redact('client', fromClient(IO_CHANNEL, cut))!, 'alice'), 'Client Info that cannot be read');
});

t.test('licences go, the end of licensing stays', async (t) => {
  const it = redactor();
  it.redact('client', CONNECT_INITIAL.slice());
  const licence = licenseMessage(LicenseMessageType.NEW_LICENSE, (w) => w.bytes(latin1(SECRET)));
  t.notOk(holds(it.redact('host', hostFrame(IO_CHANNEL, seal(undefined, 0x80, licence)))!, SECRET));
  const alert = licenseMessage(LicenseMessageType.ERROR_ALERT, (w) => writeErrorAlert(w, { code: 7, transition: 2 }));
  const valid = hostFrame(IO_CHANNEL, seal(undefined, SecurityFlag.SEC_LICENSE_PKT, alert));
  t.same(it.redact('host', valid.slice()), valid);
});

t.test('session information and redirection lose their names', async (t) => {
  const it = active();
  const logon = { type: 'logon', domain: 'CORP', username: 'alice', sessionId: 2 } as const;
  for (const info of [
    logon,
    { type: 'extended', cookie: { logonId: 1, randomBits: latin1('0123456789abcdef') } } as const,
  ]) {
    const body = written((w) => writeSaveSessionInfo(w, info));
    const clean = it.redact('host', hostDataFrame(IO_CHANNEL, SHARE_ID, DataPduType.SAVE_SESSION_INFO, body))!;
    for (const word of ['alice', 'CORP', '0123456789abcdef']) t.notOk(holds(clean, word), word);
    const pdu = readDomainFrame(clean);
    if (pdu.type !== 'sendDataIndication') throw new Error(pdu.type);
    const share = readShareData(readShareControl(open(undefined, concat([new Uint8Array(4), pdu.data])).body).body);
    t.same(readSaveSessionInfo(share.body), { type: 'plainNotify' });
  }
  const beep = shareDataPdu(SHARE_ID, 1002, DataPduType.PLAY_SOUND, new Uint8Array(8));
  const body = written((w) => writeSaveSessionInfo(w, logon));
  const behind = concat([beep, shareDataPdu(SHARE_ID, 1002, DataPduType.SAVE_SESSION_INFO, body)]);
  const clean = it.redact('host', hostFrame(IO_CHANNEL, behind))!;
  for (const word of ['alice', 'CORP']) t.notOk(holds(clean, word), `${word} behind another PDU in the frame`);
  const redirection = hostFrame(IO_CHANNEL, shareControlPdu(PduType.SERVER_REDIR_PKT, 1002, latin1(`..${SECRET}`)));
  t.notOk(holds(it.redact('host', redirection)!, SECRET));
});

t.test('keys are blanked unless asked for by name', async (t) => {
  const events = [
    { type: 'key', down: true, scancode: 0x23, extended: true },
    { type: 'move', x: 5, y: 6 },
    { type: 'unicode', down: false, unit: 0x263a },
    { type: 'button', down: true, button: 'left', x: 7, y: 8 },
  ] as const;
  const [fast] = writeFastPathInput(events);
  const blank = readFastPathInput(active().redact('client', fast.slice())!);
  t.match(blank, [
    { scancode: 0, extended: true },
    { x: 5, y: 6 },
    { unit: 0, down: false },
    { x: 7, y: 8 },
  ]);
  t.same(active(['keys']).redact('client', fast.slice()), fast);

  const many = writeFastPathInput(Array.from({ length: 15 }, () => events[0])).map((unit) => unit.slice());
  t.ok(readFastPathInput(active().redact('client', many[0])!).every((e) => e.type === 'key' && e.scancode === 0));
  const encrypted = Uint8Array.of(0x80, 12, ...latin1('0123456789'));
  t.notOk(holds(active().redact('client', encrypted)!, '0123'));

  const slow = fromClient(
    IO_CHANNEL,
    shareDataPdu(
      SHARE_ID,
      USER,
      DataPduType.INPUT,
      written((w) => writeSlowPathInput(w, events)),
    ),
  );
  const pdu = readDomainFrame(active().redact('client', slow)!);
  if (pdu.type !== 'sendDataRequest') throw new Error(pdu.type);
  const share = readShareData(readShareControl(open(undefined, concat([new Uint8Array(4), pdu.data])).body).body);
  t.match(readSlowPathInput(share.body), [{ scancode: 0 }, { x: 5, y: 6 }, { unit: 0 }, { x: 7, y: 8 }]);
});

t.test('static channels are blanked, dynamic ones are not', async (t) => {
  const data = written((w) => w.u32(7).u32(3).bytes(latin1(SECRET)));
  t.notOk(holds(active().redact('host', hostFrame(CLIPRDR, data))!, SECRET));
  t.notOk(holds(active().redact('client', fromClient(CLIPRDR, data))!, SECRET));
  t.ok(holds(active(['cliprdr']).redact('host', hostFrame(CLIPRDR, data))!, SECRET));
  t.ok(holds(active().redact('host', hostFrame(DRDYNVC, data))!, SECRET));
});

const CONNECTION = {
  connected: {
    kind: 'connected',
    userId: USER,
    ioChannelId: IO_CHANNEL,
    messageChannelId: undefined,
    channels: [{ name: 'cliprdr', id: CLIPRDR, options: 0 }],
    protocol: 1,
    cipher: undefined,
    activation: { width: 64, height: 48, colorDepth: 32 },
  } as unknown as Connected,
  settings: { codecs: { colorDepth: 32, nsCodec: false, remoteFx: true }, compression: false } as ClientSettings,
};

t.test('a recorder copies what it sees and waits until it is described', async (t) => {
  const out = new PassThrough();
  const bytes = buffer(out);
  const recorder = new Recorder(out, { tool: 'sluice test', origin: 'a test', keep: [] });
  const tap = recorder.tap();
  const picture = pictureUnits(testPicture({ width: 64, height: 48 }, 1));
  // A Buffer, as sockets give them: its `slice` would share the memory.
  const active = Buffer.from(demandActive({ width: 64, height: 48 }));
  tap.received(CONNECT_INITIAL);
  tap.received(active);
  recorder.describe(CONNECTION);
  const typed = Buffer.from(writeFastPathInput([{ type: 'key', down: true, scancode: 0x23, extended: false }])[0]);
  tap.sent(typed);
  for (const unit of picture) tap.received(unit);
  t.equal(typed.at(-1), 0x23, 'the transport keeps its bytes');
  active.fill(0);
  await recorder.close();
  await recorder.close();

  const { metadata, units, finished } = readRecording(Uint8Array.from(await bytes));
  t.ok(finished);
  t.match(metadata, {
    desktop: { width: 64, height: 48 },
    ioChannel: IO_CHANNEL,
    codecs: { remoteFx: 3 },
    channels: [{ name: 'cliprdr', id: CLIPRDR }],
    kept: [],
  });
  t.same(
    units.map(({ from }) => from),
    ['host', 'host', 'client', ...picture.map(() => 'host')],
  );
  t.same(Uint8Array.from(units[1].data), demandActive({ width: 64, height: 48 }));
  t.equal(units[2].data.at(-1), 0);
  t.same(
    units.slice(3).map(({ data }) => Uint8Array.from(data)),
    picture,
  );
  t.ok(units.every((unit, i) => i === 0 || units[i - 1].time <= unit.time));
});

t.test('a recorder refuses what it could not record', async (t) => {
  const recorder = new Recorder(new PassThrough().resume(), { tool: 'sluice test', origin: 'a test' });
  const settings = { ...CONNECTION.settings, compression: true };
  t.throws(() => recorder.describe({ ...CONNECTION, settings }), { code: 'USAGE' });
  const tap = recorder.tap();
  t.throws(
    () => {
      for (let i = 0; i < 100; i++) tap.received(new Uint8Array(0xffff));
    },
    { code: 'RECORDING_INVALID' },
  );
  await recorder.close();
  const missing = Recorder.toFile('/nonexistent/folder/file.slr.gz', { tool: 'sluice test', origin: 'a test' });
  await t.rejects(missing.close(), { code: 'ENOENT' });
});

t.test('a disk that does not keep up ends the recording', async (t) => {
  const stuck = new Writable({ write: () => {} });
  const recorder = new Recorder(stuck, { tool: 'sluice test', origin: 'a test' });
  recorder.describe(CONNECTION);
  const tap = recorder.tap();
  tap.received(CONNECT_INITIAL);
  const fastPath = new Uint8Array(0x7fff);
  for (let i = 0; i < 2100; i++) tap.received(fastPath);
  await t.rejects(recorder.close(), { code: 'INTERNAL' });
  t.ok(stuck.destroyed);
});
