import { checkStore } from '../../control/store/check.js';
import { openConfiguredStore } from '../../control/store/configured.js';
import { Exit } from '../report.js';
import { type StoreFlags, storeConfig } from './settings.js';

/** `sluice store check`. The exit status says whether something is wrong. */
export async function runCheck(flags: StoreFlags): Promise<void> {
  const store = await openConfiguredStore(await storeConfig(flags));
  let wrong = 0;
  try {
    for await (const line of checkStore(store)) {
      wrong++;
      process.stdout.write(`${line}\n`);
    }
  } finally {
    await store.close();
  }
  process.stdout.write(wrong === 0 ? 'the store is sound\n' : `${wrong} wrong\n`);
  if (wrong > 0) process.exitCode = Exit.failed;
}
