/** `sluice get`, `apply` and the like as processes, against a gateway. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import { makeAdminToken } from '../../src/control/access/admin-token.js';
import { createApi } from '../../src/control/api/create-api.js';
import { KeyRing } from '../../src/control/store/key-ring.js';
import { openStore } from '../../src/control/store/open.js';
import { startGateway } from '../../src/edge/gateway.js';
import { silentLogger } from '../../src/logger.js';
import { createClient } from '../edge/support.js';
import { FakeSessions } from '../support/fake-session.js';
import { testPlane } from '../support/plane.js';
import { eachStore, type OpenStore } from '../support/stores.js';

t.setTimeout(120_000);

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;
const EXAMPLE = new URL('../../../docs/examples/office.yaml', import.meta.url).pathname;

const key = randomBytes(32);
const keys = new KeyRing([key]);

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function sluice(
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], ...env } });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr]: Buffer[][] = [[], []];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** A gateway in this process, and the command line as its administrator. */
async function start(t: Test, open: OpenStore) {
  const test = testPlane(t, await open({ keys }));
  const gateway = await startGateway(loadConfig({ options: { listen: { port: 0 } } }), {
    ...{ desktops: [{ name: 'First' }], sessions: new FakeSessions(), logger: silentLogger, webRoot: createClient(t) },
    api: createApi(test.plane).handle,
  });
  t.teardown(() => gateway.destroy());
  const token = makeAdminToken(keys, Date.now() + 30 * 60_000);
  const env = { SLUICE_SERVER: gateway.url, SLUICE_TOKEN: token };
  const run = (args: readonly string[], input?: string): Promise<Ran> => sluice(args, { env, input });
  return { ...test, run, url: gateway.url };
}

