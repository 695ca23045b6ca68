import type { Selectable } from 'kysely';
import { ERRORS, type ErrorCode } from '../../errors.js';
import type { Reach } from '../access/access.js';
import type { Store } from '../store/store.js';
import type { CheckpointRow, ConnectionRow, SampleRow } from '../store/tables/trail.js';
import type { ConnectionStart, Sample } from './trail.js';

export type ConnectionOutcome = ConnectionRow['outcome'];

/** A connection as it is told. */
export interface ConnectionRecord extends ConnectionStart {
  readonly host: string | undefined;
  readonly startedAt: number;
  readonly connectedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: ConnectionOutcome;
  readonly problem:
    | { readonly code: string; readonly message: string; readonly advice: string; readonly cause?: string }
    | undefined;
  readonly frames: number;
  readonly bytes: number;
}

export interface ConnectionDetails extends ConnectionRecord {
  readonly checkpoints: readonly {
    readonly name: string;
    readonly at: number;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
  readonly samples: readonly (Sample & { readonly at: number })[];
}

export interface ConnectionQuery {
  readonly user?: string;
  readonly host?: string;
  readonly hostPool?: string;
  readonly outcome?: ConnectionOutcome;
  readonly code?: string;
  readonly from?: number;
  readonly to?: number;
  /** What a page ended with: {@link cursorOf} its last connection. */
  readonly after?: string;
  readonly limit: number;
  readonly reach?: Reach;
}

/** How connections went. */
export class Connections {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The newest first; `next` leads to the page after. */
  async list(query: ConnectionQuery): Promise<{ items: ConnectionRecord[]; next?: string }> {
    const rows = await this.#select(query)
      .limit(query.limit + 1)
      .execute();
    const items = rows.slice(0, query.limit).map(recordOf);
    const last = items.at(-1);
    return { items, ...(rows.length > query.limit && last && { next: cursorOf(last) }) };
  }

  /** Undefined when there is none. */
  async get(activityId: string): Promise<ConnectionDetails | undefined> {
    const { db } = this.#store;
    const row = await db.selectFrom('connection').selectAll().where('activity_id', '=', activityId).executeTakeFirst();
    if (!row) return undefined;
    const checkpoints = await db
      .selectFrom('connection_checkpoint')
      .selectAll()
      .where('activity_id', '=', activityId)
      .orderBy('seq')
      .execute();
    const samples = await db
      .selectFrom('connection_sample')
      .selectAll()
      .where('activity_id', '=', activityId)
      .orderBy('at')
      .execute();
    return { ...recordOf(row), checkpoints: checkpoints.map(checkpointOf), samples: samples.map(sampleOf) };
  }

  #select({ user, host, hostPool, outcome, code, from, to, after, reach }: ConnectionQuery) {
    let query = this.#store.db
      .selectFrom('connection')
      .selectAll()
      .orderBy('started_at', 'desc')
      .orderBy('activity_id', 'desc');
    if (user !== undefined) query = query.where('user_name', '=', user);
    if (host !== undefined) query = query.where('host', '=', host);
    if (hostPool !== undefined) query = query.where('host_pool', '=', hostPool);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (code !== undefined) query = query.where('code', '=', code);
    if (from !== undefined) query = query.where('started_at', '>=', from);
    if (to !== undefined) query = query.where('started_at', '<', to);
    if (after !== undefined) {
      const { startedAt, activityId } = readCursor(after);
      query = query.where(({ or, and, eb }) =>
        or([
          eb('started_at', '<', startedAt),
          and([eb('started_at', '=', startedAt), eb('activity_id', '<', activityId)]),
        ]),
      );
    }
    if (reach !== undefined && reach !== 'everywhere') {
      const { hostPools, applicationGroups } = reach;
      query = query.where(({ or, eb }) =>
        or([
          ...(hostPools.length > 0 ? [eb('host_pool', 'in', hostPools)] : []),
          ...(applicationGroups.length > 0 ? [eb('application_group', 'in', applicationGroups)] : []),
        ]),
      );
    }
    return query;
  }
}

/** Where the page after this connection begins. */
export const cursorOf = ({ startedAt, activityId }: Pick<ConnectionRecord, 'startedAt' | 'activityId'>): string =>
  `${startedAt}.${activityId}`;

function readCursor(text: string): { startedAt: number; activityId: string } {
  const dot = text.indexOf('.');
  return { startedAt: Number(text.slice(0, dot)) || 0, activityId: text.slice(dot + 1) };
}

function recordOf(row: Selectable<ConnectionRow>): ConnectionRecord {
  const entry = row.code !== null && Object.hasOwn(ERRORS, row.code) ? ERRORS[row.code as ErrorCode] : undefined;
  return {
    activityId: row.activity_id,
    user: row.user_name,
    kind: row.kind as ConnectionStart['kind'],
    name: row.name,
    hostPool: row.host_pool,
    applicationGroup: row.application_group,
    remote: row.remote,
    gateway: row.gateway,
    host: row.host ?? undefined,
    startedAt: row.started_at,
    connectedAt: row.connected_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    outcome: row.outcome,
    problem:
      row.code === null
        ? undefined
        : {
            code: row.code,
            message: entry?.message ?? '',
            advice: entry?.advice ?? '',
            ...(row.cause !== null && { cause: row.cause }),
          },
    frames: row.frames,
    bytes: row.bytes,
  };
}

const checkpointOf = ({ name, at, detail }: Selectable<CheckpointRow>) => ({ name, at, detail: JSON.parse(detail) });

const sampleOf = (row: Selectable<SampleRow>) => ({
  at: row.at,
  roundTripMs: row.round_trip_ms,
  bytesPerSecond: row.bytes_per_second,
  framesPerSecond: row.frames_per_second,
});
