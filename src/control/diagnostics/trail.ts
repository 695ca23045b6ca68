import type { Transaction, Updateable } from 'kysely';
import type { ErrorCode } from '../../errors.js';
import { type Logger, silentLogger } from '../../logger.js';
import { Histogram } from '../../session/metrics.js';
import { SharedTransactions } from '../store/shared-transactions.js';
import type { Store } from '../store/store.js';
import type { ConnectionRow } from '../store/tables/trail.js';
import type { Tables } from '../store/tables.js';

/** Steps of a connection, in their usual order. */
export const CHECKPOINTS = [
  'signedIn',
  'policy',
  'host',
  'granted',
  'tcp',
  'tls',
  'nla',
  'licence',
  'desktop',
  'firstPixel',
] as const;
export type CheckpointName = (typeof CHECKPOINTS)[number];

export interface ConnectionStart {
  readonly activityId: string;
  readonly user: string;
  readonly kind: 'desktop' | 'application';
  readonly name: string;
  readonly hostPool: string;
  readonly applicationGroup: string;
  readonly remote: string;
  /** Name of this gateway, where several share the store. */
  readonly gateway: string;
}

export interface Sample {
  readonly roundTripMs: number;
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
}

export interface ConnectionEnd {
  /** Missing when it ended as somebody asked. */
  readonly code?: ErrorCode;
  /** What the code does not say. Never a secret. */
  readonly cause?: string;
  readonly frames: number;
  readonly bytes: number;
}

/** Samples that one connection keeps; from then on the oldest goes. */
const MAX_SAMPLES = 500;
/** A click has told of its first steps by then. */
const LINGER_MS = 50;

/**
 * Every connection leaves a trail: steps with their times, how it went, how it ended and why. Trouble with writing it is
 * logged and never stops a connection.
 */
export class Trail {
  readonly #store: Store;
  readonly #logger: Logger;
  /** Written in order, and a little later: nobody waits for it, and each commit is a wait for the disk. */
  readonly #transactions: SharedTransactions;
  /** Of connections that are open: how many steps were taken, and when the first. */
  readonly #open = new Map<string, { steps: number; readonly since: number }>();
  /** Connections that ended since the start, by code; `` for those that ended as asked. */
  readonly ended = new Map<string, number>();
  /** From the click to the first pixel. */
  readonly openingMs = new Histogram();
  #samples = 0;

  constructor(store: Store, { logger = silentLogger }: { logger?: Logger } = {}) {
    this.#store = store;
    this.#logger = logger;
    this.#transactions = new SharedTransactions(store, LINGER_MS);
  }

  begin({ activityId, ...start }: ConnectionStart): void {
    const { user, hostPool, applicationGroup, ...rest } = start;
    const now = this.#store.now();
    this.#open.set(activityId, { steps: 0, since: now });
    this.#write(activityId, async (tx) => {
      const names = {
        activity_id: activityId,
        user_name: user,
        host_pool: hostPool,
        application_group: applicationGroup,
      };
      await tx
        .insertInto('connection')
        .values({ ...names, ...rest, started_at: now, outcome: 'opening', frames: 0, bytes: 0 })
        .execute();
    });
  }

  /** `at` in milliseconds since the Unix epoch; now unless given. */
  checkpoint(
    activityId: string,
    name: CheckpointName,
    detail: Readonly<Record<string, string | number | boolean>> = {},
    at = this.#store.now(),
  ): void {
    const open = this.#open.get(activityId);
    if (!open) return;
    const seq = open.steps++;
    if (name === 'firstPixel') this.openingMs.observe(at - open.since);
    this.#write(activityId, async (tx) => {
      const row = { activity_id: activityId, seq, name, at, detail: JSON.stringify(detail) };
      await tx.insertInto('connection_checkpoint').values(row).execute();
      if (name === 'host' && typeof detail.host === 'string') await this.#update(tx, activityId, { host: detail.host });
      if (name === 'firstPixel') await this.#update(tx, activityId, { connected_at: at, outcome: 'connected' });
    });
  }

  sample(activityId: string, { roundTripMs, bytesPerSecond, framesPerSecond }: Sample): void {
    if (!this.#open.has(activityId)) return;
    const at = this.#store.now();
    this.#write(activityId, async (tx) => {
      const figures = {
        round_trip_ms: Math.round(roundTripMs),
        bytes_per_second: Math.round(bytesPerSecond),
        frames_per_second: Math.round(framesPerSecond),
      };
      await tx
        .insertInto('connection_sample')
        .values({ activity_id: activityId, at, ...figures })
        .onConflict((conflict) => conflict.columns(['activity_id', 'at']).doNothing())
        .execute();
      if (++this.#samples % MAX_SAMPLES === 0) await this.#thinOut(tx, activityId);
    });
  }

  /** Once for each connection; what is told of it later is dropped. */
  end(activityId: string, { code, cause, frames, bytes }: ConnectionEnd): void {
    if (!this.#open.delete(activityId)) return;
    this.ended.set(code ?? '', (this.ended.get(code ?? '') ?? 0) + 1);
    const ended_at = this.#store.now();
    this.#write(activityId, async (tx) => {
      const outcome = code === undefined ? 'ended' : 'failed';
      await this.#update(tx, activityId, {
        ended_at,
        outcome,
        code: code ?? null,
        cause: cause ?? null,
        frames,
        bytes,
      });
      await this.#thinOut(tx, activityId);
    });
  }

  /** Forgets connections that ended before a time. Returns how many. */
  async forget(before: number): Promise<number> {
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('connection')
      .where('ended_at', '<', before)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  /** After a start: connections of this gateway that a crash left open are over. */
  async closeLeftOpen(gateway: string): Promise<void> {
    await this.#store.db
      .updateTable('connection')
      .set({ outcome: 'failed', code: 'SESSION_ENDED', cause: 'the gateway stopped', ended_at: this.#store.now() })
      .where('gateway', '=', gateway)
      .where('ended_at', 'is', null)
      .execute();
  }

  /** Resolves when everything that was told so far is written. */
  async flush(): Promise<void> {
    await this.#transactions.settled();
  }

  async #update(tx: Transaction<Tables>, activityId: string, values: Updateable<ConnectionRow>): Promise<void> {
    await tx.updateTable('connection').set(values).where('activity_id', '=', activityId).execute();
  }

  async #thinOut(tx: Transaction<Tables>, activityId: string): Promise<void> {
    const newest = tx
      .selectFrom('connection_sample')
      .select('at')
      .where('activity_id', '=', activityId)
      .orderBy('at', 'desc')
      .limit(MAX_SAMPLES);
    await tx
      .deleteFrom('connection_sample')
      .where('activity_id', '=', activityId)
      .where('at', 'not in', newest)
      .execute();
  }

  #write(activityId: string, work: (tx: Transaction<Tables>) => Promise<void>): void {
    this.#transactions
      .run(work)
      .catch((err: unknown) => this.#logger.error({ err, activityId }, 'Trail of a connection not written'));
  }
}
