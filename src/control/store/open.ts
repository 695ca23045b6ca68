import { Kysely, type Transaction } from 'kysely';
import { GatewayError, hasCode } from '../../errors.js';
import { type Logger, silentLogger } from '../../logger.js';
import type { Change, ChangesOfEngine } from './changes.js';
import { type Engine, mayBeRepeated, unavailable } from './dialect.js';
import { checkKeys } from './key-check.js';
import type { KeyRing } from './key-ring.js';
import { migrate } from './migrate.js';
import { postgresqlEngine } from './postgresql/engine.js';
import { sqliteEngine } from './sqlite/engine.js';
import type { Store } from './store.js';
import type { Tables } from './tables.js';

/** How often a transaction is tried that others get into the way of. */
const ATTEMPTS = 10;

/** Where a store is. */
export interface StorePlace {
  /** `postgres://…`; without it the store is `file`. */
  readonly url?: string;
  /** SQLite; made when it is not there, in a folder of its own user. */
  readonly file?: string;
}

export interface StoreOptions extends StorePlace {
  readonly keys: KeyRing;
  readonly now?: () => number;
  readonly logger?: Logger;
}

/**
 * Opens the store and brings it to this version. Throws STORE_UNAVAILABLE when it cannot be reached and STORE_NEWER when
 * a newer version has written it, and STORE_SEALED when the keys are those of another.
 */
export async function openStore({
  url,
  file,
  keys,
  now = Date.now,
  logger = silentLogger,
}: StoreOptions): Promise<Store> {
  const engine = engineOf({ url, file }, logger);
  await runMigrations(engine);
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  let changes: ChangesOfEngine;
  try {
    await checkKeys({ db, keys });
    changes = await engine.openChanges(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const close = async (): Promise<void> => {
    await changes.close();
    await db.destroy();
  };
  return { engine: engine.name, db, changes, keys, now, transaction: transactions(db, changes), close };
}

/** What was given instead may hold a password and is not repeated. */
const ADDRESS_DETAIL = 'store.url: not of the form postgres://user:password@host/database';

export function engineOf({ url, file }: StorePlace, logger: Logger = silentLogger): Engine {
  if (url !== undefined) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
      throw new GatewayError('CONFIG_INVALID', { path: 'store.url' }, { detail: ADDRESS_DETAIL });
    }
    return postgresqlEngine(url, { logger });
  }
  if (file === undefined) throw new TypeError('a store is at an address or in a file');
  return sqliteEngine(file, { logger });
}

async function runMigrations(engine: Engine): Promise<void> {
  const db = new Kysely<never>({ dialect: engine.migrationDialect() });
  try {
    await migrate(db);
  } catch (error) {
    if (hasCode(error)) throw error;
    throw unavailable(`its tables cannot be made: ${(error as Error).message}`, error);
  } finally {
    await db.destroy();
  }
}

const transactions =
  (db: Kysely<Tables>, changes: ChangesOfEngine): Store['transaction'] =>
  async (work) => {
    for (let attempt = 1; ; attempt++) {
      const changed: Change[] = [];
      try {
        const result = await db.transaction().execute(async (tx: Transaction<Tables>) => {
          const done = await work(tx, (change) => changed.push(change));
          if (changed.length > 0) await changes.committing(tx, changed);
          return done;
        });
        changes.committed(changed);
        return result;
      } catch (error) {
        if (attempt === ATTEMPTS || !mayBeRepeated(error)) throw error;
      }
    }
  };
