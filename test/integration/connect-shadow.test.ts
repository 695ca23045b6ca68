import type { Duplex } from 'node:stream';
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

t.test('NTLM inside SPNEGO, after bare NTLM was refused', needs(shadowMissing(3)), async (t) => {
  const host = await hostFor(t, () => startShadow({ version: 3, security: 'nla' }));
  const sockets: Duplex[] = [];
  const { settings } = await connectTo(t, host, {
    dial: async (target, options) => {
      const socket = await dialTcp(target, options);
      sockets.push(socket);
      return socket;
    },
    // No host here refuses bare NTLM, so the first connection breaks where such a host would end it.
    onCheckpoint: (name) => {
      if (name === 'tls' && sockets.length === 1) setImmediate(() => sockets[0].destroy());
    },
  });
  t.equal(sockets.length, 2);
  t.ok(settings.spnego);
});
