import type { Kysely } from 'kysely';
import type { KindName } from '../resources/kinds.js';
import type { Tables } from '../store/tables.js';
import type { ResourceName, Target } from './target.js';

/** Kinds that a role may be limited to. */
export type ScopeKind = 'workspace' | 'host-pool' | 'application-group';

interface Parent {
  readonly field: string;
  readonly kind: ScopeKind;
}

const POOL: Parent = { field: 'hostPool', kind: 'host-pool' };
const WORKSPACE: Parent = { field: 'workspace', kind: 'workspace' };
const GROUP: Parent = { field: 'applicationGroup', kind: 'application-group' };
const within = (parent: Parent): Parent => ({ ...parent, field: `scope.${parent.field}` });

/** What a resource belongs to, by the fields that say so: whoever has a role there has it here. */
const PARENTS: Readonly<Partial<Record<KindName, readonly Parent[]>>> = {
  'session-host': [POOL],
  'application-group': [POOL, WORKSPACE],
  application: [GROUP],
  assignment: [GROUP],
  'web-app': [WORKSPACE],
  'role-assignment': [within(POOL), within(WORKSPACE), within(GROUP)],
};

const parentsOf = (kind: string): readonly Parent[] => PARENTS[kind as KindName] ?? [];

/** A resource as a scope: `host-pool/office`. */
export const scopeOf = ({ kind, name }: { readonly kind: string; readonly name: string }): string => `${kind}/${name}`;

/** The resources that a description says it belongs to. */
export function parentsIn(kind: KindName, body: object): ResourceName[] {
  return parentsOf(kind).flatMap(({ field, kind: parent }) => {
    const name = field.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], body);
    return typeof name === 'string' ? [{ kind: parent, name }] : [];
  });
}

/** Everything that the target belongs to, itself included, as scopes. */
export async function scopesAbove(db: Kysely<Tables>, target: Target): Promise<ReadonlySet<string>> {
  const scopes = new Set<string>();
  let level: readonly { readonly kind: string; readonly name: string }[] = [target, ...(target.within ?? [])];
  while (0 < level.length) {
    const fresh = level.filter((one) => !scopes.has(scopeOf(one)));
    for (const one of fresh) scopes.add(scopeOf(one));
    level = (await Promise.all(fresh.map((one) => readParents(db, one)))).flat();
  }
  return scopes;
}

async function readParents(
  db: Kysely<Tables>,
  { kind, name }: { readonly kind: string; readonly name: string },
): Promise<ResourceName[]> {
  const parents = parentsOf(kind);
  if (parents.length === 0) return [];
  const rows = await db
    .selectFrom('reference')
    .select(['to_kind', 'to_name'])
    .where('from_kind', '=', kind)
    .where('from_name', '=', name)
    .where(
      'field',
      'in',
      parents.map(({ field }) => field),
    )
    .execute();
  return rows.map(({ to_kind, to_name }) => ({ kind: to_kind as KindName, name: to_name }));
}

/** Names of all resources of a kind that belong to one of the scopes. */
export async function namesBelow(db: Kysely<Tables>, kind: KindName, scopes: ReadonlySet<string>): Promise<string[]> {
  const names = [...scopes].flatMap((scope) => (scope.startsWith(`${kind}/`) ? [scope.slice(kind.length + 1)] : []));
  for (const parent of parentsOf(kind)) {
    const above = await namesBelow(db, parent.kind, scopes);
    if (above.length === 0) continue;
    const rows = await db
      .selectFrom('reference')
      .select('from_name')
      .where('from_kind', '=', kind)
      .where('field', '=', parent.field)
      .where('to_kind', '=', parent.kind)
      .where('to_name', 'in', above)
      .execute();
    names.push(...rows.map(({ from_name }) => from_name));
  }
  return [...new Set(names)].sort();
}
