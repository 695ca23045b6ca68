/** A store with a pool of hosts and people, on a clock that stands still, and gateways that share it. */
import type { Test } from 'tap';
import { loadConfig } from '../../../src/config/load.js';
import { AuditLog } from '../../../src/control/audit/audit-log.js';
import type { Connection } from '../../../src/control/broker/connection.js';
import { Brokering } from '../../../src/control/brokering.js';
import { Trail } from '../../../src/control/diagnostics/trail.js';
import type { Actor } from '../../../src/control/identity/actor.js';
import type { BodyInput } from '../../../src/control/resources/kinds.js';
import { Resources } from '../../../src/control/resources/repository.js';
import type { Store } from '../../../src/control/store/store.js';
import { GatewayError } from '../../../src/errors.js';
import { silentLogger } from '../../../src/logger.js';
import type { OpenStore } from '../../support/stores.js';

export const BASE = 'https://gateway.example';

export class Clock {
  now = Date.UTC(2026, 10, 20, 9);
}

export interface Member {
  readonly store: Store;
  readonly resources: Resources;
  readonly brokering: Brokering;
}

export interface Office {
  readonly clock: Clock;
  /** Addresses of hosts that do not answer. */
  readonly dead: Set<string>;
  /** One more gateway at the same store. */
  gateway(): Promise<Member>;
  first: Member;
}

type Pool = Partial<BodyInput<'host-pool'>>;

export async function openOffice(
  t: Test,
  open: OpenStore,
  {
    pool = {},
    hosts = 2,
    people = ['ann', 'ben', 'cem', 'dan'],
  }: { pool?: Pool; hosts?: number; people?: string[] } = {},
): Promise<Office> {
  const clock = new Clock();
  const dead = new Set<string>();
  const stores: Store[] = [];
  const gateway = async (): Promise<Member> => {
    // Several gateways share a server; a file belongs to one process.
    const store = stores[0]?.engine === 'sqlite' ? stores[0] : await open({ now: () => clock.now });
    stores.push(store);
    const [resources, audit] = [new Resources(store), new AuditLog(store)];
    const brokering = new Brokering({
      ...{ store, resources, audit, trail: new Trail(store), config: loadConfig(), logger: silentLogger },
      identity: { authenticate: async () => undefined },
      probe: async ({ target: { host } }) => {
        if (dead.has(host)) throw new GatewayError('HOST_UNREACHABLE');
        return 1;
      },
    });
    t.teardown(() => brokering.close());
    return { store, resources, brokering };
  };
  const first = await gateway();
  const { resources } = first;
  await resources.put('workspace', 'main', { displayName: 'Main' });
  await resources.put('host-pool', 'office', { displayName: 'Office', ...pool });
  for (let i = 1; i <= hosts; i++) {
    await resources.put('session-host', `h${i}`, { hostPool: 'office', address: `h${i}.example` });
  }
  const group = { displayName: 'Desk', type: 'Desktop', hostPool: 'office', workspace: 'main' } as const;
  await resources.put('application-group', 'desk', group);
  await resources.put('group', 'staff', { displayName: 'Staff' });
  await resources.put('assignment', 'desk', { principal: { group: 'staff' }, applicationGroup: 'desk' });
  for (const name of people) await resources.put('user', name, { displayName: name, groups: ['staff'] });
  await first.brokering.checker.run();
  return { clock, dead, gateway, first };
}

export const actor = (user: string, now: number): Actor => ({
  ...{ user, displayName: user, groups: ['staff'], roles: [], session: `browser-of-${user}`, remote: '192.0.2.1' },
  authentication: { provider: 'local', at: now, methods: ['pwd'], multiFactor: false },
});

export const ask = ({ store, brokering }: Member, user: string): Promise<Connection> =>
  brokering.broker.request(actor(user, store.now()), { kind: 'desktop', name: 'desk' }, BASE);

/** Puts a granted connection where redeeming it would: a session that the gateway has. */
export async function redeemed({ store, brokering }: Member, { id }: Connection): Promise<string> {
  const { session_id } = await store.db
    .updateTable('broker_request')
    .set({ state: 'redeemed' })
    .where('id', '=', id)
    .returning('session_id')
    .executeTakeFirstOrThrow();
  await store.db
    .updateTable('user_session')
    .set({ state: 'active', open: 1, expires_at: null, gateway: brokering.gateway })
    .where('id', '=', session_id)
    .execute();
  return session_id!;
}

/** The session is over, and its place is free. */
export async function ended({ store, brokering }: Member, session: string): Promise<void> {
  const now = store.now();
  await store.db
    .updateTable('user_session')
    .set({ state: 'ended', open: 0, ended_at: now })
    .where('id', '=', session)
    .execute();
  await brokering.broker.place('office');
}
