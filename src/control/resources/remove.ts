import { GatewayError } from '../../errors.js';
import type { KindName } from './kinds.js';
import type { Work } from './repository.js';

/** How many of those who name a resource are named in turn. */
const USERS_SHOWN = 10;

export async function removeResource(
  { tx, changed }: Work,
  kind: KindName,
  name: string,
  ifMatch: number | undefined,
): Promise<boolean> {
  const row = await tx
    .selectFrom('resource')
    .select('version')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  if (ifMatch !== undefined && row?.version !== ifMatch) throw new GatewayError('PRECONDITION_FAILED', { kind, name });
  if (!row) return false;
  const users = await tx
    .selectFrom('reference')
    .select(['from_kind', 'from_name'])
    .distinct()
    .where('to_kind', '=', kind)
    .where('to_name', '=', name)
    .orderBy('from_kind')
    .orderBy('from_name')
    .limit(USERS_SHOWN + 1)
    .execute();
  if (users.length > 0) {
    const paths = users.map((user) => `${user.from_kind}/${user.from_name}`);
    throw conflict(kind, name, 'named by', paths);
  }
  await tx.deleteFrom('resource').where('kind', '=', kind).where('name', '=', name).execute();
  changed({ kind, name });
  return true;
}

/** A change of a resource that others contradict, up to ten of whom are said. */
export function conflict(kind: KindName, name: string, why: string, paths: readonly string[]): GatewayError {
  const shown = paths.slice(0, USERS_SHOWN).join(', ');
  const detail = `${kind}/${name}: ${why} ${shown}${paths.length > USERS_SHOWN ? ' and more' : ''}`;
  return new GatewayError('CONFLICT', { kind, name, with: shown }, { detail });
}
