import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type ErrorCode, GatewayError } from '../../errors.js';
import type { Reach } from '../access/access.js';
import { findPublication } from '../broker/assigned.js';
import type { Grants } from '../broker/grants.js';
import type { Published } from '../broker/published.js';
import type { Actor } from '../identity/actor.js';
import type { Store } from '../store/store.js';
import type { SessionOrderRow, UserSessionRow } from '../store/tables/session.js';
import { HOST_KEEPS_MS } from './kept-by-host.js';

/** A session of a person on a host. */
export interface UserSession {
  readonly id: string;
  readonly activityId: string;
  readonly user: string;
  readonly kind: 'desktop' | 'application';
  readonly name: string;
  readonly displayName: string;
  readonly applicationGroup: string;
  readonly hostPool: string;
  readonly host: string;
  readonly gateway: string;
  readonly remote: string;
  readonly state: 'active' | 'disconnected' | 'ended';
  readonly since: number;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly code?: ErrorCode;
}

export interface UserSessionQuery {
  readonly hostPool?: string;
  readonly host?: string;
  readonly user?: string;
  readonly state?: UserSession['state'];
  readonly after?: string;
  readonly limit: number;
  readonly reach?: Reach;
}

const LIVE = ['active', 'disconnected'] as const;
/** What is over is kept for so long. */
const KEPT_MS = 24 * 60 * 60_000;

/** Sessions of people on hosts, whichever gateway has them, and what can be done with them. */
export class UserSessions {
  readonly #store: Store;
  readonly #published: Published;
  readonly #grants: Grants;

  constructor({ store, published, grants }: { store: Store; published: Published; grants: Grants }) {
    this.#store = store;
    this.#published = published;
    this.#grants = grants;
  }

  /** In the order of their ids. Those that are over only when asked for. */
  async list({ hostPool, host, user, state, after, limit, reach = 'everywhere' }: UserSessionQuery) {
    if (reach !== 'everywhere' && reach.hostPools.length + reach.applicationGroups.length === 0) return { items: [] };
    let query = this.#store.db
      .selectFrom('user_session')
      .selectAll()
      .where('state', 'in', state ? [state] : LIVE)
      .orderBy('id')
      .limit(limit + 1);
    if (hostPool !== undefined) query = query.where('host_pool', '=', hostPool);
    if (host !== undefined) query = query.where('host', '=', host);
    if (user !== undefined) query = query.where('user_name', '=', user);
    if (after !== undefined) query = query.where('id', '>', after);
    if (reach !== 'everywhere') {
      const { hostPools, applicationGroups } = reach;
      query = query.where(({ or, eb }) =>
        or([
          ...(hostPools.length > 0 ? [eb('host_pool', 'in', hostPools)] : []),
          ...(applicationGroups.length > 0 ? [eb('application_group', 'in', applicationGroups)] : []),
        ]),
      );
    }
    const rows = await query.execute();
    const more = rows.length > limit;
    const items = await Promise.all(rows.slice(0, limit).map((row) => this.#show(row)));
    return more ? { items, next: items[items.length - 1].id } : { items };
  }

  /** Throws NOT_FOUND, also for one of somebody else where an owner is given. */
  async require(id: string, owner?: string): Promise<UserSession> {
    return this.#show(await this.#row(id, owner));
  }

  async message(id: string, message: { readonly title: string; readonly text: string }): Promise<void> {
    await this.#order(await this.#live(id), 'message', message);
  }

  /** Ends the connection; the host keeps the session. */
  async disconnect(id: string, owner?: string): Promise<void> {
    await this.#order(await this.#live(id, owner), 'disconnect', {});
  }

  /** Ends the session on the host too, where it can be ended from here. */
  async logOff(id: string, owner?: string): Promise<void> {
    const row = await this.#live(id, owner);
    if (row.open === 1) return this.#order(row, 'logOff', {});
    await this.#forget(row);
  }

  /** A grant to look at the session. Throws CONFLICT when nobody is connected to it. */
  async watch(id: string, actor: Actor, audience: string): Promise<string> {
    const row = await this.#live(id);
    if (row.open === 0) throw new GatewayError('CONFLICT', {}, { detail: 'the session is not connected' });
    return this.#grants.sign({
      id: randomBytes(16).toString('base64url'),
      user: actor.user,
      browserSession: actor.session,
      audience,
      opens: { watch: id },
      issuedAt: this.#store.now(),
    });
  }

