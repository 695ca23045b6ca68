import type { DatabaseConnection, Driver, TransactionSettings } from 'kysely';
import { unavailable } from '../dialect.js';
import { SqliteConnection } from './connection.js';
import { Turns } from './turns.js';

/** Hands the one connection out, to one after the other. */
export class SqliteDriver implements Driver {
  readonly #file: string;
  #turns: Turns | undefined;
  #connection: SqliteConnection | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    const turns = Turns.join(this.#file);
    await turns.take();
    try {
      this.#connection = new SqliteConnection(this.#file);
      this.#turns = turns;
    } catch (error) {
      turns.leave();
      throw unavailable(`${this.#file} cannot be opened: ${(error as Error).message}`, error);
    } finally {
      turns.release();
    }
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (!this.#turns) throw unavailable('the store is closed');
    await this.#turns.take();
    if (this.#connection) return this.#connection;
    this.#turns.release();
    throw unavailable('the store is closed');
  }

  async releaseConnection(): Promise<void> {
    this.#turns!.release();
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

  /** Waits for a transaction that runs. */
  async destroy(): Promise<void> {
    const turns = this.#turns;
    if (!turns || !this.#connection) return;
    await turns.take();
    this.#connection.close();
    this.#connection = undefined;
    turns.release();
    turns.leave();
  }
}
