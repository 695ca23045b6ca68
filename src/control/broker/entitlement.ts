import type { Kysely } from 'kysely';
import type { Policy } from '../policy/evaluate.js';
import type { Tables } from '../store/tables.js';
import { type Person, principalsOf } from './assigned.js';

/**
 * What decides whether somebody may connect is read for each decision: what another gateway, or this one, changed a moment
 * ago counts, whether or not word of it has come.
 */
export async function isAssigned(db: Kysely<Tables>, person: Person, applicationGroup: string): Promise<boolean> {
  const principals = principalsOf(person);
  const row = await db
    .selectFrom('reference as what')
    .innerJoin('reference as who', (join) =>
      join.onRef('who.from_kind', '=', 'what.from_kind').onRef('who.from_name', '=', 'what.from_name'),
    )
    .select('what.from_name')
    .where('what.to_kind', '=', 'application-group')
    .where('what.to_name', '=', applicationGroup)
    .where('what.from_kind', '=', 'assignment')
    .where(({ or, and, eb }) =>
      or([
        and([eb('who.to_kind', '=', 'user'), eb('who.to_name', '=', person.user)]),
        and([eb('who.to_kind', '=', 'group'), eb('who.to_name', 'in', principals.groups)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function readPolicies(db: Kysely<Tables>): Promise<Policy[]> {
  const rows = await db
    .selectFrom('resource')
    .select(['name', 'body'])
    .where('kind', '=', 'access-policy')
    .orderBy('name')
    .execute();
  return rows.map(({ name, body }) => ({ name, body: JSON.parse(body) }));
}
