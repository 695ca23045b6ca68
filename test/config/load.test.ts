import { homedir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../src/config/load.js';
import { SECRET_PATHS } from '../../src/config/schema.js';

t.test('nothing configured is a gateway on loopback', async (t) => {
  const config = loadConfig();
  t.match(config, {
    listen: { host: '127.0.0.1', port: 8080, allowPlainHttp: false },
    desktops: [],
    sessions: { grace: 120_000 },
    viewers: { budget: 1024 * 1024 },
  });
  t.notOk(config.trustStore.startsWith('~'), 'home is resolved');
  t.ok(Object.isFrozen(config) && Object.isFrozen(config.listen) && Object.isFrozen(config.desktops));
});

t.test('file, environment, command line and code, each over the former', async (t) => {
  const folder = t.testdir({
    'sluice.json': JSON.stringify({
      $schema: 'config.schema.json',
      listen: { port: 1, host: '127.0.0.2', origins: ['https://a.example'] },
      log: { level: 'debug' },
      desktops: [{ name: 'One', url: 'rdp://ada@desk' }],
    }),
  });
  const config = loadConfig({
    file: join(folder, 'sluice.json'),
    env: { SLUICE_LISTEN_PORT: '2', SLUICE_LOG_LEVEL: 'warn', SLUICE_LOG_REQUESTS: 'true', HOME: '/nowhere' },
    set: ['listen.port=3', 'viewers.budget=2MiB', 'listen.origins=["https://b.example"]'],
    options: { listen: { port: 4 } },
  });
  t.match(config, {
    listen: { port: 4, host: '127.0.0.2', origins: ['https://b.example'] },
    log: { level: 'warn', requests: true },
    viewers: { budget: 2 * 1024 * 1024 },
    desktops: [{ name: 'One', security: 'auto', trust: 'verify', colorDepth: 32 }],
  });
  t.equal(config.listen.origins.length, 1, 'lists are replaced, not joined');
});

t.test('secrets come from where they are kept', async (t) => {
  const folder = t.testdir({ password: 'from file\n' });
  const desktops = [
    { name: 'a', url: 'rdp://desk', password: { env: 'DESK_PASSWORD' } },
    { name: 'b', url: 'rdp://desk', password: { file: join(folder, 'password') } },
    { name: 'c', url: 'rdp://desk', password: 'plain' },
    { name: 'd', url: 'rdp://desk' },
  ];
  const config = loadConfig({
    env: { DESK_PASSWORD: 'from env', SLUICE_METRICS_TOKEN: 'token' },
    options: { desktops },
  });
  t.same(
    config.desktops.map(({ password }) => password),
    ['from env', 'from file', 'plain', undefined],
  );
  t.equal(config.metrics.token, 'token');
  const missing = (password: object): object => ({
    options: { desktops: [{ name: 'a', url: 'rdp://desk', password }] },
  });
  t.throws(() => loadConfig(missing({ env: 'NOWHERE' })), { message: /desktops\.0\.password: .*NOWHERE is not set/ });
  t.throws(() => loadConfig(missing({ file: join(folder, 'none') })), { message: /cannot be read/ });
});

t.test('units', async (t) => {
  const grace = (value: string | number): number =>
    loadConfig({ options: { sessions: { grace: value } } }).sessions.grace;
  t.same([grace(1500), grace('250ms'), grace('1.5s'), grace('2m'), grace('1h')], [1500, 250, 1500, 120_000, 3_600_000]);
  const budget = (value: string | number): number =>
    loadConfig({ options: { viewers: { budget: value } } }).viewers.budget;
  t.same([budget(65_536), budget('64KiB'), budget('1.5MiB')], [65_536, 65_536, 1_572_864]);
});

/** What is wrong, and what the person who wrote it is told. */
const MISTAKES: readonly [string, Parameters<typeof loadConfig>[0], RegExp][] = [
  ['a misspelt key', { set: ['listen.prot=1'] }, /listen\.prot: unknown key, did you mean "listen\.port"\?/],
  [
    'one in an object',
    { options: { listen: { prot: 1 } as object } },
    /listen\.prot: unknown key, did you mean "port"\?/,
  ],
  ['one at the top', { options: { deskops: [] } as object }, /deskops: unknown key, did you mean "desktops"\?/],
  [
    'one in a list',
    { options: { desktops: [{ nme: 'x', name: 'x', url: 'rdp://x' } as never] } },
    /desktops\.0\.nme: .*"name"/,
  ],
  ['a key like none', { options: { colour: 1 } as object }, /colour: unknown key$/],
  ['a misspelt variable', { env: { SLUICE_LISTEN_PROT: '1' } }, /did you mean SLUICE_LISTEN_PORT\?/],
  ['a variable of the wrong type', { env: { SLUICE_LISTEN_PORT: 'http' } }, /SLUICE_LISTEN_PORT: not/],
  ['a number out of range', { set: ['listen.port=65536'] }, /listen\.port: too big/],
  ['a duration without unit', { set: ['sessions.grace=soon'] }, /sessions\.grace: not a duration from 0 to/],
  ['an unknown unit', { set: ['viewers.budget=1GB'] }, /viewers\.budget: not a size/],
  ['no value', { set: ['listen.port'] }, /not of the form key=value/],
  [
    'a password in an address',
    { options: { desktops: [{ name: 'x', url: 'rdp://a:b@c' }] } },
    /desktops\.0\.url: not of the form/,
  ],
  ['another protocol', { options: { desktops: [{ name: 'x', url: 'ssh://c' }] } }, /desktops\.0\.url/],
  ['a short pin', { options: { desktops: [{ name: 'x', url: 'rdp://c', trust: 'pin:ab' }] } }, /desktops\.0\.trust/],
  ['a certificate without key', { options: { tls: { certificate: 'a' } as never } }, /tls\.key/],
  ['no file', { file: '/nonexistent/sluice.json' }, /cannot be read/],
];

for (const [name, sources, message] of MISTAKES) {
  t.test(`${name} is explained`, async (t) => {
    t.throws(() => loadConfig(sources), { code: 'CONFIG_INVALID', message });
  });
}

t.test('all mistakes are told at once', async (t) => {
  t.throws(() => loadConfig({ options: { listen: { port: -1, hots: 'x' } as object } }), {
    message: /listen\.port: .*; listen\.hots: /,
  });
});

t.test('a file that is no JSON object is refused', async (t) => {
  const folder = t.testdir({ broken: '{', list: '[]' });
  for (const name of ['broken', 'list']) {
    t.throws(() => loadConfig({ file: join(folder, name) }), { code: 'CONFIG_INVALID', message: new RegExp(name) });
  }
});

t.test('other variables of ours may hold secrets', async (t) => {
  t.doesNotThrow(() => loadConfig({ env: { SLUICE_PASSWORD: 'x', SLUICE_EXPECT_ALL: '1' } }));
});

t.test('where the store is', async (t) => {
  const load = (env: NodeJS.ProcessEnv, set: string[] = []) => loadConfig({ env, set });
  t.same(load({}).store, { url: undefined, key: undefined, keyFile: undefined });
  t.equal(load({}).data, join(homedir(), '.local/share/sluice'));
  t.equal(load({ SLUICE_DATA: 'here' }).data, join(process.cwd(), 'here'));
  t.equal(load({ DATABASE_URL: 'postgres://a/b' }).store.url, 'postgres://a/b');
  t.equal(load({ DATABASE_URL: '' }).store.url, undefined);
  t.equal(load({ DATABASE_URL: 'postgres://a/b', SLUICE_STORE_URL: 'postgres://c/d' }).store.url, 'postgres://c/d');
  t.equal(load({ SLUICE_STORE_KEY: 'abc' }).store.key, 'abc');
  t.equal(load({}, ['store.keyFile=~/keys']).store.keyFile, join(homedir(), 'keys'));
  t.ok(SECRET_PATHS.includes('store.url') && SECRET_PATHS.includes('store.key'), 'neither is logged');
});
