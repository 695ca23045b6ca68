import { latin1 } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { hostFrame } from '../../src/rdp/accept/frames.js';
import type { HostSettings } from '../../src/rdp/accept/settings.js';
import { ntHash } from '../../src/rdp/credssp/ntlm/ntlm-v2.js';
import { PduType, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { RedirectionFlag, writeEnhancedRedirection } from '../../src/rdp/share/redirection.js';
import { writeConnectionConfirm } from '../../src/rdp/x224/connection-confirm.js';
import { NegotiationFailureCode, type NegotiationResult } from '../../src/rdp/x224/negotiation.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import type { Behaviour, Instead, Place } from './hostile-host.js';

/** Units of the handshake by their place in it. */
const AT = {
  confirm: { after: 'start', sent: 0 },
  tls: { after: 'negotiated', sent: 0 },
  connectResponse: { after: 'tls', sent: 0 },
  attachUser: { after: 'tls', sent: 1 },
  join: { after: 'tls', sent: 3 },
  licence: { after: 'channels', sent: 0 },
  demandActive: { after: 'licensed', sent: 0 },
  fontMap: { after: 'licensed', sent: 4 },
} as const satisfies Record<string, Place>;

type Unit = keyof typeof AT;

/** Behaves until the named unit is due. A checkpoint is not a unit. */
const at =
  (unit: Unit, instead: (data: Uint8Array) => Instead): Behaviour['handshake'] =>
  ({ after, sent }, action) => {
    const here = AT[unit].after === after && AT[unit].sent === sent && action.type !== 'checkpoint';
    return here ? instead(action.type === 'send' ? action.data : new Uint8Array(0)) : undefined;
  };

const written = (write: (w: ByteWriter) => unknown): Uint8Array => {
  const w = new ByteWriter();
  write(w);
  return w.finish();
};

const DEAD: readonly Behaviour[] = (Object.keys(AT) as Unit[]).flatMap((unit) => [
  { name: `silent instead of ${unit}`, codes: ['HOST_TIMEOUT'], handshake: at(unit, () => 'silence') },
  {
    name: `hangs up instead of ${unit}`,
    codes: unit === 'tls' ? ['HOST_CLOSED', 'SECURITY_NEGOTIATION'] : ['HOST_CLOSED'],
    handshake: at(unit, () => 'close'),
  },
]);

/** The TPKT header says what is there, what is inside is cut. */
function cut(data: Uint8Array, length: number): Uint8Array {
  const short = Uint8Array.from(data.subarray(0, length));
  short[2] = short.length >> 8;
  short[3] = short.length & 0xff;
  return short;
}

/** Changes one byte. */
function changed(data: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = Uint8Array.from(data);
  copy[offset] = value;
  return copy;
}

/** Every prefix would do; these end in headers, in lengths and in the middle of fields. */
const TRUNCATED: readonly Behaviour[] = (['connectResponse', 'attachUser', 'licence', 'demandActive'] as const).flatMap(
  (unit) =>
    [8, 12, 20, 40].flatMap((length): Behaviour[] => {
      if ((unit === 'attachUser' && 8 < length) || (unit === 'licence' && 20 < length)) return [];
      const codes: Behaviour['codes'] = ['PDU_TRUNCATED', 'PDU_INVALID', 'PDU_UNEXPECTED'];
      const handshake = at(unit, (data) => cut(data, Math.min(length, data.length - 1)));
      return [{ name: `${unit} cut to ${length} bytes`, codes, handshake }];
    }),
);

const confirm = (negotiation: NegotiationResult): Uint8Array =>
  written((w) => writeConnectionConfirm(w, { negotiation }));

const NEGOTIATION: readonly Behaviour[] = [
  {
    name: 'offers RC4 only',
    codes: ['SECURITY_WEAK'],
    handshake: at('confirm', () =>
      confirm({ kind: 'failure', code: NegotiationFailureCode.SSL_NOT_ALLOWED_BY_SERVER }),
    ),
  },
  {
    name: 'chooses RC4 without a word',
    codes: ['SECURITY_WEAK'],
    handshake: at('confirm', () => written((w) => writeConnectionConfirm(w, {}))),
  },
  {
    name: 'chooses what was not offered',
    codes: ['SECURITY_NEGOTIATION'],
    handshake: at('confirm', () => confirm({ kind: 'response', flags: 0, protocol: 0x40 })),
  },
  {
    name: 'speaks HTTP',
    codes: ['PDU_INVALID'],
    handshake: at('confirm', () => latin1('HTTP/1.1 400 Bad Request\r\n\r\n')),
  },
  { name: 'speaks SSH', codes: ['PDU_INVALID'], handshake: at('confirm', () => latin1('SSH-2.0-OpenSSH_9.2\r\n')) },
  {
    name: 'speaks VNC inside TLS',
    codes: ['PDU_INVALID'],
    handshake: at('connectResponse', () => latin1('RFB 003.008\n')),
  },
  {
    name: 'TPKT shorter than its header',
    codes: ['PDU_INVALID'],
    handshake: at('confirm', () => Uint8Array.of(3, 0, 0, 2)),
  },
  {
    name: 'TPKT longer than what comes',
    codes: ['HOST_TIMEOUT'],
    handshake: at('connectResponse', (data) => changed(data, 2, 0xff)),
  },
  {
    name: 'Connect-Response longer than its packet',
    codes: ['PDU_TRUNCATED', 'PDU_INVALID'],
    handshake: at('connectResponse', (data) => changed(data, 10, 0xff)),
  },
];

/** desktopWidth and desktopHeight behind the type of the bitmap capability set. */
function desktopOf(data: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Uint8Array.from(data);
  const set = Buffer.from(copy.buffer).indexOf(Buffer.from([0x02, 0x00, 0x1c, 0x00]));
  const view = new DataView(copy.buffer);
  view.setUint16(set + 12, width, true);
  view.setUint16(set + 14, height, true);
  return copy;
}

const ACTIVATION: readonly Behaviour[] = [
  ...(
    [
      [0xffff, 0xffff],
      [0, 0],
      [8192, 8192],
    ] as const
  ).map(
    ([width, height]): Behaviour => ({
      name: `desktop of ${width} × ${height}`,
      codes: ['PDU_TOO_LARGE', 'PDU_INVALID'],
      handshake: at('demandActive', (data) => desktopOf(data, width, height)),
    }),
  ),
  {
    name: 'more capability sets than there are',
    codes: ['PDU_TRUNCATED', 'PDU_INVALID'],
    // numberCapabilities behind MCS, share control header, shareId, both lengths and the name.
    handshake: at('demandActive', (data) => {
      const name = Buffer.from(data).indexOf('HOSTILE\0');
      return changed(data, name + 8 + 1, 0xff);
    }),
  },
  {
    name: 'redirects for ever',
    codes: ['HOST_REDIRECTED'],
    handshake: at('demandActive', () => {
      const body = written((w) =>
        writeEnhancedRedirection(w, {
          sessionId: 1,
          flags: RedirectionFlag.LB_LOAD_BALANCE_INFO,
          loadBalanceInfo: latin1('Cookie: msts=1\r\n'),
        }),
      );
      return hostFrame(1003, shareControlPdu(PduType.SERVER_REDIR_PKT, 1002, body));
    }),
  },
];

const NLA: HostSettings['security'] = {
  tls: false,
  rdp: false,
  nla: { crypto: nodeCrypto, now: Date.now, computerName: 'HOSTILE', ntHashOf: () => ntHash('another password') },
};

const SIGN_IN: readonly Behaviour[] = [
  { name: 'knows another password', codes: ['CREDENTIALS_REJECTED'], settings: { security: NLA } },
  {
    name: 'silent instead of a challenge',
    codes: ['HOST_TIMEOUT'],
    settings: { security: NLA },
    handshake: at('connectResponse', () => 'silence'),
  },
  {
    name: 'hangs up instead of a challenge',
    codes: ['NLA_FAILED'],
    settings: { security: NLA },
    handshake: at('connectResponse', () => 'close'),
  },
  {
    name: 'challenge that is none',
    codes: ['PDU_INVALID', 'PDU_TRUNCATED', 'NLA_FAILED'],
    settings: { security: NLA },
    handshake: at('connectResponse', () => Uint8Array.of(0x30, 3, 1, 1, 1)),
  },
];

/** Before there is a session. */
export const HOSTILE_HANDSHAKES: readonly Behaviour[] = [
  ...DEAD,
  ...TRUNCATED,
  ...NEGOTIATION,
  ...SIGN_IN,
  ...ACTIVATION,
];
