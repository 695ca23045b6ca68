import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { eachStore } from '../../support/stores.js';

const office = { displayName: 'Office' };

t.test('a resource is made, read, changed and removed', async (t) =>
  eachStore(t, async (t, open) => {
    let now = 1000;
    const resources = new Resources(await open({ now: () => now }));
    const made = await resources.put('workspace', 'main', { displayName: 'Main' });
    t.match(made, { created: true, changed: true, resource: { version: 1, createdAt: 1000, updatedAt: 1000 } });
    t.same(made.resource.body, { displayName: 'Main', description: '' }, 'with its defaults');

    now = 2000;
    const same = await resources.put('workspace', 'main', { description: '', displayName: 'Main' });
    t.match(same, { created: false, changed: false, resource: { version: 1, updatedAt: 1000 } });
    const other = await resources.put('workspace', 'main', office);
    t.match(other, { created: false, changed: true, resource: { version: 2, createdAt: 1000, updatedAt: 2000 } });

    t.same(await resources.get('workspace', 'main'), other.resource);
    t.equal(await resources.get('group', 'main'), undefined);
    t.equal(await resources.remove('workspace', 'main'), true);
    t.equal(await resources.remove('workspace', 'main'), false);
    await t.rejects(resources.require('workspace', 'main'), { code: 'NOT_FOUND', message: /Workspace "main"/ });
  }),
);

t.test('a change happens only under its conditions', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    const put = (options: object) => resources.put('workspace', 'main', office, options);
    await t.rejects(put({ ifMatch: 1 }), { code: 'PRECONDITION_FAILED' }, 'there is none yet');
    await t.rejects(put({ onlyIfPresent: true }), { code: 'NOT_FOUND' });
    t.equal((await put({ onlyIfAbsent: true })).created, true);
    await t.rejects(put({ onlyIfAbsent: true }), { code: 'PRECONDITION_FAILED' });
    await t.rejects(put({ ifMatch: 2 }), { code: 'PRECONDITION_FAILED' });
    t.equal((await put({ ifMatch: 1, onlyIfPresent: true })).changed, false);
    await t.rejects(resources.remove('workspace', 'main', { ifMatch: 2 }), { code: 'PRECONDITION_FAILED' });
    t.equal(await resources.remove('workspace', 'main', { ifMatch: 1 }), true);
    await t.rejects(resources.remove('workspace', 'main', { ifMatch: 1 }), { code: 'PRECONDITION_FAILED' });
  }),
);

t.test('of many who change the same version, one succeeds', async (t) =>
  eachStore(t, async (t, open) => {
    const gateways = [new Resources(await open()), new Resources(await open())];
    const outcome = async (work: (resources: Resources, index: number) => Promise<unknown>): Promise<string[]> => {
      const tries = Array.from({ length: 12 }, (_, index) => work(gateways[index % 2], index));
      const settled = await Promise.allSettled(tries);
      return settled.map((each) => (each.status === 'fulfilled' ? 'done' : each.reason.code)).sort();
    };
    const expected = [...Array(11).fill('PRECONDITION_FAILED'), 'done'].sort();
    const made = outcome((resources, index) =>
      resources.put('workspace', 'main', { displayName: `Name ${index}` }, { onlyIfAbsent: true }),
    );
    t.same(await made, expected);
    const changed = outcome((resources, index) =>
      resources.put('workspace', 'main', { displayName: `Change ${index}` }, { ifMatch: 1 }),
    );
    t.same(await changed, expected);
    const all = await outcome((resources, index) =>
      resources.put('workspace', 'new', { displayName: `Name ${index}` }),
    );
    t.same(all, Array(12).fill('done'), 'without a condition the last one counts');
    t.equal((await gateways[0].require('workspace', 'new')).version, 12, 'and each of them counted');
  }),
);

t.test('several changes happen together or not at all, and are told when they have', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const resources = new Resources(store);
    const told: string[] = [];
    const end = new Promise<void>((resolve) => {
      store.changes.subscribe(({ kind, name }) => (name === 'end' ? resolve() : told.push(`${kind}/${name}`)));
    });
    const failed = resources.within(async (resources) => {
      await resources.put('workspace', 'lost', office);
      t.ok(await resources.get('workspace', 'lost'), 'seen within');
      await resources.put('workspace', 'wrong', { displayName: 7 });
    });
    await t.rejects(failed, { code: 'REQUEST_INVALID' });
    t.equal(await resources.get('workspace', 'lost'), undefined);
    const count = await resources.within(async (resources) => {
      await resources.put('group', 'a', { displayName: 'A' });
      await resources.put('user', 'b', { displayName: 'B', groups: ['a'] });
      return (await resources.list('user', { limit: 5 })).items.length;
    });
    t.equal(count, 1);
    await resources.put('user', 'b', { displayName: 'B', groups: ['a'] });
    await resources.remove('user', 'b');
    store.changes.publish({ kind: 'test', name: 'end' });
    await end;
    t.same(told, ['group/a', 'user/b', 'user/b'], 'nothing of what changed nothing');
  }),
);

t.test('a name is checked before anything else', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    for (const name of ['', 'Main', 'a b', '-a', '../a', 'a'.repeat(129), 'ä', "a'--"]) {
      await t.rejects(
        resources.put('workspace', name, office),
        { code: 'REQUEST_INVALID', issues: [{ path: 'name' }] },
        name,
      );
      t.equal(await resources.get('workspace', name), undefined);
    }
    await resources.put('workspace', 'alice@example.com', office);
    t.ok(await resources.get('workspace', 'alice@example.com'));
  }),
);
