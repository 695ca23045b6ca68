/** Fills a store with a large company, many rows at a time, as if an administrator had described it. */
import type { Insertable } from 'kysely';
import { checkBody } from '../../src/control/resources/check.js';
import type { BodyInput, KindName } from '../../src/control/resources/kinds.js';
import { searchText } from '../../src/control/resources/list.js';
import { references } from '../../src/control/resources/shape.js';
import type { Store } from '../../src/control/store/store.js';
import type { ReferenceRow, ResourceRow } from '../../src/control/store/tables/resource.js';

export interface Company {
  readonly users: number;
  readonly groups: number;
  readonly pools: number;
  readonly hosts: number;
}

/** The size at which the targets have to be met. */
export const LARGE: Company = { users: 10_000, groups: 200, pools: 1000, hosts: 5000 };

const APPS_PER_POOL = 2;
const GROUPS_PER_USER = 3;
const BATCH = 500;

interface Described {
  readonly kind: KindName;
  readonly name: string;
  readonly body: object;
}

const describe = <K extends KindName>(kind: K, name: string, body: BodyInput<K>): Described => ({ kind, name, body });

export const userName = (index: number): string => `user-${String(index).padStart(5, '0')}`;
const groupName = (index: number): string => `group-${String(index).padStart(3, '0')}`;
const poolName = (index: number): string => `pool-${String(index).padStart(4, '0')}`;

/**
 * Each user is in three groups; each group gets the desktop and the applications of some pools, so that somebody sees
 * about fifteen pools: a full portal.
 */
export function* describeCompany({ users, groups, pools, hosts }: Company): Generator<Described> {
  for (let i = 0; i < groups; i++) yield describe('group', groupName(i), { displayName: `Group ${i}` });
  for (let i = 0; i < users; i++) {
    const memberOf = new Set(
      Array.from({ length: GROUPS_PER_USER }, (_, k) => groupName((i * (2 * k + 1) + k) % groups)),
    );
    yield describe('user', userName(i), { displayName: `Person Number ${i}`, groups: [...memberOf] });
  }
  for (let i = 0; i < pools; i++) {
    yield describe('host-pool', poolName(i), { displayName: `Pool ${i}`, maxSessions: 20 });
  }
  for (let i = 0; i < hosts; i++) {
    const address = `10.${i >> 16}.${(i >> 8) & 0xff}.${i & 0xff}`;
    yield describe('session-host', `host-${String(i).padStart(5, '0')}`, { hostPool: poolName(i % pools), address });
  }
  yield describe('workspace', 'main', { displayName: 'Main' });
  for (let i = 0; i < pools; i++) {
    const [pool, desktop, apps] = [poolName(i), `desktop-${i}`, `apps-${i}`];
    const place = { hostPool: pool, workspace: 'main' };
    yield describe('application-group', desktop, { displayName: `Desktop ${i}`, type: 'Desktop', ...place });
    yield describe('application-group', apps, { displayName: `Apps ${i}`, type: 'RemoteApp', ...place });
    for (let k = 0; k < APPS_PER_POOL; k++) {
      const program = `||app${k}`;
      yield describe('application', `app-${i}-${k}`, { displayName: `App ${k}`, program, applicationGroup: apps });
    }
    const principal = { group: groupName(i % groups) };
    yield describe('assignment', `assign-${desktop}`, { principal, applicationGroup: desktop });
    yield describe('assignment', `assign-${apps}`, { principal, applicationGroup: apps });
  }
}

/** Into a store without resources. Returns how many it has then. */
export async function seed(store: Store, company: Company = LARGE): Promise<number> {
  const now = store.now();
  let count = 0;
  let rows: Insertable<ResourceRow>[] = [];
  let links: Insertable<ReferenceRow>[] = [];
  await store.transaction(async (tx) => {
    const flush = async (): Promise<void> => {
      if (rows.length > 0) await tx.insertInto('resource').values(rows).execute();
      if (links.length > 0) await tx.insertInto('reference').values(links).execute();
      [rows, links] = [[], []];
    };
    for (const { kind, name, body } of describeCompany(company)) {
      const checked = checkBody(kind, body);
      rows.push({
        kind,
        name,
        version: 1,
        body: JSON.stringify(checked),
        sealed: null,
        search: searchText(name, (checked as { displayName?: string }).displayName),
        created_at: now,
        updated_at: now,
      });
      for (const { field, kind: to_kind, name: to_name } of references(kind, checked)) {
        links.push({ from_kind: kind, from_name: name, field, to_kind, to_name });
      }
      count++;
      if (rows.length === BATCH) await flush();
    }
    await flush();
  });
  return count;
}
