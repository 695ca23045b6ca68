import type { DatabaseConnection, Driver, TransactionSettings } from 'kysely';
import { unavailable } from '../dialect.js';
import { SqliteConnection } from './connection.js';

/** Whoever waits for so long waits for a transaction that waits for them, or for something outside the store. */
const LONGEST_WAIT_MS = 15_000;

interface Waiting {
  readonly proceed: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Hands the one connection out, to one after the other. */
export class SqliteDriver implements Driver {
  readonly #file: string;
  readonly #waiting: Waiting[] = [];
  #connection: SqliteConnection | undefined;
  #held = false;

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    try {
      this.#connection = new SqliteConnection(this.#file);
    } catch (error) {
      throw unavailable(`${this.#file} cannot be opened: ${(error as Error).message}`, error);
    }
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#held) await this.#turn();
    this.#held = true;
    if (!this.#connection) throw unavailable('the store is closed');
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    this.#held = next !== undefined;
    if (!next) return;
    clearTimeout(next.timer);
    next.proceed();
  }

  /** A transaction that may write takes its place at once, so that it never has to give up half-way. */
  async beginTransaction(_: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    this.#connection!.run(settings.accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(): Promise<void> {
    this.#connection!.run('commit');
  }

  /** After some failures, as of a full disk, SQLite has rolled back already. */
  async rollbackTransaction(): Promise<void> {
    if (this.#connection!.inTransaction) this.#connection!.run('rollback');
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #turn(): Promise<void> {
    return new Promise((proceed, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(unavailable(`a transaction has not ended for ${LONGEST_WAIT_MS / 1000} s`));
      }, LONGEST_WAIT_MS);
      const waiting = { proceed, timer };
      this.#waiting.push(waiting);
    });
  }
}
