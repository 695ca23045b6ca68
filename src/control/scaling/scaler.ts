import type { Logger } from '../../logger.js';
import type { Audit } from '../audit/audit.js';
import type { Described, HostState, Published, Snapshot } from '../broker/published.js';
import type { HostStates } from '../health/host-states.js';
import type { UserSessions } from '../sessions/user-sessions.js';
import type { Store } from '../store/store.js';
import { currentPhase } from './current-phase.js';
import { decideScaling, type HostPower as Power, type ScaledHost, type ScalingAction } from './decide.js';
import type { HostPower } from './host-power.js';
import { hostProvider } from './host-provider.js';
import type { Phase } from './phase.js';

export interface ScalerParts {
  readonly store: Store;
  readonly published: Published;
  readonly states: HostStates;
  readonly power: HostPower;
  readonly sessions: UserSessions;
  readonly audit: Audit;
  readonly logger: Logger;
}

type Pool = Described<'host-pool'>;

const ACTOR = 'scaling';
/** Hosts of a pool whose provider is asked at a time how they are. */
const REPORTS_AT_ONCE = 8;
/** Sessions of one host that are told or ended in one go. */
const MOST_SESSIONS = 1000;

/** Brings host pools to their scaling plans, a step each time it runs: starts and stops hosts, warns and ends sessions. */
export class Scaler {
  readonly #parts: ScalerParts;

  constructor(parts: ScalerParts) {
    this.#parts = parts;
  }

  /** Resolves when everything was begun; commands of providers go on. */
  async run(): Promise<void> {
    const { published, store, states, sessions, logger } = this.#parts;
    await this.#report(await published.current());
    const snapshot = await published.current();
    const known = new Map((await states.all()).map((state) => [state.host_name, state]));
    const counts = await sessions.counts();
    for (const pool of snapshot.pools.values()) {
      const phase = currentPhase(snapshot, pool, store.now());
      if (!phase || !hostProvider(pool.body.provider).able) continue;
      for (const action of decideScaling(inputOf(snapshot, { pool, phase, counts, known, now: store.now() }))) {
        try {
          await this.#act(pool, action);
        } catch (err) {
          logger.warn({ err, host: action.host, action: action.action }, 'Scaling failed');
        }
      }
    }
  }

  async #act(pool: Pool, action: ScalingAction): Promise<void> {
    const { states, power, store } = this.#parts;
    const { host } = action;
    switch (action.action) {
      case 'start':
        this.#later(power.start(host, ACTOR), host);
        break;
      case 'stop':
        if (await this.#closeEmpty(pool.name, host)) this.#later(power.stop(host, ACTOR), host);
        break;
      case 'warn':
        await states.update(host, { warned_at: store.now() });
        await this.#tell(host, action.message);
        await this.#record('session-host.warn', host, { waitMinutes: action.waitMinutes });
        break;
      case 'logOff':
        await this.#logOff(host);
        break;
      case 'keep':
        await states.update(host, { warned_at: null });
    }
  }

  /** Takes it out of use unless somebody was faster: whoever gives out the pool's hosts waits meanwhile. */
  async #closeEmpty(hostPool: string, host: string): Promise<boolean> {
    const { store } = this.#parts;
    const now = store.now();
    return store.transaction(async (tx, changed) => {
      await tx.selectFrom('pool_turn').selectAll().where('host_pool', '=', hostPool).forUpdate().execute();
      const taken = await tx
        .selectFrom('user_session')
        .select('id')
        .where('host', '=', host)
        .where('state', 'in', ['reserved', 'active', 'disconnected'])
        .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
        .executeTakeFirst();
      if (taken) return false;
      await tx
        .updateTable('host_state')
        .set({ power: 'stopping', power_at: now })
        .where('host_name', '=', host)
        .execute();
      changed({ kind: 'host-state', name: host });
      return true;
    });
  }

  async #tell(host: string, text: string): Promise<void> {
    const { sessions, logger } = this.#parts;
    const { items } = await sessions.list({ host, state: 'active', limit: MOST_SESSIONS });
    for (const { id } of items) {
      const told = sessions.message(id, { title: 'Please save your work', text });
      await told.catch((err) => logger.debug({ err, session: id }, 'Session not told'));
    }
  }

  async #logOff(host: string): Promise<void> {
    const { sessions, logger } = this.#parts;
    const { items } = await sessions.list({ host, limit: MOST_SESSIONS });
    for (const { id } of items) {
      await sessions.logOff(id).catch((err) => logger.debug({ err, session: id }, 'Session not ended'));
    }
    await this.#record('session.logoff', host, { sessions: items.length });
  }

  #record(action: string, host: string, detail: Readonly<Record<string, number>>): Promise<void> {
    const target = `session-host/${host}`;
    return this.#parts.audit.record({ actor: ACTOR, action, target, outcome: 'done', detail });
  }

  #later(work: Promise<void>, host: string): void {
    work.catch((err) => this.#parts.logger.warn({ err, host }, 'Host not started or stopped'));
  }

  /** Providers that can say how their hosts are. */
  async #report({ pools, hostsOf }: Snapshot): Promise<void> {
    for (const pool of pools.values()) {
      const { provider } = pool.body;
      if (provider.type !== 'exec' || !provider.report) continue;
      const queue = [...(hostsOf.get(pool.name) ?? [])];
      const worker = async (): Promise<void> => {
        for (let host = queue.shift(); host; host = queue.shift()) await this.#parts.power.report(host, pool);
      };
      await Promise.all(Array.from({ length: REPORTS_AT_ONCE }, worker));
    }
  }
}

interface Moment {
  readonly pool: Pool;
  readonly phase: Phase;
  readonly counts: ReadonlyMap<string, number>;
  readonly known: ReadonlyMap<string, HostState>;
  readonly now: number;
}

function inputOf({ hostsOf }: Snapshot, { pool, phase, counts, known, now }: Moment) {
  const hosts = (hostsOf.get(pool.name) ?? []).map(({ name, body }): ScaledHost => {
    const state = known.get(name);
    return {
      name,
      power: powerOf(state),
      sessions: counts.get(name) ?? 0,
      drained: body.drain || (state?.updating_to ?? null) !== null,
      warnedAt: state?.warned_at ?? undefined,
    };
  });
  return { phase, hosts, maxSessions: pool.body.type === 'Personal' ? 1 : pool.body.maxSessions, now };
}

/** Whatever answers runs. */
function powerOf(state: HostState | undefined): Power {
  if (!state) return 'unknown';
  return state.power === 'unknown' && state.health === 'available' ? 'running' : state.power;
}
