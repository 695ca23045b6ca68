import t from 'tap';
import { eachStore } from '../../support/stores.js';
import { actor, ask, BASE, ended, openOffice, redeemed } from './office.js';
import { until } from './real-gateway.js';

t.test('who comes first is first, whichever gateway they come to', async (t) =>
  eachStore(t, async (t, open) => {
    const { clock, first, gateway } = await openOffice(t, open, { hosts: 1, pool: { maxSessions: 1 } });
    const second = await gateway();
    const ann = await ask(first, 'ann');
    t.match(ann, { state: 'granted', host: 'h1' });
    const ben = await ask(second, 'ben');
    t.match(ben, { state: 'waiting', position: 1 });
    const cem = await ask(first, 'cem');
    t.match(cem, { state: 'waiting', position: 2 });

    const told = second.brokering.broker.wait('ben', ben.id, 20_000, new AbortController().signal);
    await ended(first, await redeemed(first, ann));
    t.match(await told, { state: 'granted', host: 'h1' }, 'and is told at once');
    t.match(await first.brokering.broker.get('cem', cem.id), { state: 'waiting', position: 1 });

    await second.brokering.broker.cancel('ben', ben.id);
    t.match(await first.brokering.broker.get('cem', cem.id), { state: 'granted' });
    await t.rejects(first.brokering.broker.get('ann', cem.id), { code: 'NOT_FOUND' });

    clock.now += 61_000;
    await first.brokering.broker.tick();
    t.match(
      await first.brokering.broker.get('cem', cem.id),
      { state: 'failed', problem: { code: 'GRANT_INVALID' } },
      'a grant that nobody used is void',
    );
    t.match(await ask(first, 'dan'), { state: 'granted' }, 'and its place is free');
  }),
);

t.test('who does not ask any more has left the queue', async (t) =>
  eachStore(t, async (t, open) => {
    const { clock, first } = await openOffice(t, open, { hosts: 1, pool: { maxSessions: 1 } });
    await redeemed(first, await ask(first, 'ann'));
    const [ben, cem] = [await ask(first, 'ben'), await ask(first, 'cem')];
    clock.now += 40_000;
    await first.brokering.broker.get('cem', cem.id);
    clock.now += 40_000;
    await first.brokering.broker.tick();
    t.match(await first.brokering.broker.get('ben', ben.id), { state: 'failed', problem: { code: 'ABORTED' } });
    t.match(await first.brokering.broker.get('cem', cem.id), { state: 'waiting', position: 1 });
  }),
);

t.test('somebody comes back to their session first', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, gateway } = await openOffice(t, open);
    const session = await redeemed(first, await ask(first, 'ann'));
    t.match(await ask(first, 'ann'), { state: 'granted', host: 'h1', session });

    const second = await gateway();
    const elsewhere = await ask(second, 'ann');
    t.match(elsewhere, { state: 'granted', host: 'h1', session: undefined }, 'to the host, at another gateway');
    t.match(await first.brokering.userSessions.require(session), { state: 'ended' }, 'which has one of them');
    const other = await redeemed(second, elsewhere);

    await second.brokering.userSessions.leftBehind(second.brokering.gateway);
    await first.resources.put('session-host', 'h1', { hostPool: 'office', address: 'h1.example', drain: true });
    const back = await ask(first, 'ann');
    t.match(back, { state: 'granted', host: 'h1' }, 'also to one that takes nobody new');
    t.not(await redeemed(first, back), other);
    t.match(await ask(first, 'ben'), { state: 'granted', host: 'h2' });
  }),
);

t.test('a host that does not answer, or where a connection failed, gets nobody until it is checked', async (t) =>
  eachStore(t, async (t, open) => {
    const { clock, dead, first } = await openOffice(t, open);
    const { brokering } = first;
    dead.add('h1.example');
    clock.now += 31_000;
    await brokering.checker.run();
    t.match(await ask(first, 'ann'), { host: 'h2' });
    const tile = async () => (await brokering.myResources.list(actor('ann', 0)))[0].resources[0];
    t.match(await tile(), { state: 'available' });

    await brokering.hostStates.failed('h2', 'HOST_CLOSED');
    t.match(await ask(first, 'ben'), { state: 'failed', problem: { code: 'NO_HOST' } });
    // Word of it comes by the server.
    await until(async () => ((await tile()).state === 'unavailable' ? true : undefined));
    dead.clear();
    await brokering.checker.run();
    clock.now += 31_000;
    await brokering.checker.run();
    t.match(await ask(first, 'ben'), { host: 'h1' }, 'the other is kept away from for a while');
    clock.now += 60_000;
    t.match(await ask(first, 'cem'), { host: 'h2' });
  }),
);

t.test('personal hosts are given to one person each, whoever is faster', async (t) =>
  eachStore(t, async (t, open) => {
    const people = Array.from({ length: 6 }, (_, i) => `user${i}`);
    const { first, gateway } = await openOffice(t, open, { people, hosts: 4, pool: { type: 'Personal' } });
    const second = await gateway();
    const answers = await Promise.all(people.map((user, i) => ask(i % 2 === 0 ? first : second, user)));
    const hosts = answers.flatMap(({ host }) => host ?? []);
    t.equal(new Set(hosts).size, 4, 'each host once');
    t.same(
      answers.filter(({ state }) => state === 'failed').map(({ problem }) => problem?.code),
      ['NO_HOST', 'NO_HOST'],
    );
    for (const [i, { host }] of answers.entries()) {
      if (host === undefined) continue;
      t.equal((await first.resources.require('session-host', host)).body.assignedUser, people[i]);
      t.equal((await ask(second, people[i])).host, host, 'and stays theirs');
    }
  }),
);

t.test('policies decide before anything else', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, clock } = await openOffice(t, open);
    const { resources, brokering, store } = first;
    await resources.put('access-policy', 'strong', {
      displayName: 'Strong',
      state: 'enabled',
      grant: { control: 'allow', multiFactor: true },
    });
    const stepUp = await ask(first, 'ann');
    t.match(stepUp, { state: 'stepUp', requirements: { multiFactor: true } });
    t.equal(stepUp.grant, undefined);
    const strong = actor('ann', clock.now);
    const proven = { ...strong, authentication: { ...strong.authentication, multiFactor: true } };
    const desk = { kind: 'desktop', name: 'desk' } as const;
    t.match(await brokering.broker.request(proven, desk, BASE), { state: 'granted' });
    await resources.put('access-policy', 'closed', {
      displayName: 'Closed',
      state: 'enabled',
      people: { include: [{ user: 'ben' }] },
      grant: { control: 'block' },
    });
    const blocked = await ask(first, 'ben');
    t.match(blocked, { state: 'failed', problem: { code: 'POLICY_BLOCKED' } });
    t.equal((await store.db.selectFrom('user_session').select('id').execute()).length, 1, 'nothing was reserved');
    await t.rejects(brokering.broker.request({ ...actor('ann', 0), groups: [] }, desk, BASE), { code: 'NOT_FOUND' });
  }),
);
