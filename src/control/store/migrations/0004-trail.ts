import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';

export async function up(db: Kysely<Tables>): Promise<void> {
  await audit(db);
  await connections(db);
}

async function audit(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_actor_index').on('audit').columns(['actor', 'seq']).execute();
  await db.schema.createIndex('audit_target_index').on('audit').columns(['target', 'seq']).execute();
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
}

async function connections(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('connection')
    .addColumn('activity_id', 'text', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('host_pool', 'text', (column) => column.notNull())
    .addColumn('application_group', 'text', (column) => column.notNull())
    .addColumn('host', 'text')
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('connected_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('cause', 'text')
    .addColumn('frames', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .execute();
  for (const column of ['started_at', 'user_name', 'host_pool'] as const) {
    const columns = column === 'started_at' ? [column] : [column, 'started_at'];
    await db.schema.createIndex(`connection_${column}_index`).on('connection').columns(columns).execute();
  }
  await db.schema
    .createTable('connection_checkpoint')
    .addColumn('activity_id', 'text', (column) =>
      column.notNull().references('connection.activity_id').onDelete('cascade'),
    )
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('connection_checkpoint_key', ['activity_id', 'seq'])
    .execute();
  await db.schema
    .createTable('connection_sample')
    .addColumn('activity_id', 'text', (column) =>
      column.notNull().references('connection.activity_id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('round_trip_ms', 'integer', (column) => column.notNull())
    .addColumn('bytes_per_second', 'bigint', (column) => column.notNull())
    .addColumn('frames_per_second', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('connection_sample_key', ['activity_id', 'at'])
    .execute();
}
