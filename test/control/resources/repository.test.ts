import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { eachStore } from '../../support/stores.js';

t.test('a resource is made, read, changed and removed', async (t) =>
  eachStore(t, async (t, open) => {
    let now = 1000;
    const resources = new Resources(await open({ now: () => now }));
    const made = await resources.put('workspace', 'main', { displayName: 'Main' });
    t.match(made, { created: true, changed: true, resource: { version: 1, createdAt: 1000, updatedAt: 1000 } });
    t.same(made.resource.body, { displayName: 'Main', description: '' });

    now = 2000;
    const same = await resources.put('workspace', 'main', { description: '', displayName: 'Main' });
    t.match(same, { created: false, changed: false, resource: { version: 1, updatedAt: 1000 } });
    const other = await resources.put('workspace', 'main', { displayName: 'Office' });
    t.match(other, { created: false, changed: true, resource: { version: 2, createdAt: 1000, updatedAt: 2000 } });

    t.same(await resources.get('workspace', 'main'), other.resource);
    t.equal(await resources.get('group', 'main'), undefined);
    t.equal(await resources.remove('workspace', 'main'), true);
    t.equal(await resources.remove('workspace', 'main'), false);
    await t.rejects(resources.require('workspace', 'main'), { code: 'NOT_FOUND' });
  }),
);
