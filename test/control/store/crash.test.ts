/** Whatever was acknowledged is there after the process, or the database server, is killed at any moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { checkStore } from '../../../src/control/store/check.js';
import { keysFromText } from '../../../src/control/store/key-file.js';
import { openStore } from '../../../src/control/store/open.js';
import type { Store } from '../../../src/control/store/store.js';
import { random } from '../../fuzz/mutate.js';
import { missingPostgresql, startPostgresql } from '../../support/postgresql.js';
import { eachStore } from '../../support/stores.js';

const WRITER = fileURLToPath(new URL('crash-writer.js', import.meta.url));
const KEYS = Buffer.alloc(32, 7).toString('base64');
const ROUNDS = 5;
const SEED = 20_240_601;

/** Lets a writer acknowledge `most` pairs, kills it within the time that another one takes, and says what it printed. */
async function write(place: object, first: number, most: number, delay: number): Promise<number[]> {
  const args = [WRITER, JSON.stringify(place), String(first)];
  const child = spawn(process.execPath, args, { env: { ...process.env, KEYS }, stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  let killing = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line !== 'opening') acknowledged.push(Number(line));
    if (acknowledged.length < most || killing) return;
    killing = true;
    setTimeout(() => child.kill('SIGKILL'), delay);
  });
  await once(child, 'close');
  return acknowledged;
}

/** Nothing that was acknowledged is lost, and nothing is there by halves. */
async function verify(t: Test, store: Store, acknowledged: readonly number[]): Promise<void> {
  const rows = await store.db.selectFrom('resource').select(['kind', 'name']).execute();
  const of = (kind: string): Set<number> =>
    new Set(rows.filter((row) => row.kind === kind).map(({ name }) => Number(name.replace(/^\D*/, ''))));
  const users = of('user');
  t.same(
    acknowledged.filter((number) => !users.has(number)),
    [],
    'nothing is lost',
  );
  t.same([...of('credential')].sort(), [...users].sort(), 'both rows of a pair, or none');
  const wrong: string[] = [];
  for await (const line of checkStore(store)) wrong.push(line);
  t.same(wrong, [], 'the store is sound');
}

t.test('the gateway is killed', async (t) =>
  eachStore(t, async (t, open, place) => {
    const below = random(SEED);
    const acknowledged: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // The first is killed while it makes the store.
      const most = round === 0 ? 0 : 1 + below(30);
      acknowledged.push(...(await write(place, 1000 * round, most, below(20))));
    }
    t.ok(acknowledged.length > ROUNDS, `${acknowledged.length} were acknowledged`);
    await verify(t, await open({ keys: keysFromText(KEYS) }), acknowledged);
  }),
);

t.test('the database server is killed', { skip: missingPostgresql() ?? false }, async (t) => {
  const server = await startPostgresql({ durable: true });
  t.teardown(() => server.stop());
  const store = await openStore({ url: await server.createDatabase(), keys: keysFromText(KEYS) });
  t.teardown(() => store.close());
  const resources = new Resources(store);
  const below = random(SEED);
  const acknowledged: number[] = [];
  const refused: unknown[] = [];
  let next = 0;
  for (let round = 0; round < 3; round++) {
    let crashed = false;
    const writer = async (): Promise<void> => {
      while (!crashed) {
        const number = next++;
        try {
          await resources.within(async (resources) => {
            await resources.put('user', `user-${number}`, { displayName: 'User' });
            await resources.put('credential', `of-${number}`, {
              displayName: 'Of',
              userName: 'a',
              owner: `user-${number}`,
            });
          });
          acknowledged.push(number);
        } catch (error) {
          refused.push(error);
          return;
        }
      }
    };
    const writers = [writer(), writer(), writer()];
    const before = acknowledged.length;
    const some = 5 + Math.floor(below(20));
    while (acknowledged.length < before + some) await new Promise(setImmediate);
    await server.crash();
    crashed = true;
    await Promise.all(writers);
  }
  for (const error of refused) t.match(error, { code: 'STORE_UNAVAILABLE' });
  await verify(t, store, acknowledged);
});