/** The commands know nothing but the REST interface: one engine is enough for most of them. */
async function onSqlite(t: Test, body: (t: Test, open: OpenStore) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-store-'));
  const store = await openStore({ keys, file: join(folder, 'store.db') });
  try {
    await body(t, async () => store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

t.test('what files describe is planned, made, changed and pruned', async (t) => {
  await eachStore(t, async (t, open) => {
    const { run, plane } = await start(t, open);
    const dry = await run(['apply', '-f', EXAMPLE, '--dry-run']);
    t.equal(dry.status, 6, 'something would change');
    t.match(dry.stdout, /HostPool office created\n {4}\+ displayName: "Office"/);
    t.match(dry.stdout, /dry run: 10 created, 0 changed, 0 unchanged, 0 deleted/);
    t.equal(await plane.resources.get('host-pool', 'office'), undefined);

    const made = await run(['apply', '-f', EXAMPLE]);
    t.equal(made.status, 0, made.stderr);
    t.match(made.stdout, /10 created/);
    t.notMatch(made.stdout, '\u001b', 'no colours where no terminal is');
    const again = await run(['apply', '-f', EXAMPLE, '--dry-run']);
    t.equal(again.status, 0, 'nothing would change');
    t.match(again.stdout, /0 created, 0 changed, 10 unchanged/);

    const folder = t.testdir();
    const text = readFileSync(EXAMPLE, 'utf8').replace('maxSessions: 8', 'maxSessions: 9');
    writeFileSync(
      join(folder, 'office.yml'),
      text.replace(/---\nkind: SessionHost\nname: office-2[\s\S]*?(?=---)/, ''),
    );
    const changed = await run(['apply', '-f', folder, '--prune', 'SessionHost,image']);
    t.match(changed.stdout, /HostPool office changed\n {4}~ maxSessions: 8 → 9\n/);
    t.match(changed.stdout, /SessionHost office-2 deleted/);
    t.match(changed.stdout, /0 created, 1 changed, 8 unchanged, 1 deleted/);
  });
});

t.test('resources are shown, made, changed and deleted', async (t) => {
  await onSqlite(t, async (t, open) => {
    const { run, put } = await start(t, open);
    await put('host-pool', 'north', { displayName: 'North' });
    await put('host-pool', 'south', { displayName: 'South' });
    await put('session-host', 'n1', { hostPool: 'north', address: 'n1.example' });

    const hosts = await run(['get', 'session-hosts']);
    t.match(hosts.stdout, /^NAME +DISPLAY NAME +HOST POOL +VERSION +CHANGED\nn1 +north +1 +20/);
    t.match((await run(['get', 'HostPool', '--search', 'NOR', '-o', 'json'])).stdout, /"name": "north"/);
    t.equal((await run(['get', 'session-host', '--where', 'hostPool=south', '-o', 'yaml'])).stdout, '');
    const yaml = (await run(['get', 'host-pool', 'north', '-o', 'yaml'])).stdout;
    t.match(yaml, /^---\nkind: HostPool\nname: north\nspec:\n/);

    t.match(await run(['create', '-f', '-'], yaml), { status: 1, stderr: /host-pool\/north is there already/ });
    const update = await run(['update', '-f', '-'], yaml.replace('displayName: North', 'displayName: Far north'));
    t.match(update.stdout, /~ displayName: "North" → "Far north"/);
    t.match(await run(['update', '-f', '-'], yaml.replace('name: north', 'name: west')), {
      status: 1,
      stderr: /NOT_FOUND/,
    });

    t.match(await run(['delete', 'host-pool', 'north']), { status: 1, stderr: /named by session-host\/n1/ });
    const gone = await run(['delete', 'session-host', 'n1']);
    t.equal(gone.stdout, 'SessionHost n1 deleted\n');
    t.equal((await run(['delete', '-f', '-'], yaml)).stdout, 'HostPool north deleted\n');
  });
});

t.test('secrets are sent and never printed', async (t) => {
  await onSqlite(t, async (t, open) => {
    const { run, plane } = await start(t, open);
    const document = 'kind: Credential\nname: c\nspec: { displayName: C, userName: c, password: never shown }\n';
    const made = await run(['apply', '-f', '-'], document);
    t.match(made.stdout, /\+ password: "\(secret\)"/);
    const again = await run(['apply', '-f', '-'], document);
    t.match(again.stdout, /Credential c unchanged/, 'the same secret changes nothing');
    const dry = await run(['apply', '-f', '-', '--dry-run'], document);
    t.match(dry, { status: 0, stdout: /Credential c unchanged/ }, 'and a dry run says so');
    t.notMatch(made.stdout + again.stdout, 'never shown');
    t.strictSame(await plane.resources.openSecrets('credential', 'c'), { password: 'never shown' });
  });
});

t.test('what is wrong is said, all of it, and nothing is done', async (t) => {
  await onSqlite(t, async (t, open) => {
    const { run, plane } = await start(t, open);
    const wrong = [
      'kind: HostPool\nname: a\nspec: { displayName: A, maxSession: 3 }',
      'kind: Pool\nname: b\nspec: {}',
      'kind: HostPool\nname: c\nspec: { displayName: C }\nmore: 1',
      'kind: HostPool\nname: d\nspec: { displayName: D }',
      'kind: HostPool\nname: d\nspec: { displayName: D }',
      '{"kind":"HostPool","name":"e","spec":{"displayName":"E","__proto__":{"x":1}}}',
      'kind: [',
    ].join('\n---\n');
    const { status, stderr } = await run(['apply', '-f', '-'], wrong);
    t.equal(status, 1);
    for (const said of [
      /-#1: maxSession: unknown field, did you mean "maxSessions"\?/,
      /-#2: kind: there is no kind "Pool"/,
      /-#3: more: unknown field/,
      /-#5: host-pool\/d is in -#4 already/,
      /-#6: __proto__: unknown field/,
      /-#7: Flow sequence/,
    ]) {
      t.match(stderr, said);
    }
    t.strictSame((await plane.resources.list('host-pool', { limit: 10 })).items, []);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`).join('\n')}`;
    t.equal((await run(['apply', '-f', '-'], bomb)).status, 1, 'aliases upon aliases');
  });
});

t.test('who may not, or cannot, is told so by the exit status', async (t) => {
  await onSqlite(t, async (t, open) => {
    const { url } = await start(t, open);
    const ask = (env: Record<string, string>) => sluice(['get', 'host-pool'], { env });
    t.match(await ask({ SLUICE_SERVER: url }), { status: 2, stderr: /SLUICE_TOKEN/ });
    t.match(await ask({ SLUICE_SERVER: url, SLUICE_TOKEN: 'sluice_x' }), { status: 5, stderr: /SIGN_IN_REQUIRED/ });
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    const unreachable = await ask({ SLUICE_SERVER: `http://127.0.0.1:${port}`, SLUICE_TOKEN: 'x' });
    t.match(unreachable, { status: 3, stderr: /ECONNREFUSED/ });
    t.match(await ask({ SLUICE_SERVER: 'http://desk.example', SLUICE_TOKEN: 'x' }), {
      status: 2,
      stderr: /plain HTTP/,
    });
    t.match(await sluice(['get', 'host-pol']), { status: 2, stderr: /Did you mean host-pool\?/ });

    const data = join(t.testdir(), 'data');
    const noKey = await sluice(['admin', 'token'], { env: { SLUICE_DATA: data } });
    t.not(noKey.status, 0, 'no key is made for it');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'store.key'), `${key.toString('base64')}\n`, { mode: 0o600 });
    const { stdout } = await sluice(['admin', 'token', '--for', '5m'], { env: { SLUICE_DATA: data } });
    t.equal((await ask({ SLUICE_SERVER: url, SLUICE_TOKEN: stdout.trim() })).status, 0);
    t.equal((await sluice(['admin', 'token', '--for', '2h'], { env: { SLUICE_DATA: data } })).status, 2);
  });
});
