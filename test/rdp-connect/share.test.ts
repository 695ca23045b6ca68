import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { ERRORS } from '../../src/errors.js';
import { readClientCoreData } from '../../src/rdp/gcc/client-core.js';
import { AutoDetectResponder } from '../../src/rdp/share/auto-detect-responder.js';
import { answerAutoReconnect } from '../../src/rdp/share/auto-reconnect.js';
import { remoteFxClientProperties } from '../../src/rdp/share/capability-sets/bitmap-codecs.js';
import { readCapabilitySets } from '../../src/rdp/share/capability-sets/index.js';
import { readClientInfo, writeClientInfo } from '../../src/rdp/share/client-info.js';
import { PduType, readShareControl, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, readShareData, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { errorInfoCode, errorInfoCodes, errorInfoText } from '../../src/rdp/share/error-info.js';
import { writeFontList, writeFontMap } from '../../src/rdp/share/finalization.js';
import { readSaveSessionInfo } from '../../src/rdp/share/save-session-info.js';
import { UTC } from '../../src/rdp/share/time-zone.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

const reader = (text: string): ByteReader => new ByteReader(fromHex(text));

t.test('share headers: [MS-RDPBCGR] 4.1.14', async (t) => {
  const pdu = '16001700 ef03 ea030100 0001 0800 1f 00 0000 0100ea03';
  const { type, source, body } = readShareControl(reader(pdu));
  t.same([type, source], [PduType.DATAPDU, 0x3ef]);
  const data = readShareData(body);
  t.same([data.shareId, data.type, data.compressedType], [0x103ea, DataPduType.SYNCHRONIZE, 0]);
  t.equal(hex(data.body.rest()), '0100ea03');
  const written = shareDataPdu(0x103ea, 0x3ef, DataPduType.SYNCHRONIZE, fromHex('0100ea03'));
  t.equal(hex(written), hex(fromHex(pdu)));
});

t.test('share control headers that are not what they seem', async (t) => {
  const flow = readShareControl(reader('0080 0000 0000 ea03'));
  t.equal(flow.type, 0, 'flow PDU');
  const short = readShareControl(reader('0400 1600'));
  t.same([short.type, short.body.remaining], [PduType.DEACTIVATEALLPDU, 0], 'deactivate all of old Windows');
  t.throws(() => readShareControl(reader('0500 1600 00')), { code: 'PDU_INVALID' });
  t.throws(() => readShareControl(reader('ff00 1700 ef03 00')), { code: 'PDU_TRUNCATED' });
  const two = new ByteReader(fromHex(`${hex(shareControlPdu(6, 1, fromHex('aa')))}0400 1600`));
  readShareControl(two);
  t.equal(readShareControl(two).type, PduType.DEACTIVATEALLPDU, 'the next one begins where the first ends');
});

t.test('font list and font map', async (t) => {
  const written = (write: (w: ByteWriter) => void): string => {
    const w = new ByteWriter();
    write(w);
    return hex(w.finish());
  };
  t.equal(written(writeFontList), '0000000003003200', '4.1.18');
  t.equal(written(writeFontMap), '0000000003000400', '4.1.22');
});

t.test('what older or terser peers send', async (t) => {
  const sets = readCapabilitySets(reader('1400 0800 00000000  0e00 0400'), 2);
  t.same(sets[0], { type: 'virtualChannel', flags: 0, chunkSize: 0 });
  t.same(sets[1], { type: 'font', fontSupportFlags: 0 });
  const core = readClientCoreData(new ByteReader(new Uint8Array(128)));
  t.same([core.highColorDepth, core.deviceScaleFactor], [0, 0], 'client core data without optional fields');
  const info = readClientInfo(reader('00000000 00000000 0000 0100 0000 0000 0000  00 7500 00 00 00'));
  t.same([info.username, info.clientAddress, info.timeZone], ['u', '', UTC], 'ANSI, without the extended part');
  const v1 = `00000000 04000000 4400${'00'.repeat(50)} 04000000 5500${'00'.repeat(510)} 07000000`;
  const logon = readSaveSessionInfo(reader(v1));
  t.same(logon, { type: 'logon', domain: 'D', username: 'U', sessionId: 7 });
});

t.test('limits', async (t) => {
  const long = { flags: 0, domain: '', password: '', alternateShell: '', workingDirectory: '' };
  const rest = { clientAddress: '', clientDirectory: '', timeZone: UTC, performanceFlags: 0 };
  const write = () => writeClientInfo(new ByteWriter(), { ...long, ...rest, username: 'x'.repeat(300) });
  t.throws(write, { code: 'USAGE' });
  const name = `01000000 0100 12000000 00000000 ffffff7f 00000000 ${'00'.repeat(558)}`;
  t.throws(() => readSaveSessionInfo(reader(name)), { code: 'PDU_TOO_LARGE' });
});

t.test('auto-reconnect: the verifier is made over the client random', async (t) => {
  const cookie = { logonId: 5, randomBits: fromHex('a801dbf0a801dbf0a801dbf0a801dbf0') };
  const zeros = answerAutoReconnect(nodeCrypto, cookie);
  t.equal(zeros.logonId, 5);
  t.equal(hex(zeros.securityVerifier), hex(nodeCrypto.hmacMd5(cookie.randomBits, new Uint8Array(32))));
  const other = answerAutoReconnect(nodeCrypto, cookie, new Uint8Array(32).fill(1));
  t.not(hex(other.securityVerifier), hex(zeros.securityVerifier));
});

t.test('RemoteFX properties: [MS-RDPRFX] 2.2.1.1', async (t) => {
  const container = '31000000 01000000 25000000';
  const caps = 'c0cb 08000000 0100';
  const capset = 'c1cb 1d000000 01 c0cf 0200 0800';
  const icaps = '0001 4000 02 01 01 01  0001 4000 02 01 01 04';
  t.equal(hex(remoteFxClientProperties()), hex(fromHex(container + caps + capset + icaps)));
});

t.test('error info in words', async (t) => {
  for (const code of errorInfoCodes()) {
    t.match(errorInfoText(code), /^.+ \(ERRINFO_\w+\)$/, `0x${code.toString(16)}`);
    t.ok(errorInfoCode(code) in ERRORS);
  }
  t.equal(errorInfoText(0x102), 'no client access licence is free (ERRINFO_LICENSE_NO_LICENSE)');
  t.equal(errorInfoText(0xabcdef), 'error 0x00abcdef');
  t.equal(errorInfoCode(0x102), 'HOST_LICENSE');
  t.equal(errorInfoCode(0x0c), 'HOST_LOGGED_OFF');
  t.equal(errorInfoCode(0x03), 'HOST_ERROR');
  t.equal(errorInfoCode(0xabcdef), 'HOST_ERROR');
});

t.test('auto-detection', async (t) => {
  let now = 1000;
  const responder = new AutoDetectResponder(() => now);
  t.same(responder.respond({ sequence: 1, type: 'rtt', connectTime: true }), { sequence: 1, type: 'rtt' });
  responder.respond({ sequence: 2, type: 'bandwidthStart', connectTime: true });
  responder.received(5000);
  responder.respond({ sequence: 3, type: 'bandwidthPayload', payload: new Uint8Array(100) });
  now += 7;
  t.same(
    responder.respond({ sequence: 4, type: 'bandwidthStop', payload: new Uint8Array(11) }),
    { sequence: 4, type: 'bandwidth', connectTime: true, timeDelta: 7, byteCount: 111 },
    'at connect time payloads count',
  );
  responder.received(77);
  responder.respond({ sequence: 5, type: 'bandwidthStart', connectTime: false });
  responder.received(1000);
  responder.received(500);
  t.same(
    responder.respond({ sequence: 6, type: 'bandwidthStop' }),
    { sequence: 6, type: 'bandwidth', connectTime: false, timeDelta: 1, byteCount: 1500 },
    'later every byte counts, and no time is never zero',
  );
  const stray = responder.respond({ sequence: 7, type: 'bandwidthStop' });
  t.same(stray, { sequence: 7, type: 'bandwidth', connectTime: false, timeDelta: 1, byteCount: 0 });
  t.equal(responder.respond({ sequence: 8, type: 'networkCharacteristics', averageRtt: 3 }), undefined);
});
