import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { openConfiguredStore } from '../../control/store/configured.js';
import { dumpStore } from '../../control/store/dump.js';
import { type StoreFlags, storeConfig } from './settings.js';

/** `sluice store backup`. The file is there when it is whole, and on the disk. */
export async function runBackup(flags: StoreFlags & { readonly out: string }): Promise<void> {
  const store = await openConfiguredStore(await storeConfig(flags));
  const made = `${flags.out}.${randomBytes(6).toString('hex')}`;
  try {
    const packed = flags.out.endsWith('.gz') ? createGzip() : new PassThrough();
    await pipeline(Readable.from(dumpStore(store)), packed, createWriteStream(made, { flags: 'wx', mode: 0o600 }));
    await sync(made);
    await rename(made, flags.out);
    await sync(dirname(flags.out));
  } finally {
    await rm(made, { force: true });
    await store.close();
  }
  process.stdout.write(`${flags.out}\n`);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}
