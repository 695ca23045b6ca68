import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { credssp } from '../../src/rdp/connect/credssp.js';
import type { Phase, Reply, TlsPeer } from '../../src/rdp/connect/phase.js';
import { channelBindingsHash } from '../../src/rdp/credssp/channel-bindings.js';
import { ntHash } from '../../src/rdp/credssp/ntlm/ntlm-v2.js';
import { CredsspServer, type CredsspServerOptions } from '../../src/rdp/credssp/server.js';
import { negTokenInit, negTokenResp, readNegTokenInit, readNegTokenResp } from '../../src/rdp/credssp/spnego.js';
import { nlaError } from '../../src/rdp/credssp/status.js';
import { readTsCredentials, tsCredentials } from '../../src/rdp/credssp/ts-credentials.js';
import { readTsRequest, type TsRequest, tsRequest } from '../../src/rdp/credssp/ts-request.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { Protocol } from '../../src/rdp/x224/negotiation.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import { checkRows, row } from '../rdp-active/rows.js';
import { certificateDer } from './certificate.js';
import { clientSettings } from './settings.js';

const { der, publicKey } = certificateDer();
const peer: TlsPeer = { certificate: der, publicKey };

function host(options: Partial<CredsspServerOptions> = {}): CredsspServer {
  return new CredsspServer({
    crypto: nodeCrypto,
    computerName: 'HOST',
    ntHashOf: (username) => (username === 'user' ? ntHash('secret') : undefined),
    channelBindings: channelBindingsHash(nodeCrypto, der),
    publicKey,
    now: () => 1_700_000_000_000,
    ...options,
  });
}

/** Runs the client against a host function; returns the checkpoints that it passed. */
function run(phase: Phase<void>, answer: (bytes: Uint8Array) => Uint8Array | undefined, authorization = 0): string[] {
  const checkpoints: string[] = [];
  let waiting: Uint8Array | undefined;
  let step = phase.next(undefined as Reply);
  while (!step.done) {
    let reply: Reply;
    const action = step.value;
    if (action.type === 'send') waiting = answer(action.data);
    else if (action.type === 'checkpoint') checkpoints.push(action.name);
    else if (action.type === 'read' && action.hint === 'authorization') {
      reply = new ByteWriter(4).u32(authorization).finish();
    } else reply = waiting;
    step = phase.next(reply);
  }
  return checkpoints;
}

const HYBRID = Protocol.PROTOCOL_HYBRID;
const settings = (change: Partial<ClientSettings> = {}): ClientSettings =>
  clientSettings({ credentials: { username: 'user', domain: '', password: 'secret' }, ...change });

t.test('a client signs in, with NTLM bare and in SPNEGO', async (t) => {
  for (const spnego of [false, true]) {
    const server = host();
    let delegated: unknown;
    const checkpoints = run(credssp(settings({ spnego }), peer, HYBRID), (bytes) => {
      const { reply, credentials } = server.receive(bytes);
      if (credentials) delegated = credentials;
      return reply;
    });
    t.same(checkpoints, ['nla']);
    t.same(delegated, { username: 'user', domain: '', password: 'secret' }, spnego ? 'SPNEGO' : 'bare');
  }
});

t.test('versions 2 to 6 of the peer', async (t) => {
  for (const version of [2, 3, 4, 5, 6]) {
    const server = host();
    const change = (bytes: Uint8Array) => tsRequest({ ...readTsRequest(bytes), version });
    const checkpoints = run(credssp(settings(), peer, HYBRID), (bytes) => {
      const { reply } = server.receive(change(bytes));
      return reply && change(reply);
    });
    t.same(checkpoints, ['nla'], `version ${version}`);
  }
});

t.test('early user authorization', async (t) => {
  const attempt = (result: number) => {
    const server = host();
    const phase = credssp(settings(), peer, Protocol.PROTOCOL_HYBRID_EX);
    return run(phase, (bytes) => server.receive(bytes).reply, result);
  };
  t.same(attempt(0), ['nla']);
  t.throws(() => attempt(5), { code: 'ACCOUNT_RESTRICTED' });
  t.throws(() => attempt(6), { code: 'NLA_FAILED' });
});

