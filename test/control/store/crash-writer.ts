/**
 * Writes to a store until it is killed, and prints the number of each pair of rows once it is acknowledged.
 * `node crash-writer.js PLACE FIRST`, with the place as JSON.
 */
import { Resources } from '../../../src/control/resources/repository.js';
import { keysFromText } from '../../../src/control/store/key-file.js';
import { openStore } from '../../../src/control/store/open.js';

const [place, first] = process.argv.slice(2);
process.stdout.write('opening\n');
const store = await openStore({ ...JSON.parse(place), keys: keysFromText(process.env['KEYS']!) });
const resources = new Resources(store);
for (let number = Number(first); ; number++) {
  await resources.within(async (resources) => {
    await resources.put('user', `user-${number}`, { displayName: 'User' });
    await resources.put('credential', `of-${number}`, {
      displayName: 'Of the user',
      userName: 'user',
      password: `secret ${number}`,
      owner: `user-${number}`,
    });
  });
  process.stdout.write(`${number}\n`);
}
