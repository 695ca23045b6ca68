import { createHash } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { dumpStore } from '../../../src/control/store/dump.js';
import { newKey } from '../../../src/control/store/key-file.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';
import { linesOf } from '../../../src/control/store/lines.js';
import { openStore, type StorePlace } from '../../../src/control/store/open.js';
import { restoreStore } from '../../../src/control/store/restore.js';
import type { Store } from '../../../src/control/store/store.js';
import { missingPostgresql } from '../../support/postgresql.js';
import { eachStore, sharedPostgresql, testKeys } from '../../support/stores.js';
import { fill } from './filled.js';

const now = () => 1_700_000_000_000;

async function dump(store: Store): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of dumpStore(store)) pieces.push(piece);
  return pieces.join('').split('\n').slice(0, -1);
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const restore = (place: StorePlace, lines: readonly string[], keys = testKeys) =>
  restoreStore(place, keys, each(lines));

t.test('a dump makes the same store again, on either engine', { skip: missingPostgresql() ?? false }, async (t) => {
  const folder = t.testdir();
  const server = await sharedPostgresql(t);
  let number = 0;
  const places: (() => Promise<StorePlace>)[] = [
    async () => ({ file: join(folder, `${number++}.db`) }),
    async () => ({ url: await server.createDatabase() }),
  ];
  const source = await openStore({ ...(await places[0]()), keys: testKeys, now });
  await fill(source);
  const lines = await dump(source);
  await source.close();
  for (const to of [...places, ...places]) {
    const place = await to();
    t.equal(await restore(place, lines), JSON.parse(lines[lines.length - 1]).rows);
    const store = await openStore({ ...place, keys: testKeys, now });
    t.same(await dump(store), lines);
    t.same(await new Resources(store).openSecrets('credential', 'user-0010'), { password: 'secret of user-0010' });
    await store.close();
  }
});

t.test('a dump shows one moment, whatever others change meanwhile', async (t) =>
  eachStore(t, async (t, open) => {
    const [store, other] = [await open({ now }), await open({ now })];
    await fill(store, 20);
    const before = await dump(store);
    const pieces = dumpStore(store);
    const first = await pieces.next();
    const change = new Resources(other).put('user', 'user-0003', { displayName: 'Another' });
    // On SQLite this process has one turn after the other; a gateway in another process does not wait.
    if (store.engine === 'postgresql') await change;
    const rest: string[] = [];
    for await (const piece of pieces) rest.push(piece);
    t.equal(first.value + rest.join(''), `${before.join('\n')}\n`);
    await change;
    t.not((await dump(store)).join(), before.join());
  }),
);

t.test('a dump that is not whole is refused, and nothing of it stays', async (t) =>
  eachStore(t, async (t, open, place) => {
    const source = await openStore({ file: join(t.testdir(), 'source.db'), keys: testKeys, now });
    await fill(source, 10);
    const lines = await dump(source);
    await source.close();
    const damaged: [string, string[]][] = [
      ['empty', []],
      ['another file', ['{"some": "json"}']],
      ['another format', [lines[0].replace('"format":1', '"format":2'), ...lines.slice(1)]],
      ['no end', lines.slice(0, -1)],
      ['cut in a line', [...lines.slice(0, 6), lines[6].slice(0, 9)]],
      ['a row less', [...lines.slice(0, 4), ...lines.slice(5)]],
      ['two rows changed places', [...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)]],
      ['a changed letter', lines.map((line) => line.replace('User 7', 'User 8'))],
      ['a wide row', lines.map((line, index) => (index === 3 ? line.replace(']', ',1]') : line))],
      ['something behind the end', [...lines, '[]']],
      ['an unknown table', lines.map((line) => line.replace('{"table":"resource"', '{"table":"recourse"'))],
    ];
    for (const [what, lines] of damaged) await t.rejects(restore(place, lines), { code: 'BACKUP_INVALID' }, what);
    const newer = [lines[0].replace('0001-resources"', '0001-resources","9999-later"'), ...lines.slice(1)];
    await t.rejects(restore(place, newer), { code: 'STORE_NEWER' });
    await t.rejects(restore(place, lines, new KeyRing([newKey()])), { code: 'STORE_SEALED' });

    await restore(place, lines);
    await t.rejects(restore(place, lines), { code: 'BACKUP_INVALID', message: /not empty/ });
    t.equal((await dump(await open({ now }))).join(), lines.join(), 'all that failed left nothing');
  }),
);

t.test('an older version can be restored into this one', async (t) =>
  eachStore(t, async (t, open, place) => {
    const name = ['kind', 'name', 'version', 'body', 'sealed', 'search', 'created_at', 'updated_at'].sort();
    const group = {
      kind: 'group',
      name: 'a',
      version: 1,
      body: '{"displayName":"A"}',
      sealed: null,
      search: 'a',
      created_at: 1,
      updated_at: 1,
    };
    const row = name.map((column) => group[column as keyof typeof group]);
    const head = { sluice: 'store', format: 1, at: 1, migrations: ['0001-resources'] };
    const lines = [head, { table: 'resource', columns: name }, row].map((line) => JSON.stringify(line));
    const sha256 = createHash('sha256')
      .update(`${lines.join('\n')}\n`)
      .digest('hex');
    await restore(place, [...lines, JSON.stringify({ rows: 1, sha256 })]);
    t.match(await new Resources(await open()).get('group', 'a'), { version: 1, body: { displayName: 'A' } });
  }),
);

t.test('lines are the same however their bytes arrive', async (t) => {
  const text = 'a\nbc\n\nd';
  for (let size = 1; size <= text.length; size++) {
    const pieces = async function* () {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    };
    const lines: string[] = [];
    for await (const line of linesOf(pieces())) lines.push(line);
    t.same(lines, ['a', 'bc', '', 'd']);
  }
});
