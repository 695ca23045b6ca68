import { AuditLog } from '../../control/audit/audit-log.js';
import { checkStore } from '../../control/store/check.js';
import { openConfiguredStore } from '../../control/store/configured.js';
import { Exit } from '../report.js';
import { type StoreFlags, storeConfig } from './settings.js';

/**
 * `sluice store check`. The exit status says whether something is wrong. The last hash of the audit log, noted elsewhere,
 * shows later that nothing was cut off.
 */
export async function runCheck(flags: StoreFlags): Promise<void> {
  const store = await openConfiguredStore(await storeConfig(flags));
  let wrong = 0;
  try {
    for await (const line of checkStore(store)) {
      wrong++;
      process.stdout.write(`${line}\n`);
    }
    const audit = await new AuditLog(store).verify();
    if (!audit.intact) wrong++;
    process.stdout.write(
      audit.intact
        ? `audit log: ${audit.entries} entries, ${audit.hash}\n`
        : `audit/${audit.seq}: not as it was written, or missing\n`,
    );
  } finally {
    await store.close();
  }
  process.stdout.write(wrong === 0 ? 'the store is sound\n' : `${wrong} wrong\n`);
  if (wrong > 0) process.exitCode = Exit.failed;
}
