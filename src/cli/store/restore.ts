import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { storeKeys, storePlace } from '../../control/store/configured.js';
import { invalid } from '../../control/store/dump.js';
import { linesOf } from '../../control/store/lines.js';
import { restoreStore } from '../../control/store/restore.js';
import { type StoreFlags, storeConfig } from './settings.js';

/** `sluice store restore`. The keys have to be there: they are those of the store that the backup is of. */
export async function runRestore(file: string, flags: StoreFlags): Promise<void> {
  const config = await storeConfig(flags);
  const rows = await restoreStore(storePlace(config), storeKeys(config, false), linesOf(textOf(file)));
  process.stdout.write(`${rows} rows\n`);
}

async function* textOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const text = source.pipe(file.endsWith('.gz') ? createGunzip() : new PassThrough());
  source.once('error', (error) => text.destroy(error));
  try {
    yield* text.setEncoding('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw invalid((error as Error).message);
    throw error;
  }
}