t.test('somebody in between', async (t) => {
  const other = publicKey.slice();
  other[20] ^= 1;
  const relay = (server: CredsspServer, change = (request: TsRequest) => request) => {
    const answer = (bytes: Uint8Array) => {
      const { reply } = server.receive(bytes);
      return reply && tsRequest(change(readTsRequest(reply)));
    };
    return () => run(credssp(settings(), peer, HYBRID), answer);
  };
  t.throws(relay(host({ publicKey: other })), { code: 'HOST_NOT_AUTHENTIC' }, 'the host sees another key');
  t.throws(
    relay(host(), ({ pubKeyAuth, ...rest }) =>
      pubKeyAuth ? { ...rest, pubKeyAuth: pubKeyAuth.map((b) => b ^ 1) } : rest,
    ),
    { code: 'HOST_NOT_AUTHENTIC' },
    'changed binding',
  );
  t.throws(
    relay(host(), ({ pubKeyAuth, ...rest }) => (pubKeyAuth ? { ...rest, pubKeyAuth: fromHex('00') } : rest)),
    { code: 'HOST_NOT_AUTHENTIC' },
    'short binding',
  );
  t.throws(
    relay(host(), ({ pubKeyAuth, ...rest }) => rest),
    { code: 'HOST_NOT_AUTHENTIC' },
    'no binding',
  );
  const played = { last: fromHex('') };
  const server = host();
  const replay = (bytes: Uint8Array) => {
    const { pubKeyAuth } = readTsRequest(bytes);
    if (pubKeyAuth) played.last = pubKeyAuth.slice();
    const { reply } = server.receive(bytes);
    return pubKeyAuth ? tsRequest({ version: 6, pubKeyAuth: played.last }) : reply;
  };
  t.throws(() => run(credssp(settings(), peer, HYBRID), replay), { code: 'HOST_NOT_AUTHENTIC' }, 'played back');
});

t.test('reasons that a host gives', async (t) => {
  const refuse = (errorCode: number, after: number) => {
    const server = host();
    let messages = 0;
    return () =>
      run(credssp(settings(), peer, HYBRID), (bytes) =>
        messages++ === after ? server.refusal(errorCode) : server.receive(bytes).reply,
      );
  };
  t.throws(refuse(0xc000006d, 1), { code: 'CREDENTIALS_REJECTED', message: /STATUS_LOGON_FAILURE/ });
  t.throws(refuse(0xc0000071, 1), { code: 'CREDENTIALS_EXPIRED' });
  t.throws(refuse(0xc0000224, 1), { code: 'CREDENTIALS_EXPIRED' });
  t.throws(refuse(0xc0000072, 1), { code: 'ACCOUNT_RESTRICTED' });
  t.throws(refuse(0xc0000234, 1), { code: 'ACCOUNT_RESTRICTED' });
  t.throws(refuse(0xc0000418, 0), { code: 'NLA_FAILED', message: /STATUS_NTLM_BLOCKED/ });
  t.throws(refuse(0xc0070057, 0), { code: 'NLA_FAILED' }, 'a Win32 error before the proof');
  t.throws(refuse(0xc0070057, 1), { code: 'CREDENTIALS_REJECTED' }, 'a Win32 error after the proof');
  t.throws(refuse(0xc0001234, 1), { code: 'NLA_FAILED', context: { status: '0xc0001234' } });
  t.equal(nlaError(0x8009030c, false).code, 'CREDENTIALS_REJECTED');
});

t.test('a host rejects a wrong password itself', async (t) => {
  const server = host();
  const wrong = settings({ credentials: { username: 'user', domain: '', password: 'wrong' } });
  const attempt = () => run(credssp(wrong, peer, HYBRID), (bytes) => server.receive(bytes).reply);
  t.throws(attempt, { code: 'CREDENTIALS_REJECTED' });
});

t.test('without a user name nothing is sent', async (t) => {
  const nobody = settings({ credentials: { username: '', domain: '', password: '' } });
  const attempt = () => run(credssp(nobody, peer, HYBRID), () => t.fail('sent') as never);
  t.throws(attempt, { code: 'CREDENTIALS_REQUIRED' });
});

