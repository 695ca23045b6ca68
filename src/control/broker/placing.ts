import { randomBytes } from 'node:crypto';
import type { Insertable, Selectable, Transaction } from 'kysely';
import type { ErrorCode } from '../../errors.js';
import { putResource } from '../resources/put.js';
import type { Work } from '../resources/repository.js';
import { currentPhase } from '../scaling/current-phase.js';
import type { Store } from '../store/store.js';
import type { BrokerRequestRow } from '../store/tables/session.js';
import type { Tables } from '../store/tables.js';
import { chooseHost, type HostCandidate, type HostChoice } from './choose-host.js';
import { GRANT_LIFETIME_MS } from './grants.js';
import type { Described, HostState, Published, Snapshot } from './published.js';

/** Requests of one pool that are looked at in one go. */
const MOST_AT_ONCE = 100;
/** A reservation outlives its grant a little: redeeming takes its time. */
export const RESERVED_MS = GRANT_LIFETIME_MS + 15_000;

export type Request = Selectable<BrokerRequestRow>;
export type NewRequest = Omit<Insertable<BrokerRequestRow>, 'arrival' | 'state'>;

/** What became of a request. */
export interface Placed {
  readonly request: Request;
  /** A host that has to be started for it. */
  readonly starts?: string;
}

type KnownState = Pick<HostState, 'health' | 'avoid_until' | 'power' | 'warned_at' | 'updating_to'>;

interface Occupied {
  readonly id: string;
  readonly user_name: string;
  readonly kind: string;
  readonly name: string;
  readonly host: string;
  readonly gateway: string;
  readonly state: string;
  readonly open: number;
}

/**
 * Gives the hosts of a pool to those who wait, in the order in which they came. One at a time does so for each pool,
 * whatever gateway: a host is never given more than it takes, and a personal host to one person only.
 */
export class Placing {
  readonly #store: Store;
  readonly #published: Published;
  readonly #gateway: string;

  constructor({ store, published, gateway }: { store: Store; published: Published; gateway: string }) {
    this.#store = store;
    this.#published = published;
    this.#gateway = gateway;
  }

  /** Returns those for whom something changed, the newcomer included. */
  async place(hostPool: string, newcomer?: NewRequest): Promise<Placed[]> {
    const snapshot = await this.#published.current();
    return this.#store.transaction(async (tx, changed) => {
      const turn = new PoolTurn({ store: this.#store, tx, changed }, hostPool, snapshot, this.#gateway);
      return turn.run(newcomer);
    });
  }
}

/** One pool, held until the transaction ends. */
class PoolTurn {
  readonly #work: Work;
  readonly #tx: Transaction<Tables>;
  readonly #hostPool: string;
  readonly #snapshot: Snapshot;
  readonly #gateway: string;
  readonly #now: number;
  /** What this turn learned of hosts, which the snapshot does not know yet. */
  readonly #learned = new Map<string, Partial<HostCandidate>>();
  #sessions: Occupied[] = [];
  #states: ReadonlyMap<string, KnownState> = new Map();

  constructor(work: Work, hostPool: string, snapshot: Snapshot, gateway: string) {
    this.#work = work;
    this.#tx = work.tx;
    this.#hostPool = hostPool;
    this.#snapshot = snapshot;
    this.#gateway = gateway;
    this.#now = work.store.now();
  }

