/** A pool of real hosts, set up by the command line as documented; people who connect; hosts that go and come back. */
import t, { type Test } from 'tap';
import { Browser } from '../control/broker/real-gateway.js';
import { missing } from '../hosts/host.js';
import { until } from '../hosts/processes.js';
import { type ShadowHost, shadowMissing, startShadow } from '../hosts/shadow.js';
import { missingPostgresql, startPostgresql } from '../support/postgresql.js';
import { MAIN, type Ran, shell, startServing } from '../support/serving.js';
import { needs } from './connect.js';

t.setTimeout(240_000);

const PATIENCE_MS = 60_000;
const APPLY = 'envsubst < docs/examples/pool.yaml | sluice apply -f -';
const PEOPLE = ['alice', 'ben', 'cem', 'dan'] as const;
const PASSWORD = 'four quiet herons wade';
const OTHERS = PEOPLE.slice(1)
  .map((name) => `{ kind: User, name: ${name}, spec: { displayName: ${name}, groups: [designers] } }`)
  .join('\n---\n');

interface HostStatus {
  readonly name: string;
  readonly health: string;
  readonly drain: boolean;
  readonly checkedAt?: number;
  readonly sessions: number;
}

interface Scene {
  /** Runs a shell's command line as the administrator. */
  run(line: string): Promise<Ran>;
  host(name: string): Promise<HostStatus>;
  /** A browser in which somebody is signed in who has just got a password. */
  signIn(user: string): Promise<Browser>;
}

