import t from 'tap';
import { utf16 } from '../../src/bytes/text.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { redirected } from '../../src/transport/redirect.js';
import type { HostOptions } from '../../src/transport/types.js';

const options: HostOptions = {
  ...HOST_DEFAULTS,
  target: { host: 'broker.example', port: 3390 },
  credentials: { username: 'ada', domain: 'EXAMPLE', password: 'secret' },
};

t.test('to another host', async (t) => {
  const redirection = { sessionId: 7, flags: 1, targetAddress: '10.0.0.7', targetFqdn: 'host7.example' };
  const next = redirected(options, redirection);
  t.same(next.target, { host: 'host7.example', port: 3390 }, 'the name is preferred: certificates have names');
  t.equal(next.redirectedSessionId, 7);
  t.same(next.credentials, options.credentials);
});

t.test('to the same front door with a routing token', async (t) => {
  const loadBalanceInfo = Uint8Array.of(1, 2, 3);
  const next = redirected(options, { sessionId: 7, flags: 3, targetAddress: '10.0.0.7', loadBalanceInfo });
  t.same(next.target, options.target);
  t.same(next.routingToken, loadBalanceInfo);
});

t.test('to the same host, to come back to a session', async (t) => {
  const next = redirected(options, { sessionId: 9, flags: 0x81, targetAddress: '10.0.0.7' });
  t.same(next.target, options.target);
  t.equal(next.redirectedSessionId, 9);
});

t.test('as somebody else', async (t) => {
  const redirection = { sessionId: 1, flags: 0x1c, username: 'grace', domain: '', password: utf16('other\0') };
  t.same(redirected(options, redirection).credentials, { username: 'grace', domain: '', password: 'other' });
});

t.test('a password for the target alone is not taken for text', async (t) => {
  const redirection = { sessionId: 1, flags: 0x4010, password: Uint8Array.of(9, 9, 9, 9) };
  t.equal(redirected(options, redirection).credentials.password, 'secret');
});

t.test('only to what is a name or an address', async (t) => {
  const target = (targetFqdn: string) => redirected(options, { sessionId: 7, flags: 1, targetFqdn }).target.host;
  t.equal(target('HOST_7'), 'HOST_7'.toLowerCase(), 'a NetBIOS name');
  t.equal(target('fe80::1'), 'fe80::1');
  for (const name of [`evil:1 ${'a'.repeat(64)}\nhost`, '#host', 'a b', '/etc/passwd', 'a'.repeat(300), '\u0000']) {
    t.throws(() => target(name), { code: 'PDU_INVALID' }, JSON.stringify(name.slice(0, 20)));
  }
});
