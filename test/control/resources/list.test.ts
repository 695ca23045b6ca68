import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { eachStore } from '../../support/stores.js';

t.test('pages follow each other by name, while others come and go', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    const names = ['a', 'a-b', 'a.b', 'a1', 'b', 'b@c', 'c', 'z'].sort();
    for (const name of [...names].reverse()) await resources.put('group', name, { displayName: name.toUpperCase() });
    for (let limit = 1; limit <= names.length + 1; limit++) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { items, next } = await resources.list('group', { limit, after });
        t.ok(items.length <= limit);
        seen.push(...items.map(({ name }) => name));
        after = next;
      } while (after !== undefined);
      t.same(seen, names, `${limit} at a time`);
    }
    await resources.remove('group', 'a1');
    t.match(await resources.list('group', { limit: 1, after: 'a1' }), { items: [{ name: 'b' }], next: 'b' });
    t.same(await resources.list('user', { limit: 10 }), { items: [], next: undefined });
  }),
);

t.test('search is for a part of the name or display name, in any case', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    const all = { 'host-1': 'Küche 100%', 'host-2': 'ÜBER_alles', other: 'back\\slash', plain: "O'Neill" };
    for (const [name, displayName] of Object.entries(all)) await resources.put('group', name, { displayName });
    const find = async (search: string): Promise<string[]> =>
      (await resources.list('group', { limit: 10, search })).items.map(({ name }) => name);
    t.same(await find('HOST'), ['host-1', 'host-2']);
    t.same(await find('über'), ['host-2']);
    t.same(await find('KÜCHE'), ['host-1']);
    t.same(await find('%'), ['host-1'], 'a per cent sign is one');
    t.same(await find('_'), ['host-2'], 'an underscore is one');
    t.same(await find('\\'), ['other']);
    t.same(await find("'"), ['plain']);
    t.same(await find('1k'), [], 'not across name and display name');
    t.equal((await find('')).length, 4);
  }),
);

t.test('only those that name certain others, or that are asked for by name', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    for (const name of ['a', 'b']) await resources.put('group', name, { displayName: name });
    await resources.put('user', 'one', { displayName: '1', groups: ['a'] });
    await resources.put('user', 'two', { displayName: '2', groups: ['a', 'b'] });
    const find = async (listing: object): Promise<string[]> =>
      (await resources.list('user', { limit: 10, ...listing })).items.map(({ name }) => name);
    t.same(await find({ references: [{ kind: 'group', name: 'a' }] }), ['one', 'two']);
    t.same(
      await find({
        references: [
          { kind: 'group', name: 'a' },
          { kind: 'group', name: 'b' },
        ],
      }),
      ['two'],
    );
    t.same(await find({ references: [{ kind: 'group', name: 'c' }] }), []);
    t.same(await find({ names: ['two', 'three'] }), ['two']);
    t.same(await find({ names: [] }), []);
    t.same(await find({ names: ['one', 'two'], search: '2', references: [{ kind: 'group', name: 'a' }] }), ['two']);
  }),
);