async function startScene(t: Test, hosts: readonly ShadowHost[], variables: Record<string, string>): Promise<Scene> {
  const { url, env } = await startServing(t, [process.execPath, MAIN, 'serve'], variables);
  const { stdout } = await shell('sluice admin token --for 1h', env);
  const token = stdout.trim();
  const [first, second, third] = hosts.map(({ port }) => `127.0.0.1:${port}`);
  const [{ username, password }] = hosts;
  const wanted = { DESK_1: first, DESK_2: second, DESK_3: third, DESK_USER: username, DESK_PASSWORD: password };
  const administers = { ...env, SLUICE_SERVER: url, SLUICE_TOKEN: token, ...wanted };
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const json = { 'content-type': 'application/json', origin: url, ...headers };
    const response = await fetch(`${url}/api${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response;
  };
  const authorization = `Bearer ${token}`;
  return {
    run: (line) => shell(line, administers),
    host: async (name) => {
      const response = await fetch(`${url}/api/host-status?hostPool=desks`, { headers: { authorization } });
      const { hosts: all } = (await response.json()) as { hosts: HostStatus[] };
      return all.find((host) => host.name === name)!;
    },
    signIn: async (user) => {
      const made = await post(`/users/${user}/reset-link`, {}, { authorization });
      const link = new URL(((await made.json()) as { url: string }).url);
      await post('/reset', { token: link.hash.slice(1), password: PASSWORD });
      const signedIn = await post('/sign-in/password', { user, password: PASSWORD });
      return new Browser(
        url,
        signedIn.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; '),
      );
    },
  };
}

/** Connects, waits for a picture and stays; returns the host. */
async function look(t: Test, browser: Browser): Promise<string> {
  const connection = await browser.connect('desktop', 'desk');
  if (connection.state !== 'granted') throw new Error(`not granted: ${JSON.stringify(connection)}`);
  const { body } = await browser.redeem(connection.grant);
  const viewer = await browser.view(body);
  t.teardown(() => viewer.close());
  await viewer.next('frame');
  return connection.host;
}

async function logOff(browser: Browser): Promise<void> {
  const sessions = async (): Promise<{ id: string }[]> => (await browser.ask('GET', '/api/me/sessions')).body.sessions;
  for (const { id } of await sessions()) await browser.ask('POST', `/api/me/sessions/${id}/log-off`);
  await until('the session to end', async () => (await sessions()).length === 0, PATIENCE_MS);
}

async function usePool(t: Test, hosts: readonly ShadowHost[], variables: Record<string, string>): Promise<void> {
  const { run, host, signIn } = await startScene(t, hosts, variables);
  const becomes = (name: string, health: string) =>
    until(`${name} to be ${health}`, async () => (await host(name)).health === health, PATIENCE_MS);

  const planned = await run(`${APPLY} --dry-run`);
  t.equal(planned.status, 6, planned.stderr);
  t.match(planned.stdout, /dry run: 10 created, 0 changed, 0 unchanged, 0 deleted/);
  const made = await run(APPLY);
  t.equal(made.status, 0, made.stderr);
  t.match(made.stdout, /\n10 created, 0 changed, 0 unchanged, 0 deleted/);
  const again = await run(APPLY);
  t.match(again, { status: 0, stdout: /\n0 created, 0 changed, 10 unchanged, 0 deleted/ });
  const nothing = await run(`${APPLY} --dry-run`);
  t.match(nothing, { status: 0, stdout: /\ndry run: 0 created, 0 changed, 10 unchanged, 0 deleted/ });
  const other = await run(`DESK_PASSWORD=another; ${APPLY} --dry-run`);
  t.match(other, { status: 6, stdout: /Credential desks changed\n[\s\S]*dry run: 0 created, 1 changed/ });
  t.notMatch(other.stdout + made.stdout, hosts[0].password);
  t.equal((await run(`echo '${OTHERS}' | sluice create -f -`)).status, 0);

  for (const name of ['desk-1', 'desk-2', 'desk-3']) await becomes(name, 'available');
  const people: Browser[] = [];
  for (const name of PEOPLE) people.push(await signIn(name));
  const [alice, ben, cem, dan] = people;
  t.equal(await look(t, alice), 'desk-1');
  t.equal(await look(t, ben), 'desk-2');
  t.equal(await look(t, cem), 'desk-3', 'breadth first');

  await hosts[1].stopServer();
  const stoppedAt = Date.now();
  // The first check that is told of after the end may have begun before it; the next one has not.
  const checks = new Set<number>();
  await until(
    'a check to notice',
    async () => {
      const { health, checkedAt = 0 } = await host('desk-2');
      if (stoppedAt < checkedAt) checks.add(checkedAt);
      return health === 'unavailable';
    },
    PATIENCE_MS,
  );
  t.ok(checks.size <= 2, 'the next check says so');
  t.equal((await host('desk-1')).health, 'available');
  t.equal(await look(t, ben), 'desk-1', 'whoever was there begins anew elsewhere');
  t.equal(await look(t, dan), 'desk-3');

  await hosts[1].startServer();
  await becomes('desk-2', 'available');
  await logOff(alice);
  t.equal(await look(t, alice), 'desk-2', 'it is used again');

  const text = await run('sluice get session-host desk-2 -o yaml');
  const drained = text.stdout.replace('drain: false', 'drain: true');
  t.not(drained, text.stdout);
  const changed = await run(`sluice apply -f - <<'END'\n${drained}\nEND`);
  t.match(changed, { status: 0, stdout: /SessionHost desk-2 changed\n {4}~ drain: false → true/ });
  t.match(await host('desk-2'), { health: 'available', drain: true, sessions: 1 }, 'who is there stays');
  t.equal(await look(t, alice), 'desk-2', 'and comes back there');
  await logOff(alice);
  t.match(await host('desk-2'), { sessions: 0 });
  t.not(await look(t, alice), 'desk-2', 'nobody new comes');
}

const skip = needs(shadowMissing(3) ?? missing('gettext-base', ['envsubst']));

t.test('a documented pool of three real hosts', skip, async (t) => {
  const desks = [1, 2, 3].map(() => startShadow({ version: 3, security: 'nla', size: '640x480', scene: 'empty' }));
  const started = await Promise.allSettled(desks);
  const hosts = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  t.teardown(() => Promise.all(hosts.map((host) => host.close())));
  for (const one of started) if (one.status === 'rejected') throw one.reason;
  await t.test('SQLite', (t) => usePool(t, hosts, {}));
  await t.test('PostgreSQL', needs(missingPostgresql()), async (t) => {
    const server = await startPostgresql();
    t.teardown(() => server.stop());
    await usePool(t, hosts, { DATABASE_URL: await server.createDatabase() });
  });
});
