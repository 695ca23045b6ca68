import t from 'tap';
import { loadConfig } from '../../src/config/load.js';
import { publishDesktops } from '../../src/edge/desktops.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';

t.test('an address has no password in it', async (t) => {
  for (const url of [
    'rdp://a:b@c',
    'rdp://a:@c',
    'desk',
    'rdp:desk',
    'rdp://',
    'rdp://c/path',
    'rdp://c?x',
    'http://c',
  ]) {
    t.throws(() => loadConfig({ options: { desktops: [{ name: 'desk', url }] } }), { code: 'CONFIG_INVALID' }, url);
  }
});

t.test('a program instead of the desktop', async (t) => {
  const desk = { name: 'a', url: 'rdp://desk' };
  const program = { program: '||notes', programArguments: '-n', workingDirectory: 'C:\\notes' };
  const published = (more: object) =>
    publishDesktops(loadConfig({ options: { desktops: [{ ...desk, ...more }] } }), HOST_DEFAULTS)[0].host.program;
  t.same(published(program), { path: '||notes', arguments: '-n', workingFolder: 'C:\\notes' });
  t.equal(published({}), undefined);
  t.throws(() => published({ program: 'x'.repeat(261) }), { code: 'CONFIG_INVALID' });
});

t.test('a published desktop says how to reach, trust and sign in', async (t) => {
  const pin = 'AB'.repeat(32);
  const folder = t.testdir({ 'ca.pem': 'PEM' });
  const config = loadConfig({
    options: {
      trustStore: '/state/known',
      sessions: { dialTimeout: '3s', handshakeTimeout: '4s' },
      desktops: [
        { name: 'a', url: 'rdp://ada@desk:1', domain: 'EXAMPLE', password: 'x', trust: `pin:${pin}`, security: 'nla' },
        { name: 'b', url: 'rdp://desk', trust: 'tofu', colorDepth: 16, remoteFx: false, keyboardLayout: 0x407 },
        { name: 'd', url: 'rdp://desk', trust: 'tofu:/other' },
        { name: 'c', url: 'rdp://desk', ca: [`${folder}/ca.pem`] },
      ],
    },
  });
  const [a, b, d, c] = publishDesktops(config, HOST_DEFAULTS);
  t.match(a.host, {
    target: { host: 'desk', port: 1 },
    trust: { mode: 'pin', sha256: [pin.toLowerCase()] },
    security: { tls: false, nla: true, rdp: false },
    timeouts: { dialMs: 3000, handshakeMs: 4000 },
  });
  t.same(await a.credentials?.(), { username: 'ada', domain: 'EXAMPLE', password: 'x' });
  t.match(b.host, {
    trust: { mode: 'tofu', store: '/state/known' },
    codecs: { colorDepth: 16, nsCodec: true, remoteFx: false },
    security: { tls: true, nla: true, rdp: false },
  });
  t.same(d.host.trust, { mode: 'tofu', store: '/other' });
  t.equal(b.keyboardLayout, 0x407);
  t.equal(b.credentials, undefined, 'the person is asked');
  t.same(c.host.trust, { mode: 'verify', ca: ['PEM'] });
});

t.test('a CA that cannot be read is refused', async (t) => {
  const config = loadConfig({ options: { desktops: [{ name: 'a', url: 'rdp://desk', ca: ['/nonexistent.pem'] }] } });
  t.throws(() => publishDesktops(config, HOST_DEFAULTS), { code: 'CONFIG_INVALID', message: /nonexistent/ });
});
