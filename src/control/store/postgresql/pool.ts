import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Logger } from '../../../logger.js';
import { codeOf, unavailable } from '../dialect.js';
import { StatementNames } from './statement-names.js';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** A connection that is lost without a word is noticed after so long, when the server's own limit says nothing. */
const ANSWER_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 60_000;
const INT8 = 20;

/** Times and counts are far below 2^53: they are numbers, as on SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text') =>
    id === INT8 ? Number : pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
};

export const connectionSettings = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'sluice',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  types,
});

/** Connections that give up in time, and whose failures have a code. */
export function createPool(url: string, logger: Logger): PostgresPool {
  return coded(
    new pg.Pool({
      ...connectionSettings(url),
      max: CONNECTIONS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
    }),
    logger,
  );
}

/** One connection that may wait for another gateway's migrations, and for its own. */
export const createMigrationPool = (url: string, logger: Logger): PostgresPool =>
  coded(new pg.Pool({ ...connectionSettings(url), max: 1 }), logger);

function coded(pool: pg.Pool, logger: Logger): PostgresPool {
  const names = new StatementNames();
  // Of a connection that lies idle; the next query takes another one.
  pool.on('error', (error) => logger.warn({ reason: reason(error) }, 'Connection to the database was lost'));
  // Of one that is in use, between two queries: the next query fails and says so.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    connect: async () => {
      try {
        return codedClient(await pool.connect(), names);
      } catch (error) {
        throw unavailable(reason(error), error);
      }
    },
    end: () => pool.end(),
  };
}

function codedClient(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  let broken = false;
  const query = async (sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> => {
    try {
      return await client.query({ name: names.of(sql, parameters.length), text: sql, values: [...parameters] });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      broken = true;
      throw unavailable(reason(error), error);
    }
  };
  // A connection that failed is closed instead of being given to the next.
  return { query, release: () => client.release(broken) } as unknown as PostgresPoolClient;
}

/**
 * Appendix A: connection exceptions (08), insufficient resources (53), operator intervention (57, among them a statement
 * that took too long), system errors (58), and a lock that was not to be had (55P03). Errors of the socket have no SQL
 * state, which is five characters with a digit among them; EPIPE has none. 0A000 comes when another gateway has changed a
 * table whose rows a prepared statement gives; a new connection knows better.
 */
const isUnavailable = (error: unknown): boolean => {
  const code = codeOf(error);
  return !/^(?=.*\d)[0-9A-Z]{5}$/.test(code) || /^(08|53|57|58)|^(55P03|0A000)$/.test(code);
};

/** Why, without what the address holds. */
function reason(error: unknown): string {
  const code = codeOf(error);
  const message = (error as Error).message || 'no connection';
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
