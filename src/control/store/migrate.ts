import { type Kysely, Migrator } from 'kysely';
import { GatewayError } from '../../errors.js';
import { migrations } from './migrations.js';

const MIGRATION_TABLE = 'migration';
const LOCK_TABLE = 'migration_lock';

/**
 * Brings the store to this version. Gateways that start at once wait for each other. Throws STORE_NEWER, before it
 * changes anything, when a newer version has been here.
 */
export async function migrate(db: Kysely<never>): Promise<void> {
  const names = { migrationTableName: MIGRATION_TABLE, migrationLockTableName: LOCK_TABLE };
  await refuseNewer(db);
  const { error } = await new Migrator({ db, provider: migrations, ...names }).migrateToLatest();
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

async function refuseNewer(db: Kysely<never>): Promise<void> {
  const known = await migrations.getMigrations();
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in known));
  if (unknown.length > 0) {
    throw new GatewayError('STORE_NEWER', { migration: unknown[0] }, { detail: `it holds ${unknown.join(', ')}` });
  }
}
