import t from 'tap';
import { AuditLog } from '../../../src/control/audit/audit-log.js';
import { eachStore } from '../../support/stores.js';

const done = { action: 'host-pool.write', target: 'host-pool/office', outcome: 'done' } as const;

await eachStore(t, async (t, open) => {
  let now = 1000;
  const store = await open({ now: () => now++ });
  const log = new AuditLog(store);

  t.strictSame(await log.verify(), { intact: true, entries: 0, hash: '0'.repeat(64) }, 'an empty log');

  await log.record({ actor: 'alice', ...done, detail: { version: 2 }, remote: '192.0.2.1' });
  await log.record({ actor: 'bob', ...done, outcome: 'refused' });
  // Several gateways append at the same time.
  const other = new AuditLog(await open({ now: () => now++ }));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? log : other).record({ actor: 'carol', ...done })),
  );

  await t.test('entries are counted without a gap, the newest first', async (t) => {
    const all = await log.list({ limit: 100 });
    t.strictSame(
      all.map(({ seq }) => seq),
      Array.from({ length: 22 }, (_, index) => 22 - index),
    );
    t.match(all.at(-1), {
      actor: 'alice',
      detail: { version: 2 },
      remote: '192.0.2.1',
      at: Number,
      hash: /^[0-9a-f]{64}$/,
    });
  });

  await t.test('they are found by who, what, how it went and when', async (t) => {
    const seqs = async (query: object): Promise<number[]> =>
      (await log.list({ limit: 3, ...query })).map(({ seq }) => seq);
    t.strictSame(await seqs({ actor: 'bob' }), [2]);
    t.strictSame(await seqs({ outcome: 'refused' }), [2]);
    t.strictSame(await seqs({ target: 'host-pool/office' }), [22, 21, 20]);
    t.strictSame(await seqs({ target: 'host-pool/office', before: 20 }), [19, 18, 17]);
    t.strictSame(await seqs({ action: 'host-pool.delete' }), []);
    t.strictSame(await seqs({ to: 1001 }), [1]);
    t.strictSame(await seqs({ from: 1001, before: 4 }), [3, 2]);
  });

  await t.test('whoever changes an entry is found out', async (t) => {
    t.match(await log.verify(), { intact: true, entries: 22 });
    await store.db.updateTable('audit').set({ actor: 'mallory' }).where('seq', '=', 7).execute();
    t.strictSame(await log.verify(), { intact: false, entries: 6, seq: 7 });
    await store.db.updateTable('audit').set({ actor: 'carol' }).where('seq', '=', 7).execute();
    t.match(await log.verify(), { intact: true });
  });

  await t.test('and whoever removes one, the last one too', async (t) => {
    await store.db.deleteFrom('audit').where('seq', '=', 22).execute();
    t.strictSame(await log.verify(), { intact: false, entries: 21, seq: 22 });
    await store.db.deleteFrom('audit').where('seq', '=', 3).execute();
    t.strictSame(await log.verify(), { intact: false, entries: 2, seq: 3 });
  });
});

await eachStore(t, async (t, open) => {
  const log = new AuditLog(await open());
  const broken = { actor: 'mallory', ...done, target: undefined as never };
  const results = await Promise.allSettled([
    log.record({ actor: 'alice', ...done }),
    log.record({ actor: 'bob', ...done }),
    log.record(broken),
    log.record({ actor: 'carol', ...done }),
  ]);
  t.strictSame(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    'entries that are written together do not fail together',
  );
  t.strictSame(
    (await log.list({ limit: 9 })).map(({ actor }) => actor),
    ['carol', 'bob', 'alice'],
  );
  t.match(await log.verify(), { intact: true, entries: 3 });
});
