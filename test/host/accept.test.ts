import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { createHostCertificate } from '../../src/host/server/certificate.js';
import { accept } from '../../src/rdp/accept/accept.js';
import type { Accepted } from '../../src/rdp/accept/result.js';
import type { HostSettings, NlaSettings } from '../../src/rdp/accept/settings.js';
import { connect } from '../../src/rdp/connect/connect.js';
import type { Action, Phase, Reply } from '../../src/rdp/connect/phase.js';
import type { ConnectResult } from '../../src/rdp/connect/result.js';
import { ntHash } from '../../src/rdp/credssp/ntlm/ntlm-v2.js';
import { Framer } from '../../src/rdp/framing.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { writeConnectionRequest } from '../../src/rdp/x224/connection-request.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

const HOST: HostSettings = {
  security: { tls: true, rdp: false },
  desktop: (asked) => asked,
  colorDepth: 'client',
  codecs: { nsCodec: false, remoteFx: false, surfaceCommands: false },
  name: 'TEST',
  shareId: 0x103ea,
};

const CLIENT: ClientSettings = {
  ...HOST_DEFAULTS,
  host: 'localhost',
  security: { tls: true, nla: false, rdp: false },
  credentials: { username: 'alice', domain: '', password: 'secret' },
  now: () => 0,
  crypto: nodeCrypto,
};

/** Both sides see the same certificate. */
const { peer } = await createHostCertificate();

/** One side of a connection that has no sockets: what it wants to read waits in a framer. */
class Side<T> {
  readonly #steps: Phase<T>;
  readonly #framer = new Framer();
  readonly checkpoints: string[] = [];
  result: T | undefined;
  #waiting: Extract<Action, { type: 'read' }> | undefined;

  constructor(steps: Phase<T>) {
    this.#steps = steps;
  }

  /** Runs until it has to wait. */
  run(received: Uint8Array | undefined, send: (data: Uint8Array) => void): void {
    if (received) this.#framer.push(received);
    let reply: Reply;
    if (this.#waiting) {
      reply = this.#framer.next(this.#waiting.hint);
      if (!reply) return;
    }
    for (let step = this.#steps.next(reply); ; step = this.#steps.next(reply)) {
      if (step.done) {
        this.result = step.value;
        return;
      }
      const action = step.value;
      reply = undefined;
      if (action.type === 'send') send(action.data);
      else if (action.type === 'upgrade') reply = peer;
      else if (action.type === 'checkpoint') this.checkpoints.push(action.name);
      else {
        this.#waiting = action;
        reply = this.#framer.next(action.hint);
        if (!reply) return;
      }
    }
  }
}

/** Lets client and host talk until both are done or neither has anything to say. */
function talk(client: Side<ConnectResult>, host: Side<Accepted>): void {
  const toHost: Uint8Array[] = [];
  const toClient: Uint8Array[] = [];
  client.run(undefined, (data) => toHost.push(data));
  host.run(undefined, (data) => toClient.push(data));
  while (0 < toHost.length + toClient.length) {
    const forHost = toHost.shift();
    if (forHost) host.run(forHost, (data) => toClient.push(data));
    const forClient = toClient.shift();
    if (forClient) client.run(forClient, (data) => toHost.push(data));
  }
}

function shake(clientChanges: Partial<ClientSettings> = {}, hostChanges: Partial<HostSettings> = {}) {
  const client = new Side(connect({ ...CLIENT, ...clientChanges }));
  const host = new Side(accept({ ...HOST, ...hostChanges }));
  talk(client, host);
  return { client, host };
}

