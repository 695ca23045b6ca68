import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex, utf16 } from '../../src/bytes/text.js';
import type { ByteWriter } from '../../src/bytes/writer.js';
import {
  authenticateMessage,
  readAuthenticateMessage,
  withMic,
} from '../../src/rdp/credssp/ntlm/authenticate-message.js';
import { readAvPairs, writeAvPairs } from '../../src/rdp/credssp/ntlm/av-pairs.js';
import { challengeMessage, readChallengeMessage } from '../../src/rdp/credssp/ntlm/challenge-message.js';
import { fileTime, NtlmClient } from '../../src/rdp/credssp/ntlm/client.js';
import { negotiateMessage, readNegotiateMessage } from '../../src/rdp/credssp/ntlm/negotiate-message.js';
import {
  computeResponse,
  ntHash,
  ntowfV2,
  readClientChallenge,
  writeClientChallenge,
} from '../../src/rdp/credssp/ntlm/ntlm-v2.js';
import { NtlmServer } from '../../src/rdp/credssp/ntlm/server.js';
import { NtlmSession } from '../../src/rdp/credssp/ntlm/session.js';
import { rc4 } from '../../src/rdp/crypto/rc4.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import { checkRows, row } from '../rdp-active/rows.js';

// [MS-NLMP] 4.2.1 and 4.2.4: the values that all examples share.
const serverChallenge = fromHex('0123456789abcdef');
const clientChallenge = fromHex('aaaaaaaaaaaaaaaa');
const sessionKey = fromHex('55555555555555555555555555555555');
const targetInfo = writeAvPairs(
  new Map([
    [2, utf16('Domain')],
    [1, utf16('Server')],
  ]),
);
const key = ntowfV2(nodeCrypto, ntHash('Password'), 'User', 'Domain');

t.test('4.2.4.1: keys and responses', async (t) => {
  t.equal(hex(ntHash('Password')), 'a4f49c406510bdcab6824ee7c30fd852', '4.2.2.1.2 NTOWFv1');
  t.equal(hex(key), '0c868a403bfd7a93a3001ef22ef02e3f', '4.2.4.1.1 NTOWFv2');
  const client = { timestamp: new Uint8Array(8), challenge: clientChallenge, targetInfo };
  t.equal(
    hex(writeClientChallenge(client)),
    hex(
      fromHex(
        `01010000 00000000 00000000 00000000 aaaaaaaa aaaaaaaa 00000000
         02000c00 44006f00 6d006100 69006e00 01000c00 53006500 72007600 65007200 00000000 00000000`,
      ),
    ),
    '4.2.4.1.3 temp',
  );
  const response = computeResponse(nodeCrypto, key, serverChallenge, client);
  t.equal(hex(response.sessionBaseKey), '8de40ccadbc14a82f15cb0ad0de95ca3', '4.2.4.1.2 session base key');
  t.equal(hex(response.lmResponse), '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa', '4.2.4.2.1 LMv2');
  t.equal(hex(response.ntResponse.subarray(0, 16)), '68cd0ab851e51c96aabc927bebef6a1c', '4.2.4.2.2 NTLMv2');
  t.equal(
    hex(rc4(response.sessionBaseKey, sessionKey)),
    'c5dad2544fc9799094ce1ce90bc9d03e',
    '4.2.4.2.3 encrypted session key',
  );
});

t.test('4.2.4.4: signing and sealing', async (t) => {
  const plain = utf16('Plaintext');
  const sealed = new NtlmSession(nodeCrypto, sessionKey, 'client').seal(plain);
  t.equal(hex(sealed.subarray(0, 16)), '010000007fb38ec5c55d497600000000', 'signature');
  t.equal(hex(sealed.subarray(16)), '54e50165bf1936dc996020c1811b0f06fb5f', 'ciphertext');
});

t.test('4.2.4.3: the challenge as a client reads it', async (t) => {
  const message = fromHex(
    `4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef 0000000000000000
     24002400 44000000 060070170000000f 530065007200760065007200
     02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`,
  );
  const challenge = readChallengeMessage(message);
  t.equal(challenge.targetName, 'Server');
  t.equal(challenge.flags, 0xe28a8233);
  t.equal(hex(challenge.serverChallenge), '0123456789abcdef');
  t.equal(hex(challenge.targetInfo), hex(targetInfo));
});