  async run(newcomer: NewRequest | undefined): Promise<Placed[]> {
    const arrivals = await this.#take();
    if (newcomer) await this.#enter(newcomer, arrivals + 1);
    const waiting = await this.#tx
      .selectFrom('broker_request')
      .selectAll()
      .where('host_pool', '=', this.#hostPool)
      .where('state', 'in', ['waiting', 'starting'])
      .orderBy('arrival')
      .limit(MOST_AT_ONCE)
      .execute();
    if (waiting.length === 0) return [];
    this.#sessions = await this.#occupied();
    this.#states = await this.#readStates();
    const placed: Placed[] = [];
    for (const request of waiting) {
      const result = await this.#attempt(request);
      if (result || request.id === newcomer?.id) placed.push(result ?? { request });
    }
    for (const { request } of placed) this.#work.changed({ kind: 'broker-request', name: request.id });
    return placed;
  }

  async #take(): Promise<number> {
    const row = { host_pool: this.#hostPool, arrivals: 0 };
    const take = () =>
      this.#tx
        .selectFrom('pool_turn')
        .select('arrivals')
        .where('host_pool', '=', this.#hostPool)
        .forUpdate()
        .executeTakeFirst();
    const found = await take();
    if (found) return found.arrivals;
    await this.#tx
      .insertInto('pool_turn')
      .values(row)
      .onConflict((conflict) => conflict.column('host_pool').doNothing())
      .execute();
    return (await take())!.arrivals;
  }

  async #enter(newcomer: NewRequest, arrival: number): Promise<void> {
    await this.#tx
      .updateTable('pool_turn')
      .set({ arrivals: arrival })
      .where('host_pool', '=', this.#hostPool)
      .execute();
    await this.#tx
      .insertInto('broker_request')
      .values({ ...newcomer, arrival, state: 'waiting' })
      .execute();
  }

  #occupied(): Promise<Occupied[]> {
    return this.#tx
      .selectFrom('user_session')
      .select(['id', 'user_name', 'kind', 'name', 'host', 'gateway', 'state', 'open'])
      .where('host_pool', '=', this.#hostPool)
      .where('state', 'in', ['reserved', 'active', 'disconnected'])
      .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', this.#now)]))
      .orderBy('since', 'desc')
      .execute();
  }

  /** Of the pool's hosts, as they are: word of what a check found a moment ago may still be on its way. */
  async #readStates(): Promise<ReadonlyMap<string, KnownState>> {
    const rows = await this.#tx
      .selectFrom('reference')
      .innerJoin('host_state', 'host_state.host_name', 'reference.from_name')
      .select(['host_name', 'health', 'avoid_until', 'power', 'warned_at', 'updating_to'])
      .where('to_kind', '=', 'host-pool')
      .where('to_name', '=', this.#hostPool)
      .where('from_kind', '=', 'session-host')
      .execute();
    return new Map(rows.map((row) => [row.host_name, row]));
  }

  /** Undefined when nothing changed for it. */
  async #attempt(request: Request): Promise<Placed | undefined> {
    const own = this.#sessions.find(
      ({ user_name, kind, name, state }) =>
        user_name === request.user_name && kind === request.kind && name === request.name && state !== 'reserved',
    );
    if (own?.open === 1 && own.gateway === this.#gateway) return this.#grant(request, own.host, own.id, true);
    const pool = this.#snapshot.pools.get(this.#hostPool);
    for (;;) {
      const choice = pool ? this.#choose(request, pool, own) : NO_POOL;
      if (choice.outcome === 'none') return this.#fail(request, choice.code);
      if (choice.outcome === 'wait') return this.#wait(request, choice);
      if (choice.outcome === 'start') {
        if (await this.#mayStart(choice.host)) return this.#start(request, choice);
      } else if (await this.#isFit(choice.host, choice.host === own?.host)) {
        if (choice.bind) await this.#bind(choice.host, request.user_name);
        if (own) await this.#replace(own);
        return this.#grant(request, choice.host, randomBytes(16).toString('base64url'), false);
      }
    }
  }

  #choose(request: Request, pool: Described<'host-pool'>, own: Occupied | undefined): HostChoice {
    const counts = new Map<string, number>();
    // The session that is gone back to has its place already.
    for (const session of this.#sessions) {
      if (session !== own) counts.set(session.host, (counts.get(session.host) ?? 0) + 1);
    }
    const hosts = (this.#snapshot.hostsOf.get(this.#hostPool) ?? []).map((host) => this.#candidate(host, counts));
    // A scaling plan says how sessions are spread, by the time of day.
    const { loadBalancer = pool.body.loadBalancer } = currentPhase(this.#snapshot, pool, this.#now) ?? {};
    return chooseHost({ ...pool.body, loadBalancer, user: request.user_name, leftOn: own?.host, hosts });
  }

  #candidate({ name, body }: Described<'session-host'>, counts: ReadonlyMap<string, number>): HostCandidate {
    const state = this.#states.get(name);
    return {
      name,
      drained: body.drain || isEmptied(state),
      healthy: state?.health !== 'unavailable',
      avoided: state !== undefined && this.#now < state.avoid_until,
      power: state?.power ?? 'unknown',
      sessions: counts.get(name) ?? 0,
      assignedUser: body.assignedUser,
      ...this.#learned.get(name),
    };
  }

  /** Is the host still what the snapshot says? Stays so until the transaction ends. */
  async #isFit(name: string, mayDrain: boolean): Promise<boolean> {
    const { resource, state } = await this.#look(name);
    if (resource?.hostPool !== this.#hostPool) return this.#learn(name, { healthy: false });
    const drained = resource.drain || isEmptied(state);
    if (drained && !mayDrain) return this.#learn(name, { drained });
    if (state?.health === 'unavailable') return this.#learn(name, { healthy: false });
    const power = state?.power ?? 'unknown';
    if (power !== 'running' && power !== 'unknown') return this.#learn(name, { power });
    const known = this.#snapshot.hosts.get(name)?.body.assignedUser;
    const { assignedUser } = { ...resource, ...this.#learned.get(name) };
    return assignedUser === known || this.#learn(name, { assignedUser });
  }

  async #mayStart(name: string): Promise<boolean> {
    const { state } = await this.#look(name);
    const isOff = state?.power === 'stopped' || state?.power === 'deallocated';
    return isOff || this.#learn(name, { power: state?.power ?? 'unknown' });
  }

  async #look(name: string) {
    const row = await this.#tx
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', 'session-host')
      .where('name', '=', name)
      .forShare()
      .executeTakeFirst();
    const state = await this.#tx
      .selectFrom('host_state')
      .select(['health', 'power', 'warned_at', 'updating_to'])
      .where('host_name', '=', name)
      .forShare()
      .executeTakeFirst();
    return { resource: row && (JSON.parse(row.body) as Described<'session-host'>['body']), state };
  }

  #learn(name: string, learned: Partial<HostCandidate>): false {
    this.#learned.set(name, { ...this.#learned.get(name), ...learned });
    return false;
  }

