import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import Database from 'libsql';
import { keepsColumns, unavailable } from '../dialect.js';

/** Statements that are kept prepared: to prepare one takes three times as long as to run it. */
const MOST_STATEMENTS = 500;
/** How long another process may hold the file, such as a backup that begins. */
const BUSY_TIMEOUT_MS = 10_000;

type Prepared = Database.Statement<unknown[]>;

/** The one connection to the file. Statements run at once, on this thread. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Prepared>();

  constructor(file: string) {
    this.#database = new Database(file);
    this.#database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // Readers such as a backup do not wait for us, and every commit is on the disk before it is acknowledged.
    this.#database.exec('pragma journal_mode = wal');
    this.#database.exec('pragma synchronous = full');
    this.#database.exec('pragma foreign_keys = on');
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  run(sql: string): void {
    coded(() => this.#database.exec(sql));
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return coded(() => {
      const statement = this.#prepare(sql);
      const bound = parameters.map(bind);
      if (statement.reader) return { rows: statement.all(bound) as R[] };
      return { rows: [], numAffectedRows: BigInt(statement.run(bound).changes) };
    });
  }

  /** In one piece: a statement that somebody stops to read would hold an old state of the file. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const kept = this.#statements.get(sql);
    if (kept) {
      this.#statements.delete(sql);
      this.#statements.set(sql, kept);
      return kept;
    }
    const statement = this.#database.prepare(sql);
    if (!keepsColumns(sql)) {
      this.#statements.clear();
      return statement;
    }
    this.#statements.set(sql, statement);
    if (this.#statements.size > MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
    return statement;
  }
}

/**
 * What a parameter becomes. libsql binds every number as a real one, and ends the process for a truth value; the latter
 * PostgreSQL refuses too, as columns hold 0 and 1.
 */
function bind(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (value === null || typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`parameter of a query is ${typeof value}, not text, a number or null`);
}

const UNAVAILABLE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|PERM|AUTH)/;

function coded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && UNAVAILABLE.test(code)) throw unavailable((error as Error).message, error);
    throw error;
  }
}
