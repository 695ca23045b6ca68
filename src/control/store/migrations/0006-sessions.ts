import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Tables } from '../tables.js';

export async function up(db: Kysely<Tables>): Promise<void> {
  await hostStates(db);
  await userSessions(db);
  await requests(db);
  await grants(db);
  await ofResource(db.schema.createTable('user_resource'), 'user', 'user_resource_user')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('favourite', 'integer', (column) => column.notNull())
    .addColumn('last_used', 'bigint')
    .addPrimaryKeyConstraint('user_resource_key', ['user_name', 'kind', 'name'])
    .execute();
}

/** Goes when the resource does. */
function ofResource<Table extends string>(
  table: CreateTableBuilder<Table>,
  kind: 'user' | 'session-host',
  key: string,
) {
  const prefix = kind === 'user' ? 'user' : 'host';
  return table
    .addColumn(`${prefix}_kind`, 'text', (column) => column.notNull().defaultTo(kind))
    .addColumn(`${prefix}_name`, 'text', (column) => column.notNull())
    .addForeignKeyConstraint(
      key,
      [`${prefix}_kind`, `${prefix}_name`] as never[],
      'resource',
      ['kind', 'name'],
      (constraint) => constraint.onDelete('cascade'),
    );
}

async function hostStates(db: Kysely<Tables>): Promise<void> {
  await ofResource(db.schema.createTable('host_state'), 'session-host', 'host_state_host')
    .addColumn('health', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('checked_at', 'bigint')
    .addColumn('heartbeat_at', 'bigint')
    .addColumn('latency_ms', 'integer')
    .addColumn('next_check_at', 'bigint', (column) => column.notNull())
    .addColumn('avoid_until', 'bigint', (column) => column.notNull())
    .addColumn('power', 'text', (column) => column.notNull())
    .addColumn('power_at', 'bigint', (column) => column.notNull())
    .addColumn('start_ms', 'bigint')
    .addColumn('warned_at', 'bigint')
    .addColumn('updating_to', 'text')
    .addPrimaryKeyConstraint('host_state_key', ['host_name'])
    .execute();
  await db.schema.createIndex('host_state_next_check_at_index').on('host_state').column('next_check_at').execute();
}

async function userSessions(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('user_session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('activity_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('browser_session', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('application_group', 'text', (column) => column.notNull())
    .addColumn('host_pool', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('code', 'text')
    .addColumn('rights', 'text', (column) => column.notNull())
    .execute();
  const indexes = {
    pool: ['host_pool', 'state'],
    user: ['user_name', 'state'],
    state: ['state', 'expires_at'],
  } as const;
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(`user_session_${name}_index`)
      .on('user_session')
      .columns([...columns])
      .execute();
  }
  await db.schema
    .createTable('session_order')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('session_order_gateway_index').on('session_order').column('gateway').execute();
}

async function requests(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('broker_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('activity_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('browser_session', 'text', (column) => column.notNull())
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('audience', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('application_group', 'text', (column) => column.notNull())
    .addColumn('host_pool', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('arrival', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('host', 'text')
    .addColumn('session_id', 'text')
    .addColumn('resumed', 'integer', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('requirements', 'text')
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .execute();
  await db.schema
    .createIndex('broker_request_queue_index')
    .on('broker_request')
    .columns(['state', 'host_pool', 'arrival'])
    .execute();
  await db.schema.createIndex('broker_request_since_index').on('broker_request').column('since').execute();
  await db.schema
    .createTable('pool_turn')
    .addColumn('host_pool', 'text', (column) => column.primaryKey())
    .addColumn('arrivals', 'bigint', (column) => column.notNull())
    .execute();
}

async function grants(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('grant_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('grant_use')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('lease')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
}
