import type { Selectable, Updateable } from 'kysely';
import type { ErrorCode } from '../../errors.js';
import { SharedTransactions } from '../store/shared-transactions.js';
import type { Store } from '../store/store.js';
import type { HostStateRow } from '../store/tables/session.js';

export type HostState = Selectable<HostStateRow>;

/** What a check or a connection found out. */
export type Found = { readonly latencyMs: number } | { readonly problem: ErrorCode };

/** A connection failed: for so long the host gets no new session, even when it answers checks. */
const AVOID_MS = 60_000;
/** Results of checks that are written together come within this time. */
const LINGER_MS = 50;

/** What is known of session hosts, in the store. Others are told when something changes that matters for choosing one. */
export class HostStates {
  readonly #store: Store;
  /** Of thousands of hosts there is a check every few milliseconds, and each commit is a wait for the disk. */
  readonly #checks: SharedTransactions;

  constructor(store: Store) {
    this.#store = store;
    this.#checks = new SharedTransactions(store, LINGER_MS);
  }

  async of(hosts: readonly string[]): Promise<HostState[]> {
    if (hosts.length === 0) return [];
    return this.#store.db.selectFrom('host_state').selectAll().where('host_name', 'in', hosts).execute();
  }

  all(): Promise<HostState[]> {
    return this.#store.db.selectFrom('host_state').selectAll().execute();
  }

  get(host: string): Promise<HostState | undefined> {
    return this.#store.db.selectFrom('host_state').selectAll().where('host_name', '=', host).executeTakeFirst();
  }

  /** Makes a row for each host that has none. */
  async add(hosts: readonly { readonly name: string; readonly nextCheckAt: number }[]): Promise<void> {
    if (hosts.length === 0) return;
    const unknown = { health: 'unknown', power: 'unknown', avoid_until: 0 } as const;
    const rows = hosts.map(({ name, nextCheckAt }) => ({
      ...unknown,
      ...{ host_name: name, next_check_at: nextCheckAt, power_at: this.#store.now() },
    }));
    for (let from = 0; from < rows.length; from += BATCH) {
      await this.#store.db
        .insertInto('host_state')
        .values(rows.slice(from, from + BATCH))
        .onConflict((conflict) => conflict.column('host_name').doNothing())
        .execute();
    }
  }

  /** A check of the host came to this. Returns whether it may serve now and could not before. */
  checked(host: string, found: Found, nextCheckAt: number): Promise<boolean> {
    const now = this.#store.now();
    const outcome: Updateable<HostStateRow> =
      'problem' in found
        ? { health: 'unavailable', problem: found.problem }
        : { health: 'available', problem: null, heartbeat_at: now, latency_ms: Math.round(found.latencyMs) };
    return this.#checks.run(async (tx, changed) => {
      const row = tx.selectFrom('host_state').selectAll().where('host_name', '=', host);
      const before = await row.forUpdate().executeTakeFirst();
      if (!before) return false;
      const power = powerAfter(before, 'problem' in found, now);
      const values = { ...outcome, ...power, checked_at: now, next_check_at: nextCheckAt };
      await tx.updateTable('host_state').set(values).where('host_name', '=', host).execute();
      const isNews = before.health !== values.health || power.power !== undefined;
      if (isNews) changed({ kind: 'host-state', name: host });
      return isNews && values.health === 'available';
    });
  }

  /** A connection of a person to the host failed: nobody else is sent there until it was checked. */
  async failed(host: string, problem: ErrorCode): Promise<void> {
    const now = this.#store.now();
    await this.update(host, { health: 'unavailable', problem, avoid_until: now + AVOID_MS, next_check_at: now });
  }

  /** A connection of a person reached the host. */
  async reached(host: string): Promise<void> {
    const before = await this.get(host);
    if (!before) return;
    const isNews = before.health !== 'available';
    const values = { health: 'available', problem: null, avoid_until: 0, heartbeat_at: this.#store.now() } as const;
    await this.update(host, values, isNews);
  }

  async setPower(host: string, power: HostState['power'], more: Updateable<HostStateRow> = {}): Promise<void> {
    await this.update(host, { power, power_at: this.#store.now(), ...more });
  }

  async update(host: string, values: Updateable<HostStateRow>, isNews = true): Promise<void> {
    if (!isNews) {
      await this.#store.db.updateTable('host_state').set(values).where('host_name', '=', host).execute();
      return;
    }
    await this.#store.transaction(async (tx, changed) => {
      await tx.updateTable('host_state').set(values).where('host_name', '=', host).execute();
      changed({ kind: 'host-state', name: host });
    });
  }
}

const BATCH = 500;

/** A host that answers runs; how long it took to start is what the next one is told. */
function powerAfter(before: HostState, failed: boolean, now: number): Updateable<HostStateRow> {
  if (failed || before.power === 'running' || before.power === 'stopping') return {};
  const running = { power: 'running', power_at: now } as const;
  return before.power === 'starting' ? { ...running, start_ms: now - before.power_at } : running;
}
