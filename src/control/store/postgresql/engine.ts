import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type PostgresPool,
  PostgresQueryCompiler,
} from 'kysely';
import type { Engine, EngineOptions } from '../dialect.js';
import { PostgresqlChanges } from './changes.js';
import { createMigrationPool, createPool } from './pool.js';

/** The store in a database, for any number of gateways. */
export const postgresqlEngine = (url: string, { logger }: EngineOptions): Engine => ({
  name: 'postgresql',
  dialect: postgresqlDialect(() => createPool(url, logger)),
  migrationDialect: () => postgresqlDialect(() => createMigrationPool(url, logger)),
  openChanges: async (db) => {
    const changes = new PostgresqlChanges(url, db, logger);
    await changes.open();
    return changes;
  },
});

const postgresqlDialect = (pool: () => PostgresPool): Dialect => ({
  createDriver: () => new PostgresDriver({ pool: async () => pool() }),
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new QueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
});

class QueryCompiler extends PostgresQueryCompiler {
  /** Text is compared and sorted by its bytes, as on SQLite, whatever the language of the database is. */
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    const column = this.parentNode as ColumnDefinitionNode | undefined;
    if (column?.kind === 'ColumnDefinitionNode' && node.dataType === 'text') this.append(' collate "C"');
  }
}
