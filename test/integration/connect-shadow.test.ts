import { Duplex } from 'node:stream';
import t from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { dialTcp } from '../../src/transport/dial.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { connectTo, hostFor, needs, ONLY, optionsFor, PROTOCOL } from './connect.js';

for (const version of [2, 3] as const) {
  const name = `freerdp-shadow ${version}`;

  t.test(`${name} with NLA`, needs(shadowMissing(version)), async (t) => {
    const host = await hostFor(t, () => startShadow({ version, security: 'nla' }));

    t.test('signs in', async (t) => {
      const { connected, fingerprint } = await connectTo(t, host);
      t.ok(connected.protocol === PROTOCOL.nla || connected.protocol === PROTOCOL.nlaEx);
      t.same([connected.activation.width, connected.activation.height], [1024, 768]);
      t.match(fingerprint, /^[0-9a-f]{64}$/);
    });

    t.test('keeps no password', async (t) => {
      const connection = await connectTo(t, host);
      t.notMatch(JSON.stringify([connection.settings, connection.connected]), new RegExp(host.password));
    });

    t.test('rejects a wrong password', async (t) => {
      const credentials = { username: host.username, domain: '', password: 'wrong' };
      await t.rejects(connectHost(optionsFor(host, { credentials })), { code: 'CREDENTIALS_REJECTED' });
    });

    t.test('rejects an unknown user', async (t) => {
      const credentials = { username: 'nobody-here', domain: '', password: host.password };
      await t.rejects(connectHost(optionsFor(host, { credentials })), { code: 'CREDENTIALS_REJECTED' });
    });

    t.test('insists on NLA', async (t) => {
      await t.rejects(connectHost(optionsFor(host, { security: ONLY.tls })), { code: 'SECURITY_NEGOTIATION' });
    });

    t.test('is judged by its certificate', async (t) => {
      const trusted = await connectTo(t, host, { trust: { mode: 'tofu', store: `${t.testdir()}/known-hosts` } });
      await connectTo(t, host, { trust: { mode: 'pin', sha256: [trusted.fingerprint ?? ''] } });
      await t.rejects(connectHost(optionsFor(host, { trust: { mode: 'verify' } })), {
        code: 'CERTIFICATE_UNTRUSTED',
        context: { sha256: trusted.fingerprint },
      });
      await t.rejects(connectHost(optionsFor(host, { trust: { mode: 'pin', sha256: ['00'.repeat(32)] } })), {
        code: 'CERTIFICATE_UNTRUSTED',
      });
    });
  });

  t.test(`${name} with TLS`, needs(shadowMissing(version)), async (t) => {
    const host = await hostFor(t, () => startShadow({ version, security: 'tls' }));
    const { connected } = await connectTo(t, host);
    t.equal(connected.protocol, PROTOCOL.tls);
  });

  t.test(`${name} with legacy security`, needs(shadowMissing(version)), async (t) => {
    const host = await hostFor(t, () => startShadow({ version, security: 'rdp' }));
    await t.rejects(connectHost(optionsFor(host)), { code: 'SECURITY_WEAK' }, 'is refused unless asked for');
    const { connected, fingerprint } = await connectTo(t, host, { security: ONLY.rdp });
    t.equal(connected.protocol, PROTOCOL.rdp);
    t.equal(fingerprint, undefined);
  });
}

/** A connection that the host ends, once `ended`, in place of taking another byte. */
function endable(socket: Duplex, ended: () => boolean): Duplex {
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Uint8Array, _encoding, done) => {
      if (!ended()) return void socket.write(chunk, done);
      socket.destroy();
      stream.push(null);
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Uint8Array) => void (stream.push(chunk) || socket.pause()));
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}

t.test('NTLM inside SPNEGO, after bare NTLM was refused', needs(shadowMissing(3)), async (t) => {
  const host = await hostFor(t, () => startShadow({ version: 3, security: 'nla' }));
  // No host here refuses bare NTLM, so the first connection ends where such a host would end it: at the first token.
  let [connections, secured] = [0, 0];
  const { settings } = await connectTo(t, host, {
    dial: async (target, options) => {
      connections++;
      return endable(await dialTcp(target, options), () => connections === 1 && secured === 1);
    },
    onCheckpoint: (name) => {
      if (name === 'tls') secured++;
    },
  });
  t.equal(connections, 2);
  t.ok(settings.spnego);
});
