/** Random days in an office: whatever happens, hosts are never overfilled and never given where they must not be. */
import t, { type Test } from 'tap';
import type { BodyInput } from '../../../src/control/resources/kinds.js';
import { random as seeded } from '../../fuzz/mutate.js';
import { eachStore, type OpenStore } from '../../support/stores.js';
import { ask, ended, type Member, openOffice, redeemed } from './office.js';

const PEOPLE = Array.from({ length: 24 }, (_, i) => `user${i}`);
const STEPS = 120;

interface Day {
  readonly pool: Partial<BodyInput<'host-pool'>>;
  readonly seed: number;
}

async function live({ store }: Member): Promise<{ host: string; user_name: string }[]> {
  return store.db
    .selectFrom('user_session')
    .select(['host', 'user_name'])
    .where('state', 'in', ['reserved', 'active', 'disconnected'])
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', store.now())]))
    .execute();
}

async function liveThrough(t: Test, open: OpenStore, { pool, seed }: Day): Promise<void> {
  const office = await openOffice(t, open, { pool, hosts: 4, people: PEOPLE });
  const { clock, dead, first } = office;
  const members = [first, await office.gateway()];
  const below = seeded(seed);
  const random = (): number => below(1000) / 1000;
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const hosts = ['h1', 'h2', 'h3', 'h4'];
  const most = pool.maxSessions ?? 10;
  const drained = new Set<string>();
  const running: string[] = [];
  let granted = 0;
  for (let step = 0; step < STEPS; step++) {
    clock.now += Math.floor(random() * 15_000);
    const what = random();
    if (what < 0.55) {
      const before = await live(first);
      const unfit = new Set([...drained, ...dead].map((name) => name.split('.')[0]));
      const asked = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(PEOPLE));
      const answers = await Promise.all(asked.map((user) => ask(pick(members), user)));
      for (const [i, answer] of answers.entries()) {
        if (answer.state !== 'granted') continue;
        granted++;
        const { host } = answer;
        const isNew = answer.session === undefined;
        // Who has a session goes back to it, wherever it is.
        const isBack = before.some((row) => row.user_name === asked[i] && row.host === host);
        if (isNew && !isBack && unfit.has(host!)) t.fail(`${host} takes nobody`, { step });
        if (isNew && random() < 0.8) running.push(await redeemed(pick(members), answer));
      }
    } else if (what < 0.75 && running.length > 0) {
      await ended(pick(members), running.splice(Math.floor(random() * running.length), 1)[0]);
    } else if (what < 0.85) {
      const name = pick(hosts);
      const drain = !drained.delete(name);
      if (drain) drained.add(name);
      const known = await first.resources.require('session-host', name);
      await first.resources.put('session-host', name, { ...known.body, drain });
    } else if (what < 0.95) {
      const address = `${pick(hosts)}.example`;
      if (!dead.delete(address)) dead.add(address);
      clock.now += 31_000;
      await first.brokering.checker.run();
    } else await pick(members).brokering.broker.tick();
    const now = await live(first);
    for (const host of hosts) {
      const count = now.filter((row) => row.host === host).length;
      if (most < count) t.fail(`${host} has ${count} of ${most}`, { step });
    }
  }
  t.ok(granted > 5, `${granted} were granted`);
}

for (const [what, pool] of [
  ['breadth first', { maxSessions: 3 }],
  ['depth first', { maxSessions: 2, loadBalancer: 'DepthFirst' }],
] as const) {
  t.test(what, async (t) => eachStore(t, async (t, open) => liveThrough(t, open, { pool, seed: 7 })));
}

t.test('personal', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, gateway } = await openOffice(t, open, { pool: { type: 'Personal' }, hosts: 6, people: PEOPLE });
    const members = [first, await gateway()];
    await Promise.all(PEOPLE.map((user, i) => ask(members[i % 2], user)));
    const { items } = await first.resources.list('session-host', { limit: 100 });
    const owners = items.map(({ body }) => body.assignedUser);
    t.equal(new Set(owners).size, 6, 'nobody has two');
    t.notOk(owners.includes(undefined), 'every host is somebody’s');
  }),
);
