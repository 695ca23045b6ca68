import t, { type Test } from 'tap';
import type { Change } from '../../../src/control/store/changes.js';
import { SharedTransactions } from '../../../src/control/store/shared-transactions.js';
import type { Store } from '../../../src/control/store/store.js';
import { eachStore } from '../../support/stores.js';

/** The store, and how many transactions were begun. */
function counting(store: Store): { store: Store; begun: () => number } {
  let begun = 0;
  const transaction: Store['transaction'] = (work) => {
    begun++;
    return store.transaction(work);
  };
  return { store: { ...store, transaction }, begun: () => begun };
}

const names = async ({ db }: Store): Promise<string[]> => {
  const rows = await db
    .selectFrom('property')
    .select('name')
    .where('name', 'like', 'test-%')
    .orderBy('value')
    .execute();
  return rows.map(({ name }) => name.slice('test-'.length));
};

/** Writes a row with a name, after whatever was there. */
const writes = (transactions: SharedTransactions, name: string): Promise<string> =>
  transactions.run(async (tx, changed) => {
    const { count } = await tx
      .selectFrom('property')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('property')
      .values({ name: `test-${name}`, value: String(count).padStart(6, '0') })
      .execute();
    changed({ kind: 'test', name });
    return name;
  });

t.test('What comes at once shares a transaction, in its order, and is told afterwards', async (t: Test) => {
  await eachStore(t, async (t, open) => {
    const { store, begun } = counting(await open());
    const transactions = new SharedTransactions(store, 1);
    const told: Change[] = [];
    const all = new Promise<void>((resolve) => {
      store.changes.subscribe((change) => {
        if (change.kind === 'test' && told.push(change) === 4) resolve();
      });
    });
    const given = await Promise.all(['b', 'a', 'd', 'c'].map((name) => writes(transactions, name)));
    t.strictSame(given, ['b', 'a', 'd', 'c'], 'each gets what its work gave');
    t.equal(begun(), 1);
    t.strictSame(await names(store), ['b', 'a', 'd', 'c']);
    await all;
    t.strictSame(told.map(({ name }) => name).sort(), ['a', 'b', 'c', 'd']);
  });
});

t.test('What comes while one runs, or just when it ended, has its turn', async (t: Test) => {
  await eachStore(t, async (t, open) => {
    const { store, begun } = counting(await open());
    const transactions = new SharedTransactions(store);
    const first = writes(transactions, 'first');
    const [second, third] = [writes(transactions, 'second'), writes(transactions, 'third')];
    await first;
    const fourth = writes(transactions, 'fourth');
    await Promise.all([second, third, fourth]);
    t.strictSame(await names(store), ['first', 'second', 'third', 'fourth']);
    t.ok(begun() < 4);
  });
});

t.test('One that fails takes no other along', async (t: Test) => {
  await eachStore(t, async (t, open) => {
    const store = await open();
    const transactions = new SharedTransactions(store, 1);
    const results = await Promise.allSettled(['a', 'a', 'b'].map((name) => writes(transactions, name)));
    t.strictSame(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    t.strictSame(await names(store), ['a', 'b']);
  });
});
