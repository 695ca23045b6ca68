import { randomUUID } from 'node:crypto';
import { type ErrorCode, GatewayError } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { Trail } from '../diagnostics/trail.js';
import type { Actor } from '../identity/actor.js';
import { evaluatePolicies, type PolicyDecision } from '../policy/evaluate.js';
import type { SessionRights } from '../policy/rights.js';
import type { Store } from '../store/store.js';
import { findPublication, type Opened, type Publication } from './assigned.js';
import { type Connection, type Extras, showConnection } from './connection.js';
import { isAssigned, readPolicies } from './entitlement.js';
import { GRANT_LIFETIME_MS, type Grants } from './grants.js';
import { type NewRequest, type Placed, Placing, type Request } from './placing.js';
import type { Published } from './published.js';

/** Nobody asked for so long: they have left, and whoever is behind them moves up. */
const UNSEEN_MS = 60_000;
/** Nobody waits for longer. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** What is over is kept for so long, for those who still ask. */
const KEPT_MS = 60 * 60_000;
/** How long hosts take to start, until one did. */
const USUAL_START_MS = 90_000;
const LEAST_ESTIMATE_MS = 1000;

export interface BrokerParts {
  readonly store: Store;
  readonly published: Published;
  readonly grants: Grants;
  readonly trail: Trail;
  readonly logger: Logger;
  /** Name of this gateway among those that share the store. */
  readonly gateway: string;
  /** Begins to start a host; the store already says that it starts. */
  readonly startHost: (host: string) => void;
}

type Person = Pick<Actor, 'user' | 'groups' | 'remote' | 'authentication'>;

