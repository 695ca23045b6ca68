/** What the control plane counts, for `/metrics`. */
import { sql } from 'kysely';
import type { Histogram } from '../session/metrics.js';
import type { ControlPlane } from './control-plane.js';

export interface ControlMetrics {
  /** Entries of the audit log since the start, by action and outcome with a space between. */
  readonly audited: ReadonlyMap<string, number>;
  /** Connections that ended since the start, by code; empty for those that ended as asked. */
  readonly connectionsEnded: ReadonlyMap<string, number>;
  /** From the click to the first pixel. */
  readonly openingMs: Histogram;
  /** Read from the store, so they are those of all gateways that share it. */
  readonly read: () => Promise<ControlGauges>;
}

export interface ControlGauges {
  /** Session hosts by health. */
  readonly hosts: ReadonlyMap<string, number>;
  /** Sessions by state, without those that ended. */
  readonly sessions: ReadonlyMap<string, number>;
  /** People who wait for a host that has room or starts. */
  readonly waiting: number;
}

export const controlMetrics = ({ store, audit, trail }: Pick<ControlPlane, 'store' | 'audit' | 'trail'>) =>
  ({
    audited: audit.written,
    connectionsEnded: trail.ended,
    openingMs: trail.openingMs,
    read: () => readGauges(store),
  }) satisfies ControlMetrics;

async function readGauges({ db }: ControlPlane['store']): Promise<ControlGauges> {
  const count = sql<number>`count(*)`.as('count');
  const hosts = await db.selectFrom('host_state').select(['health as key', count]).groupBy('health').execute();
  const sessions = await db
    .selectFrom('user_session')
    .select(['state as key', count])
    .where('state', '<>', 'ended')
    .groupBy('state')
    .execute();
  const waiting = await db
    .selectFrom('broker_request')
    .select(count)
    .where('state', 'in', ['waiting', 'starting'])
    .executeTakeFirstOrThrow();
  return { hosts: byKey(hosts), sessions: byKey(sessions), waiting: Number(waiting.count) };
}

const byKey = (rows: readonly { readonly key: string; readonly count: number }[]): Map<string, number> =>
  new Map(rows.map(({ key, count }) => [key, Number(count)]));
