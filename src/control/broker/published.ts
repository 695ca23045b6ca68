import type { Body, KindName } from '../resources/kinds.js';
import type { Store } from '../store/store.js';
import type { Tables } from '../store/tables.js';
import { Mirror } from './mirror.js';

const KINDS = [
  'workspace',
  'application-group',
  'application',
  'assignment',
  'image',
  'collection',
  'scaling-plan',
  'host-pool',
  'session-host',
] as const satisfies readonly KindName[];
type PublishedKind = (typeof KINDS)[number];

/** A description without its icon, which may be large and is asked for by itself. */
export interface Described<K extends PublishedKind = PublishedKind> {
  readonly kind: K;
  readonly name: string;
  readonly version: number;
  readonly body: Body<K>;
  readonly hasIcon: boolean;
}

export type HostState = Tables['host_state'] extends infer Row ? Omit<Row, 'host_kind'> : never;

/** What is published and where it runs, by name. */
export interface Snapshot {
  /** Differs whenever something in it does. */
  readonly version: string;
  readonly workspaces: ReadonlyMap<string, Described<'workspace'>>;
  readonly groups: ReadonlyMap<string, Described<'application-group'>>;
  readonly applications: ReadonlyMap<string, Described<'application'>>;
  readonly plans: ReadonlyMap<string, Described<'scaling-plan'>>;
  readonly collections: ReadonlyMap<string, Described<'collection'>>;
  readonly images: ReadonlyMap<string, Described<'image'>>;
  readonly pools: ReadonlyMap<string, Described<'host-pool'>>;
  readonly hosts: ReadonlyMap<string, Described<'session-host'>>;
  /** Names of application groups by `user/…` or `group/…`. */
  readonly assigned: ReadonlyMap<string, readonly string[]>;
  readonly applicationsOf: ReadonlyMap<string, readonly Described<'application'>[]>;
  readonly hostsOf: ReadonlyMap<string, readonly Described<'session-host'>[]>;
  readonly states: ReadonlyMap<string, HostState>;
}

const READ_AT_ONCE = 500;

/** What is published, in memory: each click and each portal home asks for it. */
export class Published {
  readonly #store: Store;
  readonly #resources: Mirror<Described>;
  readonly #states: Mirror<HostState>;
  #snapshot: Snapshot | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#resources = new Mirror(store, {
      kinds: new Set(KINDS),
      read: (only) => this.#readResources(only),
      keyOf: ({ kind, name }) => `${kind}/${name}`,
      keyOfChange: ({ kind, name }) => `${kind}/${name}`,
    });
    this.#states = new Mirror(store, {
      kinds: new Set(['host-state']),
      read: (only) => this.#readStates(only?.names),
      keyOf: ({ host_name }) => host_name,
      keyOfChange: ({ name }) => name,
    });
  }

  close(): void {
    this.#resources.close();
    this.#states.close();
  }

  /** As it is now. */
  async current(): Promise<Snapshot> {
    const [rows, states] = await Promise.all([this.#resources.rows(), this.#states.rows()]);
    const version = `${this.#resources.version}.${this.#states.version}`;
    if (this.#snapshot?.version === version) return this.#snapshot;
    const before = this.#snapshot;
    const isSame = before?.version.split('.')[0] === String(this.#resources.version);
    this.#snapshot = isSame ? { ...before, version, states } : { version, states, ...index(rows) };
    return this.#snapshot;
  }

  async #readResources(only?: { readonly kind: string; readonly names: readonly string[] }): Promise<Described[]> {
    const all: Described[] = [];
    for (const kind of only ? [only.kind] : KINDS) {
      for (let after = ''; ; ) {
        let query = this.#store.db
          .selectFrom('resource')
          .select(['kind', 'name', 'version', 'body'])
          .where('kind', '=', kind)
          .where('name', '>', after)
          .orderBy('name')
          .limit(READ_AT_ONCE);
        if (only) query = query.where('name', 'in', only.names);
        const rows = await query.execute();
        all.push(...rows.map(describe));
        if (rows.length < READ_AT_ONCE) break;
        after = rows[rows.length - 1].name;
      }
    }
    return all;
  }

  #readStates(names?: readonly string[]): Promise<HostState[]> {
    const query = this.#store.db.selectFrom('host_state').selectAll();
    return (names ? query.where('host_name', 'in', names) : query).execute();
  }
}

function describe(row: { kind: string; name: string; version: number; body: string }): Described {
  const { icon, ...body } = JSON.parse(row.body);
  const { kind, name, version } = row;
  return { kind: kind as PublishedKind, name, version, body, hasIcon: icon !== undefined };
}

function index(rows: ReadonlyMap<string, Described>): Omit<Snapshot, 'version' | 'states'> {
  const of = <K extends PublishedKind>(kind: K): Described<K>[] =>
    [...rows.values()].filter((row) => row.kind === kind) as Described<K>[];
  const byName = <K extends PublishedKind>(kind: K) => new Map(of(kind).map((row) => [row.name, row]));
  const applications = byName('application');
  const hosts = byName('session-host');
  const assignments = of('assignment').map(({ body: { principal, applicationGroup } }) => ({
    principal: 'user' in principal ? `user/${principal.user}` : `group/${principal.group}`,
    applicationGroup,
  }));
  const assigned = grouped(assignments, ({ principal }) => principal);
  return {
    workspaces: byName('workspace'),
    groups: byName('application-group'),
    applications,
    plans: byName('scaling-plan'),
    collections: byName('collection'),
    images: byName('image'),
    pools: byName('host-pool'),
    hosts,
    assigned: new Map([...assigned].map(([key, of]) => [key, of.map(({ applicationGroup }) => applicationGroup)])),
    applicationsOf: grouped([...applications.values()], ({ body }) => body.applicationGroup),
    hostsOf: grouped([...hosts.values()], ({ body }) => body.hostPool),
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