  async #bind(name: string, user: string): Promise<void> {
    const row = await this.#tx
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', 'session-host')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    await putResource(this.#work, 'session-host', name, { ...JSON.parse(row.body), assignedUser: user }, {});
    this.#learn(name, { assignedUser: user });
  }

  /** The host goes on with the same session; here it is another one. A gateway that still has it lets it go. */
  async #replace(own: Occupied): Promise<void> {
    this.#sessions = this.#sessions.filter((session) => session !== own);
    await this.#tx
      .updateTable('user_session')
      .set({ state: 'ended', open: 0, since: this.#now, ended_at: this.#now, expires_at: null })
      .where('id', '=', own.id)
      .execute();
    if (own.open === 0) return;
    const order = { id: randomBytes(12).toString('base64url'), gateway: own.gateway, session_id: own.id };
    await this.#tx
      .insertInto('session_order')
      .values({ ...order, action: 'disconnect', detail: '{}', created_at: this.#now })
      .execute();
    this.#work.changed({ kind: 'session-order', name: own.gateway });
  }

  async #grant(request: Request, host: string, session: string, resumed: boolean): Promise<Placed> {
    if (!resumed) {
      const { activity_id, user_name, browser_session, kind, name, application_group, host_pool, remote } = request;
      const row = {
        ...{ id: session, activity_id, user_name, browser_session, kind, name, application_group, host_pool, remote },
        ...({ host, gateway: this.#gateway, state: 'reserved', open: 0, rights: request.rights } as const),
        ...{ since: this.#now, created_at: this.#now, expires_at: this.#now + RESERVED_MS },
      };
      await this.#tx.insertInto('user_session').values(row).execute();
      this.#sessions.unshift(row);
      this.#work.changed({ kind: 'user-session', name: session });
    }
    return this.#settle(request, {
      state: 'granted',
      host,
      session_id: session,
      resumed: resumed ? 1 : 0,
      grant_id: randomBytes(16).toString('base64url'),
    });
  }

  async #start(request: Request, { host, bind }: { host: string; bind: boolean }): Promise<Placed> {
    if (bind) await this.#bind(host, request.user_name);
    await this.#tx
      .updateTable('host_state')
      .set({ power: 'starting', power_at: this.#now })
      .where('host_name', '=', host)
      .execute();
    this.#work.changed({ kind: 'host-state', name: host });
    this.#learn(host, { power: 'starting' });
    return { ...(await this.#settle(request, { state: 'starting', host })), starts: host };
  }

  async #wait(request: Request, choice: { for: 'room' | 'start'; host?: string }): Promise<Placed | undefined> {
    const state = choice.for === 'start' ? 'starting' : 'waiting';
    if (request.state === state) return undefined;
    return this.#settle(request, { state, host: choice.host ?? null });
  }

  /** Whoever waited for a host that then did not start is told so. */
  #fail(request: Request, code: ErrorCode): Promise<Placed> {
    const started = request.state === 'starting' && code === 'NO_HOST';
    return this.#settle(request, { state: 'failed', code: started ? 'HOST_START_FAILED' : code });
  }

  async #settle(request: Request, values: Partial<Request>): Promise<Placed> {
    const set = { ...values, since: this.#now };
    await this.#tx.updateTable('broker_request').set(set).where('id', '=', request.id).execute();
    return { request: { ...request, ...set } };
  }
}

const NO_POOL: HostChoice = { outcome: 'none', code: 'NO_HOST' };

/** The scaling plan or an update of its image empties it. */
const isEmptied = (state: { warned_at: number | null; updating_to: string | null } | undefined): boolean =>
  state !== undefined && (state.warned_at !== null || state.updating_to !== null);
