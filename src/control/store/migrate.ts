import { type Kysely, Migrator } from 'kysely';
import { GatewayError } from '../../errors.js';
import { migrations } from './migrations.js';

const MIGRATION_TABLE = 'migration';
const LOCK_TABLE = 'migration_lock';

/** Is it a table that the migrations keep for themselves? */
export const isMigrationTable = (name: string): boolean => name === MIGRATION_TABLE || name === LOCK_TABLE;

/**
 * Brings the store to this version, or to that of the migration `last`. Gateways that start at once wait for each other.
 * Throws STORE_NEWER, before it changes anything, when a newer version has been here.
 */
export async function migrate(db: Kysely<never>, last?: string): Promise<void> {
  await refuseNewer(await appliedMigrations(db));
  const names = { migrationTableName: MIGRATION_TABLE, migrationLockTableName: LOCK_TABLE };
  const migrator = new Migrator({ db, provider: migrations, ...names });
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error) throw error;
}

/** Names of the migrations that were run, in their order. */
export async function appliedMigrations(db: Kysely<never>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return [];
  const applied = db as unknown as Kysely<{ [MIGRATION_TABLE]: { name: string } }>;
  const rows = await applied.selectFrom(MIGRATION_TABLE).select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

/** Throws STORE_NEWER when one of the migrations is not known here. */
export async function refuseNewer(applied: readonly string[]): Promise<void> {
  const known = await migrations.getMigrations();
  const unknown = applied.filter((name) => !(name in known));
  if (unknown.length > 0) {
    throw new GatewayError('STORE_NEWER', { migration: unknown[0] }, { detail: `it holds ${unknown.join(', ')}` });
  }
}
