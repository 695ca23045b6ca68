import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { connect } from '../../src/rdp/connect/connect.js';
import type { Connected, ConnectResult } from '../../src/rdp/connect/result.js';
import { EncryptionMethod } from '../../src/rdp/gcc/client-security.js';
import { domainFrame } from '../../src/rdp/mcs/frame.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { writeAutoDetectRequest } from '../../src/rdp/share/auto-detect.js';
import { findSet } from '../../src/rdp/share/capability-sets/index.js';
import { InfoFlag } from '../../src/rdp/share/client-info.js';
import { PduType, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { writeSetErrorInfo } from '../../src/rdp/share/error-info.js';
import { writeSynchronize } from '../../src/rdp/share/finalization.js';
import { type Redirection, writeEnhancedRedirection, writeRedirection } from '../../src/rdp/share/redirection.js';
import { run } from './run.js';
import {
  DESKTOP,
  IO_CHANNEL,
  MESSAGE_CHANNEL,
  type Script,
  ScriptedHost,
  SHARE_ID,
  USER,
  written,
} from './scripted-host.js';
import { clientSettings } from './settings.js';

const GENERAL = {
  type: 'general',
  osMajorType: 1,
  osMinorType: 3,
  protocolVersion: 0x200,
  generalCompressionTypes: 0,
  extraFlags: 0x1d,
  updateCapabilityFlag: 0,
  remoteUnshareFlag: 0,
  generalCompressionLevel: 0,
  refreshRectSupport: 1,
  suppressOutputSupport: 1,
} as const;

const session = (script: Script = {}, change: Partial<ClientSettings> = {}) => {
  const host = new ScriptedHost(script);
  const checkpoints: string[] = [];
  const result = run(connect(clientSettings(change)), host, checkpoints);
  return { host, checkpoints, result };
};

function connected(result: ConnectResult): Connected {
  if (result.kind !== 'connected') throw new Error('redirected');
  return result;
}

const legacy = { security: { tls: false, nla: false, rdp: true } };
const legacyConfirm = { negotiation: { kind: 'response', flags: 1, protocol: 0 } } as const;

t.test('TLS, licence, activation', async (t) => {
  const { host, checkpoints, result } = session();
  t.same(checkpoints, ['negotiated', 'tls', 'channels', 'licensed', 'activated']);
  const { activation, bulk, ...rest } = connected(result);
  t.same(rest, {
    kind: 'connected',
    userId: USER,
    ioChannelId: IO_CHANNEL,
    messageChannelId: MESSAGE_CHANNEL,
    cipher: undefined,
    channels: [{ name: 'drdynvc', options: 0x80800000, id: 1004 }],
    protocol: 1,
    early: [],
  });
  t.ok(bulk);
  t.match(activation, { shareId: SHARE_ID, width: 1024, height: 768, colorDepth: 32 });
  t.same(host.request, { cookie: 'user', negotiation: { flags: 0, protocols: 0xb } });
  t.same(host.heard, ['data 31', 'data 20', 'data 20', 'data 39']);
});

t.test('what the client says about itself', async (t) => {
  const { host } = session({}, { credentials: { username: 'üser', domain: 'D', password: 'p' }, scaleFactor: 150 });
  t.match(host.client?.core, {
    desktopWidth: 1024,
    desktopHeight: 768,
    clientName: 'sluice',
    highColorDepth: 24,
    serverSelectedProtocol: 1,
    desktopScaleFactor: 150,
  });
  t.same(host.client?.security, { encryptionMethods: 0 });
  t.equal(host.client?.messageChannel, 0);
  t.match(host.info, { username: 'üser', domain: 'D', password: 'p', performanceFlags: 0x80 });
  const flags = host.info?.flags ?? 0;
  t.equal(flags & 0x33, 0x33, 'what xrdp asks for');
  t.ok(flags & InfoFlag.INFO_AUTOLOGON);
  t.equal(flags & 0x1e80, 0x680, 'bulk compression up to RDP 6.1');
  const sets = host.confirmActive?.capabilitySets ?? [];
  t.equal(
    findSet(sets, 'order')?.orderSupport.some((byte) => byte !== 0),
    false,
    'no drawing orders',
  );
  t.equal(findSet(sets, 'multifragmentUpdate')?.maxRequestSize, 0x800000);
  t.equal(findSet(sets, 'surfaceCommands')?.cmdFlags, 0x52);
  t.equal(findSet(sets, 'bitmap')?.drawingFlags, 0x0e);
  t.same(
    findSet(sets, 'bitmapCodecs')?.codecs.map(({ codecId }) => codecId),
    [1, 3],
  );
  t.equal(findSet(sets, 'largePointer')?.largePointerSupportFlags, 3);
});

t.test('settings that change what is said', async (t) => {
  const { host } = session(
    {},
    {
      codecs: { colorDepth: 16, nsCodec: false, remoteFx: false },
      credentials: { username: '', domain: '', password: '' },
      compression: false,
      channels: [{ name: 'rdpsnd', options: 0 }],
      monitors: [
        { left: 0, top: 0, width: 1024, height: 768, primary: true },
        { left: 1024, top: 0, width: 800, height: 600, primary: false },
      ],
      redirectedSessionId: 7,
      autoReconnect: { logonId: 3, randomBits: new Uint8Array(16) },
      routingToken: fromHex('7473763a2f2f78'),
    },
  );
  t.equal(hex(host.request?.routingToken ?? fromHex('')), '7473763a2f2f780d0a');
  t.match(host.client?.core, { highColorDepth: 16, supportedColorDepths: 7 });
  t.equal(host.client?.monitors?.length, 2);
  t.same(host.client?.cluster, { flags: 0x0f, redirectedSessionId: 7 });
  t.equal(host.info?.autoReconnect?.logonId, 3);
  t.equal((host.info?.flags ?? 0) & (InfoFlag.INFO_AUTOLOGON | InfoFlag.INFO_COMPRESSION), 0);
  t.equal((host.info?.flags ?? 0) & InfoFlag.INFO_NOAUDIOPLAYBACK, 0);
  const sets = host.confirmActive?.capabilitySets ?? [];
  t.equal(findSet(sets, 'bitmapCodecs'), undefined);
  t.equal(findSet(sets, 'bitmap')?.drawingFlags, 0);
});

t.test('a user name cannot smuggle lines into the cookie', async (t) => {
  const { host } = session({}, { credentials: { username: 'a\r\nb c', domain: '', password: '' } });
  t.equal(host.request?.cookie, 'abc');
});

t.test('standard RDP security', async (t) => {
  for (const [name, encryption] of Object.entries(EncryptionMethod)) {
    const { result, host } = session({ confirm: legacyConfirm, encryption, capabilities: [GENERAL, DESKTOP] }, legacy);
    const { cipher, protocol } = connected(result);
    t.equal(protocol, 0, name);
    t.equal(host.client?.security?.encryptionMethods, 0x1b);
    t.equal(cipher !== undefined, encryption !== 0);
    t.equal(cipher?.salted ?? false, encryption !== 0 && encryption !== EncryptionMethod.FIPS, `${name}: salted`);
  }
  const old = session({ confirm: {} }, legacy);
  t.equal(connected(old.result).protocol, 0, 'a host that does not negotiate');
  t.equal(old.host.client?.messageChannel, undefined, 'and does not know newer blocks');
});

t.test('a host and settings that do not agree', async (t) => {
  const refuse =
    (confirm: Script['confirm'], change: Partial<ClientSettings> = {}) =>
    () =>
      session({ confirm }, change);
  const failure = (code: number) => ({ negotiation: { kind: 'failure', code } }) as const;
  t.throws(refuse({}), { code: 'SECURITY_WEAK' }, 'no negotiation at all');
  t.throws(refuse(legacyConfirm), { code: 'SECURITY_WEAK' }, 'RC4 only');
  t.throws(refuse(failure(2)), { code: 'SECURITY_WEAK' }, 'SSL_NOT_ALLOWED_BY_SERVER');
  t.throws(refuse(failure(3)), { code: 'SECURITY_WEAK' }, 'SSL_CERT_NOT_ON_SERVER');
  t.throws(refuse(failure(1), legacy), { code: 'SECURITY_NEGOTIATION', message: /SSL_REQUIRED_BY_SERVER/ });
  t.throws(refuse(failure(5)), { code: 'SECURITY_NEGOTIATION', message: /HYBRID_REQUIRED_BY_SERVER/ });
  t.throws(refuse(failure(99)), { code: 'SECURITY_NEGOTIATION', message: /failure 99/ });
  const chose = (protocol: number) => ({ negotiation: { kind: 'response', flags: 0, protocol } }) as const;
  t.throws(refuse(chose(4)), { code: 'SECURITY_NEGOTIATION' }, 'chose what was not offered');
  t.throws(refuse(chose(3)), { code: 'SECURITY_NEGOTIATION' }, 'chose two');
  t.throws(refuse(chose(2), { security: { tls: true, nla: false, rdp: false } }), { code: 'SECURITY_NEGOTIATION' });
});

t.test('channels', async (t) => {
  const channels = ['drdynvc', 'cliprdr'].map((name) => ({ name, options: 0 }));
  const names = (script: Script) => connected(session(script, { channels }).result).channels.map(({ name }) => name);
  t.same(names({ refusedChannel: 1004 }), ['cliprdr'], 'refused');
  t.same(names({ server: { network: { ioChannelId: IO_CHANNEL, channelIds: [0, 1005] } } }), ['cliprdr'], 'id 0');
  t.same(names({ server: { network: { ioChannelId: IO_CHANNEL, channelIds: [1004] } } }), ['drdynvc'], 'left out');
  const core = { version: 0x80004, clientRequestedProtocols: 0, earlyCapabilityFlags: 8 };
  t.same(names({ server: { core }, refusedChannel: 1004 }), ['drdynvc', 'cliprdr'], 'joins skipped');
  t.throws(() => session({ refusedChannel: IO_CHANNEL }), { code: 'HOST_ERROR' });
  t.throws(() => session({ attachResult: 13 }), { code: 'HOST_ERROR' });
  t.throws(() => session({ result: 3 }), { code: 'HOST_ERROR' });
  t.equal(session({}, { channels: [] }).host.client?.network, undefined);
});

const errorInfo = (host: ScriptedHost, code: number) =>
  host.data(
    DataPduType.SET_ERROR_INFO,
    written((w) => writeSetErrorInfo(w, code)),
  );

t.test('what comes in between', async (t) => {
  const fastPath = fromHex('0005 05 0000');
  const rtt = written((w) => writeAutoDetectRequest(w, { sequence: 1, type: 'rtt', connectTime: true }));
  for (const encryption of [0, EncryptionMethod['128BIT']]) {
    const script: Script = {
      ...(encryption ? { confirm: legacyConfirm, encryption } : {}),
      afterInfo: (host) => [
        host.secured(SecurityFlag.SEC_AUTODETECT_REQ, rtt, MESSAGE_CHANNEL),
        host.secured(SecurityFlag.SEC_HEARTBEAT, fromHex('001e0306'), MESSAGE_CHANNEL),
        errorInfo(host, 0),
        host.license(),
        host.secured(0, fromHex('0000000003000000'), 1004),
        ...(encryption ? [] : [fastPath]),
        host.demandActive(),
      ],
      afterFontList: (host) => [
        host.data(
          DataPduType.SYNCHRONIZE,
          written((w) => writeSynchronize(w, USER)),
        ),
        host.data(DataPduType.SAVE_SESSION_INFO, fromHex('02000000')),
        host.onIo(shareControlPdu(PduType.DEACTIVATEALLPDU, 1002, fromHex('ea030100 0100 00'))),
        host.demandActive([{ ...DESKTOP, desktopWidth: 800, desktopHeight: 600 } as typeof DESKTOP]),
        host.fontMap(),
      ],
    };
    const { host, result } = session(script, encryption ? legacy : {});
    t.ok(host.heard.includes(`message ${SecurityFlag.SEC_AUTODETECT_RSP}`), 'auto-detection is answered');
    t.match(connected(result).activation, { width: 800, height: 600 }, 'the last demand counts');
  }
});

t.test('a host that compresses before the session is active', async (t) => {
  const compressor = new MppcCompressor(65536);
  const compressed = (host: ScriptedHost, type: number, body: Uint8Array): Uint8Array => {
    const { flags, data } = compressor.compress(body);
    const pdu = shareDataPdu(0x103ea, 1002, type, data);
    // Behind the share control header: shareId, pad, stream, uncompressedLength, pduType2.
    pdu[6 + 9] = flags;
    return host.onIo(pdu);
  };
  const repetitive = fromHex('00010203 04050607'.repeat(16));
  const { result } = session({
    afterFontList: (host) => [compressed(host, DataPduType.SAVE_SESSION_INFO, repetitive), host.fontMap()],
  });
  const { flags, data } = compressor.compress(repetitive);
  t.ok(data.length < 16, 'what follows refers to what came before');
  t.same(connected(result).bulk?.decompress(data, flags), repetitive);
});

t.test('a host that needs no licence, and one that does not give one', async (t) => {
  const { checkpoints } = session({ afterInfo: (host) => [host.demandActive()] });
  t.same(checkpoints.slice(-2), ['licensed', 'activated']);
  const encrypted = { confirm: legacyConfirm, encryption: EncryptionMethod['128BIT'] };
  for (const [script, change] of [
    [{}, {}],
    [encrypted, legacy],
  ] as const) {
    const { host } = session({ ...script, afterInfo: (host) => [host.licenseRequest()] }, change);
    t.equal(host.heard[0], 'license 19', 'a new licence is asked for');
  }
  t.throws(() => session({ afterInfo: (host) => [host.license(2, 1)] }), { code: 'HOST_LICENSE' });
  t.throws(() => session({ afterInfo: (host) => [errorInfo(host, 0x102)] }), {
    code: 'HOST_LICENSE',
    message: /no client access licence is free/,
  });
});

t.test('a host that ends it', async (t) => {
  t.throws(() => session({ afterFontList: (host) => [errorInfo(host, 7)] }), {
    code: 'HOST_ERROR',
    message: /denied the connection/,
  });
  const goodbye = domainFrame({ type: 'disconnectProviderUltimatum', reason: 1 });
  t.throws(() => session({ afterInfo: () => [goodbye] }), { code: 'HOST_CLOSED' });
});

t.test('redirection', async (t) => {
  const redirection: Redirection = { sessionId: 5, flags: 1, targetAddress: '10.0.0.2' };
  const enhanced = (host: ScriptedHost) => {
    const body = written((w) => writeEnhancedRedirection(w, redirection));
    return host.onIo(shareControlPdu(PduType.SERVER_REDIR_PKT, 1002, body));
  };
  const standard = (host: ScriptedHost) =>
    host.secured(
      SecurityFlag.SEC_REDIRECTION_PKT,
      written((w) => writeRedirection(w, redirection)),
    );
  const expected = { kind: 'redirected', redirection };
  t.same(session({ afterInfo: (host) => [enhanced(host)] }).result, expected, 'instead of a licence');
  t.same(session({ afterFontList: (host) => [enhanced(host)] }).result, expected, 'instead of a font map');
  const rc4 = { confirm: legacyConfirm, encryption: EncryptionMethod['128BIT'] };
  t.same(session({ ...rc4, afterInfo: (host) => [standard(host)] }, legacy).result, expected, 'standard security');
});

t.test('desktops that nobody can want', async (t) => {
  const demand = (desktopWidth: number, desktopHeight: number) => () =>
    session({ capabilities: [{ ...DESKTOP, desktopWidth, desktopHeight } as typeof DESKTOP] });
  t.throws(demand(0, 768), { code: 'PDU_TOO_LARGE' });
  t.throws(demand(8193, 768), { code: 'PDU_TOO_LARGE' });
  t.throws(demand(8192, 8192), { code: 'PDU_TOO_LARGE' });
  t.match(connected(session({ capabilities: [] }).result).activation, { width: 1024, height: 768, colorDepth: 32 });
});

t.test('what the host can do', async (t) => {
  const { activation } = connected(
    session({
      capabilities: [
        GENERAL,
        DESKTOP,
        { type: 'virtualChannel', flags: 2, chunkSize: 0xffffffff },
        { type: 'surfaceCommands', cmdFlags: 0x52 },
        { type: 'frameAcknowledge', maxUnacknowledgedFrameCount: 2 },
        {
          type: 'input',
          inputFlags: 0x131,
          keyboardLayout: 0,
          keyboardType: 0,
          keyboardSubType: 0,
          keyboardFunctionKey: 0,
        },
      ],
    }).result,
  );
  t.same(activation.host, {
    fastPathInput: true,
    unicodeInput: true,
    horizontalWheel: true,
    extendedMouse: false,
    suppressOutput: true,
    refreshRect: true,
    surfaceCommands: true,
    frameAcknowledge: true,
    channelChunkSize: 16256,
    channelCompression: true,
    remotePrograms: 'none',
  });
});

t.test('a program instead of the desktop', async (t) => {
  const program = { path: '||notes', arguments: '', workingFolder: '' };
  const { host, result } = session({ capabilities: [{ type: 'remotePrograms', railSupportLevel: 3 }] }, { program });
  t.ok((host.info?.flags ?? 0) & InfoFlag.INFO_RAIL);
  const sets = host.confirmActive?.capabilitySets ?? [];
  t.match(findSet(sets, 'remotePrograms'), { railSupportLevel: 0x81 });
  t.match(findSet(sets, 'windowList'), { wndSupportLevel: 2, numIconCaches: 3, numIconCacheEntries: 12 });
  t.equal(connected(result).activation.host.remotePrograms, 'asked');
  const plain = session({ capabilities: [{ type: 'remotePrograms', railSupportLevel: 2 }] });
  t.equal((plain.host.info?.flags ?? 0) & InfoFlag.INFO_RAIL, 0);
  t.equal(findSet(plain.host.confirmActive?.capabilitySets ?? [], 'remotePrograms'), undefined);
  t.equal(connected(plain.result).activation.host.remotePrograms, 'none');
  const windows = session({ capabilities: [{ type: 'remotePrograms', railSupportLevel: 0xff }] }, { program });
  t.equal(connected(windows.result).activation.host.remotePrograms, 'greets');
});
