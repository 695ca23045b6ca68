import { GatewayError } from '../../errors.js';
import type { Actor } from '../identity/actor.js';
import type { Described, Snapshot } from './published.js';

/** What people open. */
export interface Opened {
  readonly kind: 'desktop' | 'application';
  /** A desktop's is that of its application group. */
  readonly name: string;
}

/** Something that is published, and what it belongs to. */
export interface Publication extends Opened {
  readonly displayName: string;
  readonly group: Described<'application-group'>;
  readonly application?: Described<'application'>;
  readonly pool: Described<'host-pool'>;
}

/** Whoever signs in is a member of the group of this name, whether or not it is there. */
export const EVERYBODY = 'everybody';

export type Person = Pick<Actor, 'user' | 'groups'>;

/** Whoever an assignment to whom counts for the person. */
export const principalsOf = ({ user, groups }: Person) => ({ user, groups: [...groups, EVERYBODY] });

/** Application groups that are assigned to somebody, each once. */
export function assignedGroups(snapshot: Snapshot, person: Person): Set<string> {
  const { user, groups } = principalsOf(person);
  const principals = [`user/${user}`, ...groups.map((group) => `group/${group}`)];
  return new Set(principals.flatMap((principal) => snapshot.assigned.get(principal) ?? []));
}

/** Throws NOT_FOUND for what is not there and for what is not assigned: nobody learns which. */
export function requireAssigned(snapshot: Snapshot, person: Person, opened: Opened): Publication {
  const publication = findPublication(snapshot, opened);
  if (!publication || !assignedGroups(snapshot, person).has(publication.group.name)) {
    throw new GatewayError('NOT_FOUND', { ...opened });
  }
  return publication;
}

export function findPublication(snapshot: Snapshot, { kind, name }: Opened): Publication | undefined {
  const application = kind === 'application' ? snapshot.applications.get(name) : undefined;
  const group = snapshot.groups.get(kind === 'desktop' ? name : (application?.body.applicationGroup ?? ''));
  const pool = group && snapshot.pools.get(group.body.hostPool);
  if (!group || !pool || (kind === 'desktop') !== (group.body.type === 'Desktop')) return undefined;
  const { displayName } = (application ?? group).body;
  return { kind, name, displayName, group, pool, ...(application && { application }) };
}