t.test('client and host agree', async (t) => {
  const channels = ['drdynvc', 'cliprdr', 'rdpsnd'].map((name) => ({ name, options: 0x80000000 }));
  const { client, host } = shake({ channels, width: 1366, height: 768 });
  const connected = client.result;
  const accepted = host.result;
  if (connected?.kind !== 'connected' || !accepted) throw new Error('no connection');
  t.match(connected.activation, { width: 1366, height: 768, colorDepth: 32, shareId: 0x103ea });
  t.match(accepted.activation, { desktop: { width: 1366, height: 768 }, colorDepth: 32 });
  t.same(accepted.channels, connected.channels);
  t.equal(accepted.userId, connected.userId);
  t.equal(accepted.messageChannelId, connected.messageChannelId);
  t.equal(accepted.protocol, connected.protocol);
  t.equal(accepted.core.clientName, 'sluice');
  t.same(host.checkpoints, ['negotiated', 'tls', 'channels', 'licensed', 'activated']);
  t.match(connected.activation.host, { fastPathInput: true, unicodeInput: true, suppressOutput: true });
  t.notMatch(JSON.stringify(accepted), /secret|alice/, 'who signed in is forgotten');
});

t.test('the host decides size and depth where it has to', async (t) => {
  const { client, host } = shake({}, { desktop: () => ({ width: 640, height: 400 }), colorDepth: 16 });
  t.match(client.result, { activation: { width: 640, height: 400, colorDepth: 16 } });
  t.match(host.result?.activation, { desktop: { width: 640, height: 400 }, colorDepth: 16 });
  for (const colorDepth of [8, 15, 16, 24, 32] as const) {
    const codecs = { ...CLIENT.codecs, colorDepth };
    t.equal(shake({ codecs }).host.result?.activation.colorDepth, colorDepth);
  }
});

t.test('codecs are told apart by their ids', async (t) => {
  const codecs = { nsCodec: true, remoteFx: true, surfaceCommands: true };
  const { client, host } = shake({ codecs: { colorDepth: 32, nsCodec: true, remoteFx: true } }, { codecs });
  t.match(host.result?.activation.client, { surfaceCommands: true, codecs: { nsCodec: 1, remoteFx: 3 } });
  t.match(client.result, { activation: { host: { surfaceCommands: true, frameAcknowledge: true } } });
});

t.test('without TLS only where both allow it', async (t) => {
  const plain = { tls: false, nla: false, rdp: true };
  const { client, host } = shake({ security: plain }, { security: { tls: false, rdp: true } });
  t.equal(client.result?.kind, 'connected');
  t.equal(host.result?.protocol, 0);
  t.throws(() => shake({ security: plain }), { code: 'SECURITY_NEGOTIATION' });
  t.throws(() => shake({}, { security: { tls: false, rdp: true } }), { code: 'SECURITY_WEAK' });
});

t.test('network level authentication', async (t) => {
  const nla: NlaSettings = {
    crypto: nodeCrypto,
    now: () => Date.UTC(2026, 0, 2),
    computerName: 'TEST',
    ntHashOf: (username) => (username === 'alice' ? ntHash('secret') : undefined),
  };
  const both = { security: { tls: false, nla: true, rdp: false }, now: nla.now };
  const { client, host } = shake(both, { security: { tls: false, rdp: false, nla } });
  t.equal(client.result?.kind, 'connected');
  t.match(host.checkpoints, ['negotiated', 'tls', 'nla']);
  t.notMatch(JSON.stringify(host.result), /secret|alice/);
  for (const credentials of [
    { username: 'alice', domain: '', password: 'wrong' },
    { username: 'bob', domain: '', password: 'secret' },
  ]) {
    const failed = { ...both, credentials };
    t.throws(() => shake(failed, { security: { tls: false, rdp: false, nla } }), { code: 'CREDENTIALS_REJECTED' });
  }
  const without = { security: { tls: true, nla: false, rdp: false } };
  t.throws(() => shake(without, { security: { tls: false, rdp: false, nla } }), { code: 'SECURITY_NEGOTIATION' });
});

t.test('a client that is none', async (t) => {
  const first = (data: Uint8Array): void => {
    const host = new Side(accept(HOST));
    host.run(undefined, () => {});
    host.run(data, () => {});
  };
  t.throws(() => first(Buffer.from('GET / HTTP/1.1\r\n\r\n')), { code: 'PDU_INVALID' });
  const w = new ByteWriter();
  writeConnectionRequest(w, { cookie: 'alice', negotiation: { flags: 0, protocols: 0 } });
  t.throws(() => first(w.finish()), { code: 'SECURITY_NEGOTIATION' });
});