/** Takes people from a click to a grant: assignment, policies, host, and a place in the queue where there is none. */
export class Broker {
  readonly #parts: BrokerParts;
  readonly #placing: Placing;
  readonly #changed = new Waiters();
  readonly #unsubscribe: () => void;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#placing = new Placing(parts);
    this.#unsubscribe = parts.store.changes.subscribe(({ kind, name }) => {
      if (kind === 'broker-request') this.#changed.wake(name);
      if (kind === '*') this.#changed.wakeAll();
    });
  }

  close(): void {
    this.#unsubscribe();
    this.#changed.wakeAll();
  }

  /** Throws NOT_FOUND for what is not assigned to the person. Everything else is told by the connection's state. */
  async request(actor: Actor, opened: Opened, audience: string): Promise<Connection> {
    const { store, published, trail, gateway } = this.#parts;
    const snapshot = await published.current();
    const publication = findPublication(snapshot, opened);
    if (!publication || !(await isAssigned(store.db, actor, publication.group.name))) {
      throw new GatewayError('NOT_FOUND', { ...opened });
    }
    const { kind, name } = opened;
    const [hostPool, applicationGroup] = [publication.pool.name, publication.group.name];
    const activityId = randomUUID();
    const { user, remote, authentication } = actor;
    trail.begin({ activityId, user, kind, name, hostPool, applicationGroup, remote, gateway });
    trail.checkpoint(activityId, 'signedIn', {
      provider: authentication.provider,
      methods: authentication.methods.join(' '),
      multiFactor: authentication.multiFactor,
    });
    const decision = await this.#decide(publication, actor);
    trail.checkpoint(activityId, 'policy', policyDetail(decision));
    const now = store.now();
    const request: NewRequest = {
      ...{
        id: randomUUID(),
        activity_id: activityId,
        user_name: user,
        browser_session: actor.session,
        remote,
        audience,
      },
      ...{ kind, name, application_group: applicationGroup, host_pool: hostPool },
      ...{ since: now, created_at: now, seen_at: now, resumed: 0, rights: JSON.stringify(decision.rights) },
      requirements: decision.outcome === 'stepUp' ? JSON.stringify(decision.requirements) : null,
    };
    if (decision.outcome !== 'allow') return this.#refuse(request, decision.outcome);
    const placed = await this.#placing.place(hostPool, request);
    this.#told(placed);
    const own = placed.find((one) => one.request.id === request.id)!;
    return this.#show(own.request);
  }

  /** What would be decided at a time, and whether it is assigned at all; nothing is done. Throws NOT_FOUND. */
  async whatIf(person: Person, opened: Opened, now: number): Promise<PolicyDecision & { readonly assigned: boolean }> {
    const snapshot = await this.#parts.published.current();
    const publication = findPublication(snapshot, opened);
    if (!publication) throw new GatewayError('NOT_FOUND', { ...opened });
    const assigned = await isAssigned(this.#parts.store.db, person, publication.group.name);
    return { ...(await this.#decide(publication, person, now)), assigned };
  }

  /** How it stands. Throws NOT_FOUND for one of somebody else. */
  async get(user: string, id: string): Promise<Connection> {
    return this.#show(await this.#seen(user, id));
  }

  /** Resolves when the state is another than it was, or after `ms`. */
  async wait(user: string, id: string, ms: number, signal: AbortSignal): Promise<Connection> {
    const changed = this.#changed.next(id, ms, signal);
    try {
      const before = await this.#seen(user, id);
      if (before.state !== 'waiting' && before.state !== 'starting') return await this.#show(before);
      await changed.done;
    } finally {
      changed.stop();
    }
    return this.#show(await this.#seen(user, id));
  }

  /** The person does not want it any more. What was reserved is free again. */
  async cancel(user: string, id: string): Promise<void> {
    const request = await this.#require(user, id);
    if (await this.#end(request, 'cancelled', null)) await this.place(request.host_pool);
  }

  /** Gives out what became free in a pool. */
  async place(hostPool: string): Promise<void> {
    this.#told(await this.#placing.place(hostPool));
  }

  /** What time brings: queues that move, people who have left, grants that nobody redeemed. */
  async tick(): Promise<void> {
    const { store, grants } = this.#parts;
    const now = store.now();
    const open = await store.db
      .selectFrom('broker_request')
      .selectAll()
      .where('state', 'in', ['waiting', 'starting', 'granted'])
      .where(({ or, eb }) =>
        or([
          eb('seen_at', '<=', now - UNSEEN_MS),
          eb('created_at', '<=', now - LONGEST_WAIT_MS),
          eb.and([eb('state', '=', 'granted'), eb('since', '<=', now - GRANT_LIFETIME_MS)]),
        ]),
      )
      .execute();
    for (const request of open) {
      const granted = request.state === 'granted';
      const code = granted ? 'GRANT_INVALID' : 'HOSTS_BUSY';
      const left = !granted && request.seen_at <= now - UNSEEN_MS;
      await this.#end(request, left ? 'cancelled' : 'failed', left ? null : code);
    }
    const pools = await store.db
      .selectFrom('broker_request')
      .select('host_pool')
      .distinct()
      .where('state', 'in', ['waiting', 'starting'])
      .execute();
    for (const { host_pool } of pools) await this.place(host_pool);
    await store.db
      .deleteFrom('broker_request')
      .where('since', '<=', now - KEPT_MS)
      .execute();
    await grants.sweep();
  }

  async #decide(
    { group }: Publication,
    { user, groups, remote, authentication }: Person,
    now = this.#parts.store.now(),
  ): Promise<PolicyDecision> {
    const facts = { user, groups, remote, authentication, applicationGroup: group.name, now };
    return evaluatePolicies(await readPolicies(this.#parts.store.db), facts);
  }

  async #refuse(request: NewRequest, outcome: 'block' | 'stepUp'): Promise<Connection> {
    const { store, trail } = this.#parts;
    const code: ErrorCode = outcome === 'block' ? 'POLICY_BLOCKED' : 'POLICY_STEP_UP';
    const row = { ...request, arrival: 0, state: outcome === 'block' ? 'failed' : 'stepUp', code } as const;
    await store.db.insertInto('broker_request').values(row).execute();
    trail.end(request.activity_id, { code, frames: 0, bytes: 0 });
    return this.#show(await this.#require(request.user_name, request.id));
  }

  #told(placed: readonly Placed[]): void {
    const { trail, startHost } = this.#parts;
    for (const { request, starts } of placed) {
      const { activity_id, state, host, code, resumed } = request;
      if (state === 'granted') trail.checkpoint(activity_id, 'host', { host: host!, resumed: resumed === 1 });
      if (state === 'granted') trail.checkpoint(activity_id, 'granted');
      if (state === 'failed') trail.end(activity_id, { code: code as ErrorCode, frames: 0, bytes: 0 });
      if (starts !== undefined) startHost(starts);
    }
  }

  /** False when it was over already. */
  async #end(request: Request, state: 'cancelled' | 'failed', code: ErrorCode | null): Promise<boolean> {
    const { store, trail } = this.#parts;
    const now = store.now();
    const ended = await store.transaction(async (tx, changed) => {
      const { numUpdatedRows } = await tx
        .updateTable('broker_request')
        .set({ state, code, since: now })
        .where('id', '=', request.id)
        .where('state', 'in', ['waiting', 'starting', 'granted'])
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      if (request.session_id !== null && request.resumed === 0) {
        await tx
          .updateTable('user_session')
          .set({ state: 'ended', since: now, ended_at: now, code })
          .where('id', '=', request.session_id)
          .where('state', '=', 'reserved')
          .execute();
      }
      changed({ kind: 'broker-request', name: request.id });
      return true;
    });
    if (ended) trail.end(request.activity_id, { code: code ?? 'ABORTED', frames: 0, bytes: 0 });
    return ended;
  }

  async #require(user: string, id: string): Promise<Request> {
    const row = await this.#parts.store.db
      .selectFrom('broker_request')
      .selectAll()
      .where('id', '=', id)
      .where('user_name', '=', user)
      .executeTakeFirst();
    if (!row) throw new GatewayError('NOT_FOUND', { connection: id });
    return row;
  }

  /** Whoever asks is still there. */
  async #seen(user: string, id: string): Promise<Request> {
    const { store } = this.#parts;
    const request = await this.#require(user, id);
    if (request.state === 'waiting' || request.state === 'starting') {
      await store.db.updateTable('broker_request').set({ seen_at: store.now() }).where('id', '=', id).execute();
    }
    return request;
  }

  async #show(request: Request): Promise<Connection> {
    return showConnection(request, await this.#extras(request));
  }

  async #extras(request: Request): Promise<Extras> {
    const { grants, store, published } = this.#parts;
    if (request.state === 'granted') return { grant: await grants.sign(grantOf(request)) };
    if (request.state === 'waiting') return { position: await this.#position(request) };
    if (request.state !== 'starting' || request.host === null) return {};
    const state = (await published.current()).states.get(request.host);
    const began = state?.power === 'starting' ? state.power_at : request.since;
    const left = began + (state?.start_ms ?? USUAL_START_MS) - store.now();
    return { estimateMs: Math.max(left, LEAST_ESTIMATE_MS) };
  }

  async #position({ host_pool, arrival }: Request): Promise<number> {
    const { before } = await this.#parts.store.db
      .selectFrom('broker_request')
      .select(({ fn }) => fn.countAll<number>().as('before'))
      .where('host_pool', '=', host_pool)
      .where('state', '=', 'waiting')
      .where('arrival', '<', arrival)
      .executeTakeFirstOrThrow();
    return Number(before) + 1;
  }
}

