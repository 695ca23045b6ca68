import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load.js';
import type { Config } from '../../src/config/schema.js';
import { openConfiguredStore } from '../../src/control/store/configured.js';
import type { Store } from '../../src/control/store/store.js';
import { startPostgresql } from '../../test/support/postgresql.js';
import { type Answering, LARGE, seed } from '../load/seed.js';

export type EngineName = 'sqlite' | 'postgresql';

/** A store with the large company in it, which a gateway and the bench may have open one after the other, or at once. */
export class CompanyStore {
  readonly folder: string;
  readonly #url: string | undefined;
  readonly #end: () => Promise<void>;

  private constructor(folder: string, url: string | undefined, end: () => Promise<void>) {
    this.folder = folder;
    this.#url = url;
    this.#end = end;
  }

  /** PostgreSQL is Debian's, and acknowledges what is on the disk, as SQLite does. */
  static async make(engine: EngineName, hosts: Answering): Promise<CompanyStore> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
    const server = engine === 'postgresql' ? await startPostgresql({ durable: true }) : undefined;
    const made = new CompanyStore(folder, await server?.createDatabase(), async () => {
      await server?.stop();
      rmSync(folder, { recursive: true });
    });
    const store = await made.open();
    await seed(store, LARGE, hosts);
    await store.close();
    return made;
  }

  /** Settings of a gateway on it. */
  get environment(): Record<string, string> {
    return { SLUICE_DATA: this.folder, DATABASE_URL: this.#url ?? '' };
  }

  get config(): Config {
    return loadConfig({ env: this.environment });
  }

  open(): Promise<Store> {
    return openConfiguredStore(this.config);
  }

  end(): Promise<void> {
    return this.#end();
  }
}
