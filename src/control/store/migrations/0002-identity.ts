import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Tables } from '../tables.js';

export async function up(db: Kysely<Tables>): Promise<void> {
  await ofUser(db.schema.createTable('account'), 'account_user')
    .addColumn('password', 'text', (column) => column.notNull())
    .addColumn('password_at', 'bigint', (column) => column.notNull())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('totp', 'text')
    .addColumn('totp_step', 'bigint', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('account_key', ['user_name'])
    .execute();
  await ofUser(db.schema.createTable('provider_identity'), 'provider_identity_user')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('provider_identity_key', ['issuer', 'subject'])
    .execute();
  await ofUser(db.schema.createTable('passkey'), 'passkey_user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('counter', 'bigint', (column) => column.notNull())
    .addColumn('transports', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('synced', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .execute();
  await ofUser(db.schema.createTable('recovery_code'), 'recovery_code_user')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .execute();
  await browserSessions(db);
  await shortLived(db);
  for (const table of ['provider_identity', 'passkey', 'recovery_code', 'browser_session'] as const) {
    await db.schema.createIndex(`${table}_user_index`).on(table).column('user_name').execute();
  }
}

async function browserSessions(db: Kysely<Tables>): Promise<void> {
  await ofUser(db.schema.createTable('browser_session'), 'browser_session_user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key_hash', 'text', (column) => column.notNull().unique())
    .addColumn('former_hash', 'text')
    .addColumn('former_until', 'bigint', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text')
    .addColumn('subject', 'text')
    .addColumn('provider_session', 'text')
    .addColumn('id_token', 'text')
    .addColumn('methods', 'text', (column) => column.notNull())
    .addColumn('context', 'text')
    .addColumn('multi_factor', 'integer', (column) => column.notNull())
    .addColumn('authenticated_at', 'bigint', (column) => column.notNull())
    .addColumn('claim_groups', 'text', (column) => column.notNull())
    .addColumn('claim_roles', 'text', (column) => column.notNull())
    .addColumn('remote', 'text', (column) => column.notNull())
    .addColumn('user_agent', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('renewed_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('browser_session_former_index').on('browser_session').column('former_hash').execute();
  await db.schema
    .createIndex('browser_session_subject_index')
    .on('browser_session')
    .columns(['issuer', 'subject'])
    .execute();
  await db.schema.createIndex('browser_session_expiry_index').on('browser_session').column('expires_at').execute();
}

async function shortLived(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('sign_in')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('failed_attempt')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('locked_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('one_time_link')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('user_kind', 'text', (column) => column.notNull().defaultTo('user'))
    .addColumn('user_name', 'text')
    .addColumn('clears_factors', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint('one_time_link_user', ['user_kind', 'user_name'], 'resource', ['kind', 'name'], (key) =>
      key.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createTable('used_token')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const table of ['sign_in', 'one_time_link', 'used_token'] as const) {
    await db.schema.createIndex(`${table}_expiry_index`).on(table).column('expires_at').execute();
  }
}

const ofUser = <Table extends string>(table: CreateTableBuilder<Table>, key: string) =>
  table
    .addColumn('user_kind', 'text', (column) => column.notNull().defaultTo('user'))
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addForeignKeyConstraint(key, ['user_kind', 'user_name'], 'resource', ['kind', 'name'], (constraint) =>
      constraint.onDelete('cascade'),
    );
