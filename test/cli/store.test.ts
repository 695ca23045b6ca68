/** `sluice store …`, as processes of their own beside a gateway that has the store open. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { AuditLog } from '../../src/control/audit/audit-log.js';
import { Resources } from '../../src/control/resources/repository.js';
import { keysFromFile, readKeyFile } from '../../src/control/store/key-file.js';
import { openStore } from '../../src/control/store/open.js';
import { missingPostgresql } from '../support/postgresql.js';
import { sharedPostgresql } from '../support/stores.js';

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `sluice store` with settings from the environment alone. */
const run = (args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Outcome> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...settings };
    execFile(process.execPath, [MAIN, 'store', ...args], { env }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });

const account = { displayName: 'Service', userName: 'service', password: 'of the service' };

t.test('a gateway goes on while its store is backed up and its key rotated', async (t) => {
  const data = join(t.testdir(), 'data');
  const settings = { SLUICE_DATA: data };
  t.match(await run(['check'], settings), {
    ...{ status: 0, out: `audit log: 0 entries, ${'0'.repeat(64)}\nthe store is sound\n` },
  });
  const keyFile = join(data, 'store.key');
  const [first] = readKeyFile(keyFile);

  const gateway = await openStore({ file: join(data, 'store.db'), keys: keysFromFile(keyFile, false) });
  t.teardown(() => gateway.close());
  const resources = new Resources(gateway);
  await resources.put('credential', 'one', account);

  const backup = join(data, 'backup.jsonl.gz');
  t.match(await run(['backup', '--out', backup], settings), { status: 0, out: `${backup}\n` });
  t.equal(statSync(backup).mode & 0o777, 0o600);

  t.match(await run(['rotate-key'], settings), { status: 0, out: /^2 secrets sealed anew/ });
  t.equal(readKeyFile(keyFile).length, 2);
  await resources.put('credential', 'two', account);
  t.same(await resources.openSecrets('credential', 'one'), { password: 'of the service' });
  t.match(await run(['rotate-key', '--drop-old'], settings), { status: 0, out: /^0 secrets sealed anew/ });
  const [last, ...others] = readKeyFile(keyFile);
  t.same(others, []);
  t.notSame(last, first);
  t.same(await resources.openSecrets('credential', 'two'), { password: 'of the service' });
  t.match(await run(['check'], settings), { status: 0 });

  const row = await gateway.db
    .selectFrom('resource')
    .select('sealed')
    .where('name', '=', 'one')
    .executeTakeFirstOrThrow();
  await gateway.db.updateTable('resource').set(row).where('name', '=', 'two').execute();
  const log = new AuditLog(gateway);
  const entry = { actor: 'alice', action: 'host-pool.write', target: 'host-pool/office', outcome: 'done' } as const;
  await log.record(entry);
  await log.record(entry);
  await gateway.db.updateTable('audit').set({ actor: 'mallory' }).where('seq', '=', 2).execute();
  const { status, out } = await run(['check'], settings);
  t.equal(status, 1);
  t.match(out, /credential\/two\/password/);
  t.match(out, /^audit\/2: not as it was written/m);
});

t.test('a backup moves from one engine to the other', { skip: missingPostgresql() ?? false }, async (t) => {
  const folder = t.testdir();
  const [data, moved] = [join(folder, 'data'), join(folder, 'moved')];
  const keyFile = join(data, 'store.key');
  await run(['check'], { SLUICE_DATA: data });
  const gateway = await openStore({ file: join(data, 'store.db'), keys: keysFromFile(keyFile, false) });
  await new Resources(gateway).put('credential', 'one', account);
  await gateway.close();
  const backup = join(folder, 'backup.jsonl');
  await run(['backup', '--out', backup], { SLUICE_DATA: data });
  t.notMatch(readFileSync(backup, 'utf8'), 'of the service');

  const url = await (await sharedPostgresql(t)).createDatabase();
  const target = { SLUICE_DATA: moved, DATABASE_URL: url };
  t.match(await run(['restore', backup], target), { status: 2, err: /store\.key/ }, 'its keys are not made up');
  t.notOk(existsSync(moved));
  const key = Buffer.from(readKeyFile(keyFile)[0]).toString('base64');
  t.match(await run(['restore', backup], { ...target, SLUICE_STORE_KEY: key }), { status: 0, out: /^\d+ rows\n/ });
  t.match(await run(['restore', backup], { ...target, SLUICE_STORE_KEY: key }), { status: 1, err: /not empty/ });

  const store = await openStore({ url, keys: keysFromFile(keyFile, false) });
  t.same(await new Resources(store).openSecrets('credential', 'one'), { password: 'of the service' });
  await store.close();

  const wrong = Buffer.alloc(32).toString('base64');
  const refused = await run(['check'], { ...target, SLUICE_STORE_KEY: wrong });
  t.match(refused, { status: 1, err: /STORE_SEALED/ });
  t.notMatch(refused.err, wrong);
  t.match(await run(['check'], { ...target, SLUICE_STORE_KEY: `${wrong},${key}` }), { status: 0 });
});

t.test('keys are typed at a terminal that does not show them', async (t) => {
  const data = join(t.testdir(), 'data');
  const key = Buffer.alloc(32, 9).toString('base64');
  t.match(await run(['check'], { SLUICE_DATA: data, SLUICE_STORE_KEY: key }), { status: 0 });
  const command = `${process.execPath} ${MAIN} store check --ask-store-key`;
  const env = { PATH: process.env['PATH'], SLUICE_DATA: data };
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    const asked = shown.includes('Keys of the store: ');
    shown += text;
    if (!asked && shown.includes('Keys of the store: ')) terminal.stdin.write(`${key}\r`);
  });
  const [status] = await once(terminal, 'close');
  t.equal(status, 0);
  t.match(shown, /the store is sound/);
  t.notMatch(shown, key);
});

t.test('what is wrong is said, with its code', async (t) => {
  const folder = t.testdir();
  const settings = { SLUICE_DATA: join(folder, 'data') };
  await run(['check'], settings);
  const backup = join(folder, 'backup.jsonl.gz');
  await run(['backup', '--out', backup], settings);
  t.match(await run(['check'], { ...settings, SLUICE_STORE_KEY: 'short' }), { status: 2, err: /CONFIG_INVALID/ });
  t.match(await run(['check', '--ask-store-key'], settings), { status: 2, err: /needs a terminal/ });
  t.match(await run(['restore', join(folder, 'none')], settings), { status: 2, err: /ENOENT/ });
  truncateSync(backup, statSync(backup).size - 9);
  t.match(await run(['restore', backup], settings), { status: 1, err: /BACKUP_INVALID/ });
  const text = join(folder, 'text.jsonl.gz');
  writeFileSync(text, 'no gzip');
  t.match(await run(['restore', text], settings), { status: 1, err: /BACKUP_INVALID/ });
  const away = await run(['check'], { ...settings, DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/d' });
  t.match(away, { status: 1, err: /STORE_UNAVAILABLE/ });
  t.notMatch(away.err, /hidden/);
});