/** The same each time that somebody asks: what it says stands in the store. */
const grantOf = ({ id, grant_id, user_name, browser_session, audience, since }: Request) => ({
  id: grant_id!,
  user: user_name,
  browserSession: browser_session,
  audience,
  opens: { request: id },
  issuedAt: since,
});

/** What the trail keeps of a decision; policies that do not apply are many and say nothing. */
function policyDetail({ outcome, rights, findings }: PolicyDecision): Record<string, string | number | boolean> {
  const applied = findings.filter((finding) => finding.outcome !== 'notApplied');
  const text = applied.map((one) => `${one.policy}: ${one.outcome}${one.enforced ? '' : ' (report only)'}`).join(', ');
  return { outcome, ...(text !== '' && { policies: text }), ...(rights satisfies SessionRights) };
}

/** Those who wait for a request to change. */
class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  next(id: string, ms: number, signal: AbortSignal): { readonly done: Promise<void>; stop(): void } {
    let wake: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    const all = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, all.add(wake));
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      all.delete(wake);
      if (all.size === 0 && this.#waiting.get(id) === all) this.#waiting.delete(id);
    };
    return { done, stop };
  }

  wake(id: string): void {
    for (const wake of this.#waiting.get(id) ?? []) wake();
  }

  wakeAll(): void {
    for (const id of this.#waiting.keys()) this.wake(id);
  }
}
