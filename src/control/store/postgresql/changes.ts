import { type Kysely, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Logger } from '../../../logger.js';
import { type Change, type ChangesOfEngine, EVERYTHING, Listeners } from '../changes.js';
import type { Tables } from '../tables.js';
import { connectionSettings } from './pool.js';

const CHANNEL = 'sluice_changes';
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5000;
/** How often the listening connection, which is silent otherwise, is asked whether it is still there. */
const PULSE_MS = 20_000;
const PULSE_TIMEOUT_MS = 10_000;

/**
 * Changes of all gateways, by LISTEN and NOTIFY over a connection that does nothing else. Notifications are sent by the
 * transaction itself, so they arrive after its commit and only then. After a lost connection listeners are told
 * {@link EVERYTHING}.
 */
export class PostgresqlChanges implements ChangesOfEngine {
  readonly #url: string;
  readonly #db: Kysely<Tables>;
  readonly #logger: Logger;
  readonly #listeners: Listeners;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `db` is what single changes are sent over. */
  constructor(url: string, db: Kysely<Tables>, logger: Logger) {
    this.#url = url;
    this.#db = db;
    this.#logger = logger;
    this.#listeners = new Listeners(logger);
  }

  /** Listens from when this returns. */
  async open(): Promise<void> {
    const client = new pg.Client({ ...connectionSettings(this.#url), query_timeout: PULSE_TIMEOUT_MS });
    client.on('notification', ({ payload }) => this.#listeners.tell(readPayload(payload ?? '')));
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      this.#client = undefined;
      client.end().catch(() => {});
      throw error;
    }
    if (this.#closed) return void client.end().catch(() => {});
    this.#after(PULSE_MS, () => this.#pulse(client));
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  publish(change: Change): void {
    this.#notify(this.#db, [change]).catch((err) => this.#logger.warn({ err }, 'Change could not be told'));
  }

  async committing(transaction: Transaction<Tables>, changes: readonly Change[]): Promise<void> {
    await this.#notify(transaction, changes);
  }

  committed(): void {}

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #notify(db: Kysely<Tables>, changes: readonly Change[]): Promise<void> {
    const payloads = changes.map(({ kind, name }) => `${kind}/${name}`);
    await sql`select pg_notify(${CHANNEL}, payload) from unnest(${payloads}::text[]) as payload`.execute(db);
  }

  #pulse(client: pg.Client): void {
    client.query('select 1').then(
      () => this.#client === client && this.#after(PULSE_MS, () => this.#pulse(client)),
      () => this.#lost(client),
    );
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => {});
    this.#logger.warn({}, 'Connection that listens to changes was lost');
    this.#reopen(RETRY_FIRST_MS);
  }

  #reopen(delay: number): void {
    this.#after(delay, () => {
      this.open().then(
        () => this.#listeners.tell(EVERYTHING),
        () => this.#reopen(Math.min(2 * delay, RETRY_LAST_MS)),
      );
    });
  }

  #after(delay: number, work: () => void): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, delay);
    this.#timer.unref();
  }
}

/** Kinds hold no slash. */
function readPayload(payload: string): Change {
  const slash = payload.indexOf('/');
  return { kind: payload.slice(0, slash), name: payload.slice(slash + 1) };
}
