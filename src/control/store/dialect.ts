/** What differs between the engines, and nothing else. Queries are the same for both. */
import type { Dialect, Kysely } from 'kysely';
import { GatewayError } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { ChangesOfEngine } from './changes.js';
import type { Tables } from './tables.js';

export interface Engine {
  readonly name: 'sqlite' | 'postgresql';
  readonly dialect: Dialect;
  /** For migrations, which may take long and wait for each other. */
  readonly migrationDialect: () => Dialect;
  /** Begins to listen. */
  openChanges(db: Kysely<Tables>): Promise<ChangesOfEngine>;
}

export interface EngineOptions {
  readonly logger: Logger;
}

/** The class of an error that the database gave, the same for both engines. */
export type Violation = 'unique' | 'foreign-key';

const VIOLATIONS: Readonly<Record<string, Violation>> = {
  // PostgreSQL, appendix A: class 23, integrity constraint violation.
  '23505': 'unique',
  '23503': 'foreign-key',
  '23001': 'foreign-key',
  // SQLite result codes. What `on delete restrict` refuses is reported as a trigger.
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  SQLITE_CONSTRAINT_UNIQUE: 'unique',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign-key',
  SQLITE_CONSTRAINT_TRIGGER: 'foreign-key',
};

/** Which constraint refused a change, if one did. */
export const violation = (error: unknown): Violation | undefined => VIOLATIONS[codeOf(error)];

/** Serialization failure and deadlock: what was tried may be tried again as a whole. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01']);

export const mayBeRepeated = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** The store does not answer; `detail` says what it was, without the address or anything else that is secret. */
export const unavailable = (detail: string, cause?: unknown): GatewayError =>
  new GatewayError('STORE_UNAVAILABLE', { reason: codeOf(cause) || undefined }, { cause, detail });

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Does the statement leave the columns of all tables as they are? Prepared statements go on with those they knew. */
export const keepsColumns = (statement: string): boolean =>
  /^\s*(select|insert|update|delete|with|begin|start|commit|rollback|savepoint|release)\b/i.test(statement);
