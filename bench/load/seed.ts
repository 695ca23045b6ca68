/** Fills a store with a large company, many rows at a time, as if an administrator had described it. */
import type { Insertable, Transaction } from 'kysely';
import { checkBody } from '../../src/control/resources/check.js';
import type { BodyInput, KindName } from '../../src/control/resources/kinds.js';
import { searchText } from '../../src/control/resources/list.js';
import { references } from '../../src/control/resources/shape.js';
import type { Store } from '../../src/control/store/store.js';
import type { ReferenceRow, ResourceRow } from '../../src/control/store/tables/resource.js';
import type { HostStateRow } from '../../src/control/store/tables/session.js';
import type { Tables } from '../../src/control/store/tables.js';

export interface Company {
  readonly users: number;
  readonly groups: number;
  readonly pools: number;
  readonly hosts: number;
}

/** What all session hosts really are: one program that answers at one address. */
export interface Answering {
  readonly address: string;
  /** As in a host pool. */
  readonly trust: string;
}

/** The size at which the targets have to be met. */
export const LARGE: Company = { users: 10_000, groups: 200, pools: 1000, hosts: 5000 };

const APPS_PER_POOL = 2;
const GROUPS_PER_USER = 3;
const BATCH = 500;
const POLICIES = 20;
/** Sessions that somebody has left, as many as there are hosts. */
const LEFT_FOR_MS = 24 * 60 * 60_000;

interface Described {
  readonly kind: KindName;
  readonly name: string;
  readonly body: object;
}

const describe = <K extends KindName>(kind: K, name: string, body: BodyInput<K>): Described => ({ kind, name, body });

export const userName = (index: number): string => `user-${String(index).padStart(5, '0')}`;
const groupName = (index: number): string => `group-${String(index).padStart(3, '0')}`;
const hostName = (index: number): string => `host-${String(index).padStart(5, '0')}`;
const poolName = (index: number): string => `pool-${String(index).padStart(4, '0')}`;

/**
 * Each user is in three groups; each group gets the desktop and the applications of some pools, so that somebody sees
 * about fifteen pools: a full portal.
 */
export function* describeCompany(
  { users, groups, pools, hosts }: Company,
  answering?: Answering,
): Generator<Described> {
  for (let i = 0; i < groups; i++) yield describe('group', groupName(i), { displayName: `Group ${i}` });
  for (let i = 0; i < users; i++) {
    const memberOf = new Set(
      Array.from({ length: GROUPS_PER_USER }, (_, k) => groupName((i * (2 * k + 1) + k) % groups)),
    );
    yield describe('user', userName(i), { displayName: `Person Number ${i}`, groups: [...memberOf] });
  }
  for (let i = 0; i < pools; i++) {
    const trust = answering && { trust: answering.trust };
    yield describe('host-pool', poolName(i), { displayName: `Pool ${i}`, maxSessions: 20, ...trust });
  }
  for (let i = 0; i < hosts; i++) {
    const address = answering?.address ?? `10.${i >> 16}.${(i >> 8) & 0xff}.${i & 0xff}`;
    yield describe('session-host', hostName(i), { hostPool: poolName(i % pools), address });
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
  for (let i = 0; i < POLICIES; i++) yield describe('access-policy', `policy-${i}`, policy(i, groups));
}

/** Nobody is turned away: what a policy costs is the same. */
const policy = (index: number, groups: number): BodyInput<'access-policy'> => ({
  displayName: `Policy ${index}`,
  state: index % 2 === 0 ? 'enabled' : 'reportOnly',
  people: {
    include: index === 0 ? 'all' : [{ group: groupName(index % groups) }, { group: groupName((7 * index) % groups) }],
  },
  conditions: {
    networks: { include: ['10.0.0.0/8', '127.0.0.0/8', '192.0.2.0/24'], exclude: ['10.255.0.0/16'] },
    times: { days: ['monday', 'friday', 'sunday'], from: '00:00', to: '23:59', timeZone: 'Europe/Berlin' },
  },
  grant: { control: 'allow', signedInWithinMinutes: 600 },
  session: { clipboard: 'toHost' },
});

/** Into a store without resources. Returns how many it has then. */
export async function seed(store: Store, company: Company = LARGE, answering?: Answering): Promise<number> {
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
    for (const { kind, name, body } of describeCompany(company, answering)) {
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
    await seedHosts(tx, company, now);
  });
  return count;
}

/** Hosts that were checked a moment ago, and what people left on them. */
async function seedHosts(tx: Transaction<Tables>, { hosts, pools, users }: Company, now: number): Promise<void> {
  const indexes = Array.from({ length: hosts }, (_, index) => index);
  for (let from = 0; from < hosts; from += BATCH) {
    const batch = indexes.slice(from, from + BATCH);
    await tx
      .insertInto('host_state')
      .values(batch.map((index) => hostState(index, now)))
      .execute();
    await tx
      .insertInto('user_session')
      .values(batch.map((index) => leftSession(index, { pools, users }, now)))
      .execute();
  }
}

const hostState = (index: number, now: number): Insertable<HostStateRow> => ({
  host_name: hostName(index),
  ...{ health: 'available', power: 'running', power_at: now, avoid_until: 0 },
  ...{ checked_at: now, heartbeat_at: now, latency_ms: 5 },
  next_check_at: now + (index % 30) * 1000,
});

const leftSession = (index: number, { pools, users }: Pick<Company, 'pools' | 'users'>, now: number) => {
  const pool = index % pools;
  return {
    ...{ id: `left-${index}`, activity_id: `left-${index}`, user_name: userName((7 * index) % users) },
    ...({
      browser_session: '',
      kind: 'desktop',
      name: `desktop-${pool}`,
      application_group: `desktop-${pool}`,
    } as const),
    ...{ host_pool: poolName(pool), host: hostName(index), gateway: 'another', remote: '192.0.2.1' },
    ...({ state: 'disconnected', open: 0, rights: '{}' } as const),
    ...{ since: now, created_at: now, expires_at: now + LEFT_FOR_MS },
  };
};
