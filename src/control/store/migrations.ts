import type { Migration, MigrationProvider } from 'kysely';
import * as resources from './migrations/0001-resources.js';

/** In the order of their names, each run once. What has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Pick<Migration, 'up'>>> = {
  '0001-resources': resources,
};

export const migrations: MigrationProvider = {
  getMigrations: async () => ({ ...MIGRATIONS }),
};