t.test('a host that answers out of turn', async (t) => {
  const attempt = (answer: TsRequest) => () => run(credssp(settings(), peer, HYBRID), () => tsRequest(answer));
  t.throws(attempt({ version: 6 }), { code: 'PDU_INVALID' }, 'no token');
  t.throws(attempt({ version: 6, negoToken: fromHex('c0ffee') }), { code: 'PDU_TRUNCATED' }, 'not NTLM');
  t.throws(() => run(credssp(settings(), peer, HYBRID), () => fromHex('3003a00101')), { code: 'PDU_INVALID' });
  const spnego = credssp(settings({ spnego: true }), peer, HYBRID);
  const reject = tsRequest({ version: 6, negoToken: negTokenResp({ negState: 2 }) });
  t.throws(() => run(spnego, () => reject), { code: 'NLA_FAILED' }, 'NTLM refused');
  const early = host();
  t.throws(() => early.receive(tsRequest({ version: 6, pubKeyAuth: fromHex('00') })), { code: 'PDU_UNEXPECTED' });
});

t.test('messages', async (t) => {
  const credentials = { username: 'ü', domain: 'D', password: 'p' };
  checkRows(t, [
    row({
      name: 'TSRequest',
      value: {
        version: 6,
        negoToken: fromHex('c0ffee'),
        authInfo: fromHex('aa'),
        pubKeyAuth: fromHex('bb'),
        errorCode: 0xc000006d,
        clientNonce: fromHex('cc'),
      },
      hex: `30 2a a0 03 02 01 06                       # version
            a1 0b 30 09 30 07 a0 05 04 03 c0 ff ee     # negoTokens
            a2 03 04 01 aa  a3 03 04 01 bb             # authInfo, pubKeyAuth
            a4 07 02 05 00 c0 00 00 6d                 # errorCode
            a5 03 04 01 cc                             # clientNonce`,
      read: (r) => readTsRequest(r.rest()),
      write: (w, value: TsRequest) => w.bytes(tsRequest(value)),
    }),
    row({
      name: 'TSCredentials',
      value: credentials,
      hex: `30 1d a0 03 02 01 01                       # credType
            a1 16 04 14 30 12                          # credentials: TSPasswordCreds
            a0 04 04 02 44 00  a1 04 04 02 fc 00  a2 04 04 02 70 00`,
      read: (r) => readTsCredentials(r.rest()),
      write: (w, value) => w.bytes(tsCredentials(value)),
    }),
    row({
      name: 'NegTokenInit',
      value: { mechTypes: fromHex('300c060a2b06010401823702020a'), mechToken: fromHex('c0ffee') },
      hex: `60 23 06 06 2b 06 01 05 05 02              # [APPLICATION 0], SPNEGO
            a0 19 30 17
            a0 0e 30 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a # mechTypes: NTLMSSP
            a2 05 04 03 c0 ff ee                       # mechToken`,
      read: (r) => readNegTokenInit(r.rest()),
      write: (w, value) => w.bytes(negTokenInit(value.mechToken ?? new Uint8Array(0))),
    }),
    row({
      name: 'NegTokenResp',
      value: { negState: 1, responseToken: fromHex('c0ffee'), mechListMic: fromHex('aa') },
      hex: 'a1 13 30 11 a0 03 0a 01 01 a2 05 04 03 c0 ff ee a3 03 04 01 aa',
      read: (r) => readNegTokenResp(r.rest()),
      write: (w, value) => w.bytes(negTokenResp(value)),
    }),
  ]);
  const negative = readTsRequest(fromHex('300d a003020106 a406 0204c000006d'));
  t.equal(negative.errorCode, 0xc000006d, 'as Windows writes it: a negative integer');
});

t.test('channel bindings', async (t) => {
  const hash = channelBindingsHash(nodeCrypto, der);
  const endpoint = `746c732d7365727665722d656e642d706f696e743a${hex(nodeCrypto.sha256(der))}`;
  t.equal(hex(hash), hex(nodeCrypto.md5(fromHex(`${'00'.repeat(16)} 35000000 ${endpoint}`))));
  const odd = fromHex('300c 3000 3006 0604 2a030405 0300');
  t.equal(hex(channelBindingsHash(nodeCrypto, odd)), '00'.repeat(16), 'a signature without a defined hash');
  t.throws(() => channelBindingsHash(nodeCrypto, fromHex('3001')), { code: 'PDU_TRUNCATED' });
});
