import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type Dialect,
  type Driver,
  type SelectModifierNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { LocalChanges } from '../changes.js';
import { type Engine, type EngineOptions, unavailable } from '../dialect.js';
import { SqliteDriver } from './driver.js';

/** The store in one file, for one gateway. */
export function sqliteEngine(path: string, { logger }: EngineOptions): Engine {
  const file = resolve(path);
  makePrivate(file);
  const driver = new SqliteDriver(file);
  const dialect = sqliteDialect(() => driver);
  return {
    name: 'sqlite',
    dialect,
    migrationDialect: () => sqliteDialect(() => new SqliteDriver(file)),
    openChanges: async () => new LocalChanges(logger),
  };
}

const sqliteDialect = (createDriver: () => Driver): Dialect => ({
  createDriver,
  createAdapter: () => new Adapter(),
  createQueryCompiler: () => new QueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});

class Adapter extends SqliteAdapter {
  /** Definitions are part of a transaction, so that a migration is done or not begun. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class QueryCompiler extends SqliteQueryCompiler {
  /** `for update` and the like: a transaction has the whole file anyway. */
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (!node.modifier?.startsWith('For')) super.visitSelectModifier(node);
  }
}

/** Files beside the store (journal, shared memory) get the mode of the store. */
function makePrivate(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw unavailable(`${file} cannot be opened: ${(error as Error).message}`, error);
  }
}
