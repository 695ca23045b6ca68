import type { Migration, MigrationProvider } from 'kysely';
import * as resources from './migrations/0001-resources.js';
import * as identity from './migrations/0002-identity.js';
import * as trail from './migrations/0004-trail.js';
import * as tokens from './migrations/0005-tokens.js';
import * as sessions from './migrations/0006-sessions.js';

/** In the order of their names, each run once. What has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Pick<Migration, 'up'>>> = {
  '0001-resources': resources,
  '0002-identity': identity,
  '0004-trail': trail,
  '0005-tokens': tokens,
  '0006-sessions': sessions,
};

export const migrations: MigrationProvider = {
  getMigrations: async () => ({ ...MIGRATIONS }),
};
