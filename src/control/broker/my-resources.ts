import { createHash } from 'node:crypto';
import { GatewayError } from '../../errors.js';
import type { Actor } from '../identity/actor.js';
import type { Store } from '../store/store.js';
import { assignedGroups, type Opened, requireAssigned } from './assigned.js';
import type { Described, Published, Snapshot } from './published.js';

/** A tile of the portal. */
export interface MyResource extends Opened {
  readonly displayName: string;
  readonly description: string;
  /** Path of its icon below the gateway's address. */
  readonly icon?: string;
  readonly favourite: boolean;
  readonly lastUsed?: number;
  readonly state: 'available' | 'unavailable';
}

export interface MyWorkspace {
  readonly name: string;
  readonly displayName: string;
  readonly resources: readonly MyResource[];
}

type Person = Pick<Actor, 'user' | 'groups'>;
type Used = ReadonlyMap<string, { readonly favourite: number; readonly last_used: number | null }>;

/** What is assigned to a person, as the portal shows it. */
export class MyResources {
  readonly #store: Store;
  readonly #published: Published;

  constructor({ store, published }: { store: Store; published: Published }) {
    this.#store = store;
    this.#published = published;
  }

  async list(person: Person): Promise<MyWorkspace[]> {
    const [snapshot, used] = await Promise.all([this.#published.current(), this.#used(person.user)]);
    const workspaces = new Map<string, MyResource[]>();
    for (const name of assignedGroups(snapshot, person)) {
      const group = snapshot.groups.get(name);
      if (!group) continue;
      const shown = workspaces.get(group.body.workspace) ?? [];
      shown.push(...tilesOf(snapshot, group, used));
      workspaces.set(group.body.workspace, shown);
    }
    return [...workspaces]
      .filter(([, resources]) => resources.length > 0)
      .map(([name, resources]) => ({
        name,
        displayName: snapshot.workspaces.get(name)?.body.displayName ?? name,
        resources: resources.sort(byDisplayName),
      }))
      .sort(byDisplayName);
  }

  /** Throws NOT_FOUND for what is not assigned to the person. */
  async setFavourite(person: Person, opened: Opened, favourite: boolean): Promise<void> {
    requireAssigned(await this.#published.current(), person, opened);
    await this.#note(person.user, opened, { favourite: favourite ? 1 : 0 });
  }

  async noteUse(user: string, opened: Opened): Promise<void> {
    await this.#note(user, opened, { last_used: this.#store.now() });
  }

  /** A data URL. Throws NOT_FOUND. */
  async icon(person: Person, opened: Opened): Promise<string> {
    const { group, application } = requireAssigned(await this.#published.current(), person, opened);
    const { kind, name } = application?.hasIcon ? application : group;
    const row = await this.#store.db
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirst();
    const icon = row && (JSON.parse(row.body) as { icon?: string }).icon;
    if (icon === undefined) throw new GatewayError('NOT_FOUND', { ...opened });
    return icon;
  }

  async #used(user: string): Promise<Used> {
    const rows = await this.#store.db
      .selectFrom('user_resource')
      .select(['kind', 'name', 'favourite', 'last_used'])
      .where('user_name', '=', user)
      .execute();
    return new Map(rows.map(({ kind, name, ...used }) => [`${kind}/${name}`, used]));
  }

  async #note(user: string, { kind, name }: Opened, used: { favourite?: number; last_used?: number }): Promise<void> {
    await this.#store.db
      .insertInto('user_resource')
      .values({ user_name: user, kind, name, favourite: 0, last_used: null, ...used })
      .onConflict((conflict) => conflict.columns(['user_name', 'kind', 'name']).doUpdateSet(used))
      .execute();
  }
}

function tilesOf(snapshot: Snapshot, group: Described<'application-group'>, used: Used): MyResource[] {
  const state = stateOf(snapshot, group.body.hostPool);
  const tile = (
    kind: Opened['kind'],
    { name, version, body, hasIcon }: Described<'application-group' | 'application'>,
  ) => {
    const { favourite = 0, last_used = null } = used.get(`${kind}/${name}`) ?? {};
    const icon = hasIcon ? `api/me/icons/${kind}/${encodeURIComponent(name)}?version=${version}` : undefined;
    return {
      ...{ kind, name, displayName: body.displayName, description: body.description, state },
      favourite: favourite === 1,
      ...(icon !== undefined && { icon }),
      ...(last_used !== null && { lastUsed: last_used }),
    };
  };
  if (group.body.type === 'Desktop') return [tile('desktop', group)];
  const applications = snapshot.applicationsOf.get(group.name) ?? [];
  return applications.filter(({ body }) => !body.hidden).map((application) => tile('application', application));
}

/** Is there a host that somebody could be connected to, now or after it is started? */
function stateOf({ pools, hostsOf, states }: Snapshot, hostPool: string): MyResource['state'] {
  const startOnConnect = pools.get(hostPool)?.body.startOnConnect ?? false;
  const canServe = ({ name, body }: Described<'session-host'>): boolean => {
    const state = states.get(name);
    if (body.drain || !state) return !body.drain;
    const isOff = state.power === 'stopped' || state.power === 'deallocated';
    return isOff ? startOnConnect : state.health !== 'unavailable' || state.power === 'starting';
  };
  return (hostsOf.get(hostPool) ?? []).some(canServe) ? 'available' : 'unavailable';
}

const byDisplayName = (one: { displayName: string }, other: { displayName: string }): number =>
  one.displayName < other.displayName ? -1 : one.displayName > other.displayName ? 1 : 0;

/** Entity tag of an answer. */
export const tagOf = (answer: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 22)}"`;
