import { Resources } from '../../../src/control/resources/repository.js';
import type { Store } from '../../../src/control/store/store.js';

/** A small company: of every column that is sealed something, and enough rows for several batches. */
export async function fill(store: Store, users = 210): Promise<void> {
  const resources = new Resources(store);
  await resources.within(async (resources) => {
    await resources.put('group', 'staff', { displayName: 'Staff ä ' });
    for (let i = 0; i < users; i++) {
      const name = `user-${String(i).padStart(4, '0')}`;
      await resources.put('user', name, { displayName: `User ${i}`, groups: ['staff'] });
      const account = { displayName: name, userName: name, password: `secret of ${name}`, owner: name };
      await resources.put('credential', name, account);
    }
    await resources.put('identity-provider', 'idp', {
      displayName: 'Provider',
      issuer: 'https://idp.example.com',
      clientId: 'sluice',
      clientSecret: 'of the client',
    });
  });
}