t.test('messages: round trip, prefixes, damage', async (t) => {
  const pairs = new Map([
    [7, new Uint8Array(8)],
    [9, utf16('TERMSRV/h')],
  ]);
  const authenticate = {
    lmResponse: new Uint8Array(24),
    ntResponse: fromHex('c0ffee'),
    domain: 'D',
    username: 'U',
    workstation: 'W',
    encryptedSessionKey: sessionKey,
    flags: 0xe2888235,
  };
  const bytesOf = (bytes: Uint8Array) => (w: ByteWriter) => w.bytes(bytes);
  checkRows(t, [
    row({
      name: 'NEGOTIATE_MESSAGE',
      value: 0xe2088233,
      hex: '4e544c4d53535000 01000000 338208e2 0000000000000000 0000000000000000 0a0063450000000f',
      read: (r) => readNegotiateMessage(r.rest()),
      write: (w, flags) => w.bytes(negotiateMessage(flags)),
    }),
    row({
      name: 'CHALLENGE_MESSAGE',
      value: { targetName: 'S', flags: 0xe28a8235, serverChallenge, targetInfo: writeAvPairs(pairs) },
      hex: hex(
        challengeMessage({ targetName: 'S', flags: 0xe28a8235, serverChallenge, targetInfo: writeAvPairs(pairs) }),
      ),
      read: (r) => readChallengeMessage(r.rest()),
      write: (w, value) => w.bytes(challengeMessage(value)),
    }),
    row({
      name: 'AUTHENTICATE_MESSAGE',
      value: { ...authenticate, mic: new Uint8Array(16) },
      hex: hex(authenticateMessage(authenticate)),
      read: (r) => readAuthenticateMessage(r.rest()),
      write: (w, value) => w.bytes(authenticateMessage(value)),
    }),
    row({
      name: 'AV_PAIR',
      value: new Map(pairs),
      hex: '0700 0800 0000000000000000 0900 1200 5400450052004d005300520056002f006800 0000 0000',
      read: (r) => new Map(readAvPairs(r.rest())),
      write: (w, value) => bytesOf(writeAvPairs(value))(w),
    }),
    row({
      name: 'NTLMv2_CLIENT_CHALLENGE',
      value: { timestamp: new Uint8Array(8), challenge: clientChallenge, targetInfo: fromHex('00000000 00000000') },
      hex: `0101 ${'00'.repeat(14)} aaaaaaaaaaaaaaaa 00000000 00000000 00000000`,
      read: (r) => readClientChallenge(r.rest()),
      write: (w, value) => w.bytes(writeClientChallenge({ ...value, targetInfo: value.targetInfo.subarray(4) })),
    }),
  ]);
});

t.test('lists of AV_PAIR that do not end', async (t) => {
  t.throws(() => readAvPairs(fromHex('0100 0000'.repeat(65))), { code: 'PDU_TOO_LARGE' });
  t.throws(() => readAvPairs(fromHex('0100 0000'.repeat(3))), { code: 'PDU_TRUNCATED' });
});

t.test('time stamps', async (t) => {
  t.equal(new ByteReader(fileTime(0)).u64(), 116_444_736_000_000_000n);
  t.equal(new ByteReader(fileTime(1_700_000_000_123)).u64(), 133_444_736_001_230_000n);
});

const credentials = { username: 'Üser', domain: 'Domain', password: 'Pässword' };

function client(options: Partial<ConstructorParameters<typeof NtlmClient>[0]> = {}): NtlmClient {
  const targetName = 'TERMSRV/host';
  const channelBindings = new Uint8Array(16).fill(9);
  const defaults = { crypto: nodeCrypto, credentials, workstation: 'W', targetName, channelBindings, now: () => 0 };
  return new NtlmClient({ ...defaults, ...options });
}

function server(options: Partial<ConstructorParameters<typeof NtlmServer>[0]> = {}): NtlmServer {
  return new NtlmServer({
    crypto: nodeCrypto,
    computerName: 'HOST',
    ntHashOf: (username) => (username === credentials.username ? ntHash(credentials.password) : undefined),
    now: () => 1_700_000_000_000,
    ...options,
  });
}

t.test('client and host share a session', async (t) => {
  const host = server({ channelBindings: new Uint8Array(16).fill(9) });
  const user = client();
  const { token, session } = user.authenticate(host.challenge(user.negotiate()));
  const accepted = host.accept(token);
  t.same(accepted.identity, { username: 'Üser', domain: 'Domain' });
  for (const text of ['one', '', 'three']) {
    t.equal(hex(accepted.session.unseal(session.seal(utf16(text)))), hex(utf16(text)), 'client to host');
    t.equal(hex(session.unseal(accepted.session.seal(utf16(text)))), hex(utf16(text)), 'host to client');
  }
  session.verify(utf16('signed'), accepted.session.sign(utf16('signed')));
  const sealed = session.seal(utf16('x'));
  sealed[16] ^= 1;
  t.throws(() => accepted.session.unseal(sealed), { code: 'PDU_INVALID' }, 'changed on the way');
  t.throws(() => accepted.session.unseal(fromHex('01')), { code: 'PDU_TRUNCATED' });
});

t.test('what a host refuses', async (t) => {
  const attempt =
    (user: NtlmClient, host: NtlmServer, change = (token: Uint8Array) => token) =>
    () =>
      host.accept(change(user.authenticate(host.challenge(user.negotiate())).token));
  const code = { code: 'CREDENTIALS_REJECTED' };
  t.throws(attempt(client({ credentials: { ...credentials, password: 'other' } }), server()), code, 'password');
  t.throws(attempt(client({ credentials: { ...credentials, username: 'nobody' } }), server()), code, 'user');
  t.throws(attempt(client(), server({ channelBindings: new Uint8Array(16) })), code, 'another TLS channel');
  t.throws(
    attempt(client(), server(), (token) => withMic(token, new Uint8Array(16))),
    code,
    'no MIC',
  );
  t.throws(
    attempt(client(), server(), (token) => {
      const changed = token.slice();
      changed[60] ^= 0x10;
      return changed;
    }),
    code,
    'flags changed on the way',
  );
});

t.test('a client insists on 128 bits', async (t) => {
  const weak = challengeMessage({ targetName: 'S', flags: 0x828a8235, serverChallenge, targetInfo });
  t.throws(() => client().authenticate(weak), { code: 'NLA_FAILED' });
});

t.test('without a time stamp of the host there is no MIC, and LMv2 is sent', async (t) => {
  const message = challengeMessage({ targetName: 'S', flags: 0xe28a8235, serverChallenge, targetInfo });
  const { mic, lmResponse } = readAuthenticateMessage(client().authenticate(message).token);
  t.equal(hex(mic), '00'.repeat(16));
  t.not(hex(lmResponse), '00'.repeat(24));
});
