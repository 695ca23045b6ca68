import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('property')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('resource')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('search', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('resource_key', ['kind', 'name'])
    .execute();
  await db.schema
    .createTable('reference')
    .addColumn('from_kind', 'text', (column) => column.notNull())
    .addColumn('from_name', 'text', (column) => column.notNull())
    .addColumn('field', 'text', (column) => column.notNull())
    .addColumn('to_kind', 'text', (column) => column.notNull())
    .addColumn('to_name', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reference_key', ['from_kind', 'from_name', 'field', 'to_kind', 'to_name'])
    .addForeignKeyConstraint('reference_from', ['from_kind', 'from_name'], 'resource', ['kind', 'name'], (key) =>
      key.onDelete('cascade'),
    )
    .addForeignKeyConstraint('reference_to', ['to_kind', 'to_name'], 'resource', ['kind', 'name'], (key) =>
      key.onDelete('restrict'),
    )
    .execute();
  await db.schema
    .createIndex('reference_to_index')
    .on('reference')
    .columns(['to_kind', 'to_name', 'from_kind'])
    .execute();
}
