import { assignedGroups, type Opened, requireAssigned } from '../../src/control/broker/assigned.js';
import { Broker } from '../../src/control/broker/broker.js';
import { chooseHost } from '../../src/control/broker/choose-host.js';
import { Grants } from '../../src/control/broker/grants.js';
import { Published, type Snapshot } from '../../src/control/broker/published.js';
import { Trail } from '../../src/control/diagnostics/trail.js';
import type { Actor } from '../../src/control/identity/actor.js';
import { evaluatePolicies } from '../../src/control/policy/evaluate.js';
import { Resources } from '../../src/control/resources/repository.js';
import type { Store } from '../../src/control/store/store.js';
import { silentLogger } from '../../src/logger.js';
import { userName } from '../load/seed.js';

const ORIGIN = 'http://127.0.0.1';
/** Decisions before any counts. */
const WARM_UP = 200;

export interface Click {
  readonly actor: Actor;
  readonly opened: Opened;
}

/** People who click on something that is assigned to them, each on something else. */
export async function clicks(store: Store, snapshot: Snapshot, count: number): Promise<Click[]> {
  const resources = new Resources(store);
  const made: Click[] = [];
  for (let index = 0; index < count; index++) {
    const { name: user, body } = await resources.require('user', userName(index));
    const authentication = { provider: 'local', at: store.now(), methods: ['pwd'], multiFactor: false };
    const { displayName, groups } = body;
    const actor = { user, displayName, groups, roles: [], session: `of-${user}`, authentication, remote: '192.0.2.7' };
    // A gateway that was here has published its demo to everybody.
    const assigned = [...assignedGroups(snapshot, actor)].filter((group) => /^(apps|desktop)-\d+$/.test(group));
    const group = assigned[index % assigned.length];
    const [application] = snapshot.applicationsOf.get(group) ?? [];
    const opened: Opened = application
      ? { kind: 'application', name: application.name }
      : { kind: 'desktop', name: group };
    made.push({ actor, opened });
  }
  return made;
}

/** From a click to a grant, one after the other: with everything that the store is asked and told, and without. */
export async function brokering(store: Store, count: number): Promise<{ whole: number[]; pure: number[] }> {
  const published = new Published(store);
  const trail = new Trail(store);
  const grants = new Grants(store);
  const parts = { store, published, grants, trail, logger: silentLogger, gateway: 'bench', startHost: () => {} };
  const broker = new Broker(parts);
  const snapshot = await published.current();
  const made = await clicks(store, snapshot, WARM_UP + count);
  const whole: number[] = [];
  const pure: number[] = [];
  for (const click of made) {
    const start = performance.now();
    const { state, problem } = await broker.request(click.actor, click.opened, ORIGIN);
    whole.push(performance.now() - start);
    if (state !== 'granted') throw new Error(`${JSON.stringify(click.opened)} is ${state} ${problem?.code}`);
  }
  for (const click of made) {
    const start = performance.now();
    decide(await published.current(), click, store.now());
    pure.push(performance.now() - start);
  }
  broker.close();
  published.close();
  return { whole: whole.slice(WARM_UP), pure: pure.slice(WARM_UP) };
}

/** Assignment and host, of what is in memory. */
function decide(snapshot: Snapshot, { actor, opened }: Click, now: number): void {
  const { group, pool } = requireAssigned(snapshot, actor, opened);
  const { outcome } = evaluatePolicies([], { ...actor, applicationGroup: group.name, now });
  const hosts = (snapshot.hostsOf.get(pool.name) ?? []).map(({ name, body }) => ({
    ...{ name, drained: body.drain, healthy: true, avoided: false, power: 'running' as const, sessions: 3 },
  }));
  const choice = chooseHost({ ...pool.body, user: actor.user, hosts });
  if (outcome !== 'allow' || choice.outcome !== 'use') throw new Error(`${outcome}, ${choice.outcome}`);
}
