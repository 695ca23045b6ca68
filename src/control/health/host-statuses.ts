import type { Reach } from '../access/access.js';
import type { Described, Published, Snapshot } from '../broker/published.js';
import type { UserSessions } from '../sessions/user-sessions.js';
import type { HostState, HostStates } from './host-states.js';

/** How a session host is. */
export interface HostStatus {
  readonly name: string;
  readonly hostPool: string;
  readonly address: string;
  readonly drain: boolean;
  readonly health: HostState['health'];
  readonly power: HostState['power'];
  readonly checkedAt?: number;
  /** When it last answered. */
  readonly lastHeartbeatAt?: number;
  readonly latencyMs?: number;
  readonly sessions: number;
  readonly assignedUser?: string;
  /** Image that it is being brought to. */
  readonly updatingTo?: string;
  /** Code of what is wrong with it. */
  readonly problem?: string;
}

export interface HostStatusQuery {
  readonly hostPool?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
  readonly reach: Reach;
}

/** How session hosts are, for administrators. */
export class HostStatuses {
  readonly #published: Published;
  readonly #states: HostStates;
  readonly #sessions: UserSessions;

  constructor(parts: { published: Published; states: HostStates; sessions: UserSessions }) {
    this.#published = parts.published;
    this.#states = parts.states;
    this.#sessions = parts.sessions;
  }

  /** In the order of their names. */
  async list({ hostPool, after = '', limit, reach }: HostStatusQuery): Promise<{ hosts: HostStatus[]; next?: string }> {
    const [snapshot, counts] = await Promise.all([this.#published.current(), this.#sessions.counts()]);
    const isVisible = ({ body }: Described<'session-host'>): boolean =>
      (hostPool === undefined || body.hostPool === hostPool) &&
      (reach === 'everywhere' || reach.hostPools.includes(body.hostPool));
    const behind = [...snapshot.hosts.values()].filter((host) => after < host.name && isVisible(host)).sort(byName);
    const page = behind.slice(0, limit);
    // Checks that change nothing are not told to the snapshot, so what is shown is read.
    const states = new Map(
      (await this.#states.of(page.map(({ name }) => name))).map((state) => [state.host_name, state]),
    );
    const hosts = page.map((host) => show(host, states.get(host.name), counts.get(host.name) ?? 0));
    return behind.length > limit ? { hosts, next: page[page.length - 1].name } : { hosts };
  }

  /** Undefined when there is none. */
  async poolOf(host: string): Promise<string | undefined> {
    const { hosts }: Snapshot = await this.#published.current();
    return hosts.get(host)?.body.hostPool;
  }
}

function show({ name, body }: Described<'session-host'>, state: HostState | undefined, sessions: number): HostStatus {
  const { health = 'unknown', power = 'unknown' } = state ?? {};
  const { hostPool, address, drain, assignedUser } = body;
  const known = state ?? NOTHING;
  return {
    ...{ name, hostPool, address, drain, health, power, sessions },
    ...(known.checked_at !== null && { checkedAt: known.checked_at }),
    ...(known.heartbeat_at !== null && { lastHeartbeatAt: known.heartbeat_at }),
    ...(known.latency_ms !== null && { latencyMs: known.latency_ms }),
    ...(known.problem !== null && { problem: known.problem }),
    ...(known.updating_to !== null && { updatingTo: known.updating_to }),
    ...(assignedUser !== undefined && { assignedUser }),
  };
}

const NOTHING = { checked_at: null, heartbeat_at: null, latency_ms: null, problem: null, updating_to: null } as const;

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1);