  /** Sessions of hosts, by host: those that are reserved, running or left there. */
  async counts(): Promise<Map<string, number>> {
    const now = this.#store.now();
    const rows = await this.#store.db
      .selectFrom('user_session')
      .select(({ fn }) => ['host', fn.countAll<number>().as('sessions')])
      .where('state', 'in', ['reserved', ...LIVE])
      .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
      .groupBy('host')
      .execute();
    return new Map(rows.map(({ host, sessions }) => [host, Number(sessions)]));
  }

  /** What time brings: reservations that nobody used, and sessions that hosts have long forgotten. Returns their pools. */
  async sweep(): Promise<Set<string>> {
    const now = this.#store.now();
    const void_ = await this.#store.db
      .updateTable('user_session')
      .set({ state: 'ended', open: 0, since: now, ended_at: now, expires_at: null })
      .where('state', 'in', ['reserved', 'disconnected'])
      .where('expires_at', '<=', now)
      .returning('host_pool')
      .execute();
    await this.#store.db
      .deleteFrom('user_session')
      .where('state', '=', 'ended')
      .where('ended_at', '<=', now - KEPT_MS)
      .execute();
    return new Set(void_.map(({ host_pool }) => host_pool));
  }

  /** A gateway is gone that had sessions. */
  async leftBehind(gateway: string): Promise<void> {
    const now = this.#store.now();
    await this.#store.db
      .updateTable('user_session')
      .set({ state: 'disconnected', open: 0, since: now, expires_at: now + HOST_KEEPS_MS })
      .where('gateway', '=', gateway)
      .where('state', 'in', LIVE)
      .where('open', '=', 1)
      .execute();
    await this.#store.db.deleteFrom('session_order').where('gateway', '=', gateway).execute();
  }

  async #forget({ id }: Selectable<UserSessionRow>): Promise<void> {
    const now = this.#store.now();
    await this.#store.transaction(async (tx, changed) => {
      await tx
        .updateTable('user_session')
        .set({ state: 'ended', open: 0, since: now, ended_at: now, expires_at: null })
        .where('id', '=', id)
        .execute();
      changed({ kind: 'user-session', name: id });
    });
  }

  async #order({ id, gateway, open }: Selectable<UserSessionRow>, action: SessionOrderRow['action'], detail: object) {
    if (open === 0) throw new GatewayError('CONFLICT', {}, { detail: 'the session is not connected' });
    await this.#store.transaction(async (tx, changed) => {
      await tx
        .insertInto('session_order')
        .values({
          ...{ id: randomBytes(12).toString('base64url'), gateway, session_id: id, action },
          ...{ detail: JSON.stringify(detail), created_at: this.#store.now() },
        })
        .execute();
      changed({ kind: 'session-order', name: gateway });
    });
  }

  async #live(id: string, owner?: string): Promise<Selectable<UserSessionRow>> {
    const row = await this.#row(id, owner);
    if (row.state === 'ended') throw new GatewayError('CONFLICT', {}, { detail: 'the session has ended' });
    return row;
  }

  async #row(id: string, owner?: string): Promise<Selectable<UserSessionRow>> {
    const row = await this.#store.db
      .selectFrom('user_session')
      .selectAll()
      .where('id', '=', id)
      .where('state', '!=', 'reserved')
      .executeTakeFirst();
    if (!row || (owner !== undefined && row.user_name !== owner)) throw new GatewayError('NOT_FOUND', { session: id });
    return row;
  }

  async #show(row: Selectable<UserSessionRow>): Promise<UserSession> {
    const { kind, name } = row;
    const publication = findPublication(await this.#published.current(), { kind, name });
    return {
      ...{ id: row.id, activityId: row.activity_id, user: row.user_name, kind, name },
      displayName: publication?.displayName ?? name,
      ...{ applicationGroup: row.application_group, hostPool: row.host_pool, host: row.host },
      ...{ gateway: row.gateway, remote: row.remote, state: row.state as UserSession['state'] },
      ...{ since: row.since, createdAt: row.created_at },
      ...(row.ended_at !== null && { endedAt: row.ended_at }),
      ...(row.code !== null && { code: row.code as ErrorCode }),
    };
  }
}
