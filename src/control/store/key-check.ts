import { GatewayError } from '../../errors.js';
import type { Store } from './store.js';

const NAME = 'key-check';
export const KEY_CHECK_BOUND = `property/${NAME}`;

/**
 * Makes sure that the keys are those of this store, before anything is sealed with others: a new store gets a value that
 * is sealed with them, and later they have to open it. Throws STORE_SEALED.
 */
export async function checkKeys({ db, keys }: Pick<Store, 'db' | 'keys'>): Promise<void> {
  const read = () => db.selectFrom('property').select('value').where('name', '=', NAME).executeTakeFirst();
  if (!(await read())) {
    const row = { name: NAME, value: keys.seal(NAME, KEY_CHECK_BOUND) };
    await db
      .insertInto('property')
      .values(row)
      .onConflict((on) => on.doNothing())
      .execute();
  }
  try {
    // Read again: another gateway with another key may have been first.
    keys.open((await read())!.value, KEY_CHECK_BOUND);
  } catch (cause) {
    throw new GatewayError('STORE_SEALED', {}, { cause, detail: "the keys given are not the store's" });
  }
}
