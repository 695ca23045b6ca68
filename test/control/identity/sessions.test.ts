import t from 'tap';
import { hashToken } from '../../../src/control/identity/tokens.js';
import { eachStore } from '../../support/stores.js';
import { Browser, type Gateway, HOUR, MINUTE, PASSWORD, startGateway } from './support.js';

const COOKIE = '__Host-sluice-session';

async function signIn({ identity }: Gateway, browser = new Browser(), user = 'alice'): Promise<Browser> {
  browser.keep(await identity.signIn.password({ user, password: PASSWORD }, browser.visit));
  return browser;
}

/** One request: is it signed in? Keeps a new key. */
async function ask({ identity }: Gateway, browser: Browser): Promise<boolean> {
  const signedIn = await identity.authenticate(browser.visit);
  if (signedIn) browser.keep(signedIn);
  return signedIn !== undefined;
}

t.test('a session ends when nobody uses it, and at last in any case', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const idle = await signIn(gateway);
    gateway.clock.advance(8 * HOUR);
    t.equal(await ask(gateway, idle), false);

    const busy = await signIn(gateway);
    for (let hour = 1; hour < 24; hour++) {
      gateway.clock.advance(HOUR);
      t.equal(await ask(gateway, busy), true, `after ${hour} h`);
    }
    gateway.clock.advance(HOUR);
    t.equal(await ask(gateway, busy), false, 'after a day');
    await gateway.identity.sweep();
    t.same(await gateway.store.db.selectFrom('browser_session').selectAll().execute(), []);
  }),
);

t.test('keys that were never given out, or are no keys, open nothing', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const browser = await signIn(gateway);
    const key = browser.jar.get(COOKIE)!;
    t.notMatch(JSON.stringify(await gateway.store.db.selectFrom('browser_session').selectAll().execute()), key);
    const forged = ['', 'x', key.slice(1), `${key}A`, `${key[0] === 'A' ? 'B' : 'A'}${key.slice(1)}`, hashToken(key)];
    for (const value of [...forged, `${key}\u0000`, "' or 1=1 --", 'x'.repeat(9000)]) {
      browser.jar.set(COOKIE, value);
      t.equal(await ask(gateway, browser), false, value.slice(0, 50));
    }
    const { id } = await gateway.store.db.selectFrom('browser_session').select('id').executeTakeFirstOrThrow();
    browser.jar.set(COOKIE, id);
    t.equal(await ask(gateway, browser), false, 'nor does the id that lists show');
    const insecure = new Browser('198.51.100.7', 'http://gateway.example');
    insecure.jar.set(COOKIE, key);
    t.equal(await ask(gateway, insecure), false, 'a cookie of the secure site does not count on another');
  }),
);

t.test('the key is replaced from time to time, and the former one works until the new one came back', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const browser = await signIn(gateway);
    const first = browser.jar.get(COOKIE)!;
    const withFirst = new Browser();
    withFirst.jar.set(COOKIE, first);
    const isFirstGood = () => gateway.identity.authenticate(withFirst.visit).then(Boolean);

    gateway.clock.advance(14 * MINUTE);
    await ask(gateway, browser);
    t.equal(browser.jar.get(COOKIE), first, 'not yet');
    gateway.clock.advance(2 * MINUTE);
    const visit = browser.visit;
    const answers = await Promise.all([1, 2, 3].map(() => gateway.identity.authenticate(visit)));
    t.equal(answers.filter((answer) => answer?.setCookies.length === 1).length, 1, 'by one of several at once');
    t.ok(answers.every(Boolean), 'and all are let in');
    for (const answer of answers) browser.keep(answer!);
    t.not(browser.jar.get(COOKIE), first);

    gateway.clock.advance(2000);
    t.equal(await isFirstGood(), true, 'the answer with the new key may still be on its way');
    t.equal(await ask(gateway, browser), true);
    t.equal(await isFirstGood(), true, 'or another request with the former');
    gateway.clock.advance(61_000);
    t.equal(await isFirstGood(), false);
    t.equal(await ask(gateway, browser), true);
  }),
);

t.test('an answer with a new key that got lost does not sign anybody out', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const browser = await signIn(gateway);
    gateway.clock.advance(16 * MINUTE);
    await gateway.identity.authenticate(browser.visit); // lost
    const first = browser.jar.get(COOKIE);
    gateway.clock.advance(5 * MINUTE);
    t.equal(await ask(gateway, browser), true);
    t.not(browser.jar.get(COOKIE), first, 'another key');
    gateway.clock.advance(5 * MINUTE);
    t.equal(await ask(gateway, browser), true);
  }),
);

t.test('a straggler with the former key takes nothing from the new one', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const browser = await signIn(gateway);
    const straggler = new Browser();
    straggler.jar.set(COOKIE, browser.jar.get(COOKIE)!);
    gateway.clock.advance(16 * MINUTE);
    await ask(gateway, browser);
    gateway.clock.advance(50_000);
    t.equal(await ask(gateway, browser), true, 'the new key comes back');
    gateway.clock.advance(15_000);
    const answer = await gateway.identity.authenticate(straggler.visit);
    t.same(answer?.setCookies, [], 'let in, without a key of its own');
    t.equal(await ask(gateway, browser), true);
    gateway.clock.advance(50_000);
    t.equal(await ask(gateway, straggler), false);
    t.equal(await ask(gateway, browser), true);
  }),
);

t.test('signing in gives a new key, whatever was there', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity } = gateway;
    await gateway.addPerson('alice');
    await gateway.addPerson('mallory');
    const thief = await signIn(gateway, new Browser(), 'mallory');
    const victim = new Browser();
    victim.jar.set(COOKIE, thief.jar.get(COOKIE)!);
    await signIn(gateway, victim, 'alice');
    t.not(victim.jar.get(COOKIE), thief.jar.get(COOKIE));
    t.equal(await ask(gateway, thief), false, 'what was planted has ended');

    const before = (await identity.authenticate(victim.visit))!.actor;
    const old = new Browser();
    old.jar.set(COOKIE, victim.jar.get(COOKIE)!);
    gateway.clock.advance(HOUR);
    await signIn(gateway, victim, 'alice');
    const after = (await identity.authenticate(victim.visit))!.actor;
    t.equal(after.session, before.session, 'a step-up keeps the session');
    t.ok(after.authentication.at > before.authentication.at);
    t.equal(await ask(gateway, old), false, 'under another key');
    t.equal((await identity.sessions.list('alice')).length, 1);
  }),
);

t.test('sessions are listed, and ended one by one or all at once', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, store, clock } = gateway;
    await gateway.addPerson('alice');
    await gateway.addPerson('bob');
    const ended: string[] = [];
    store.changes.subscribe(({ kind, name }) => void (kind === 'browser_session' && ended.push(name)));
    const first = await signIn(gateway, new Browser('192.0.2.1'));
    clock.advance(MINUTE);
    const second = await signIn(gateway, new Browser('192.0.2.2'));
    const other = await signIn(gateway, new Browser('192.0.2.3'), 'bob');

    const sessions = await identity.sessions.list('alice');
    t.match(sessions, [
      { remote: '192.0.2.2', userAgent: 'Test browser', provider: 'local', createdAt: clock.time },
      { remote: '192.0.2.1', seenAt: clock.time - MINUTE },
    ]);
    t.equal(await identity.sessions.revoke('bob', sessions[0].id), false, "not somebody else's");
    t.equal(await ask(gateway, second), true);
    t.equal(await identity.sessions.revoke('alice', sessions[0].id), true);
    t.equal(await ask(gateway, second), false);
    t.equal(await ask(gateway, first), true);
    await signIn(gateway, second);
    t.equal(await identity.signOutEverywhere('alice'), 2);
    t.equal(await ask(gateway, first), false);
    t.equal(await ask(gateway, second), false);
    t.equal(await ask(gateway, other), true);
    t.same(await identity.sessions.list('alice'), []);
    if (store.engine === 'sqlite') t.equal(ended.length, 3, 'whoever wants to know is told');
  }),
);

t.test('who is disabled or removed is signed out', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { resources } = gateway;
    await gateway.addPerson('alice');
    const browser = await signIn(gateway);
    await resources.put('user', 'alice', { displayName: 'Alice', disabled: true });
    t.equal(await ask(gateway, browser), false);
    await resources.put('user', 'alice', { displayName: 'Alice', disabled: false });
    await signIn(gateway, browser);
    t.equal(await ask(gateway, browser), true);
    await resources.remove('user', 'alice');
    await gateway.addPerson('alice');
    t.equal(await ask(gateway, browser), false, 'whoever has the name then is another person');
  }),
);

t.test('groups are those of the user, and those that claims make', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { resources, identity } = gateway;
    await resources.put('identity-provider', 'corp', {
      displayName: 'Corp',
      issuer: 'https://corp.example',
      clientId: 'sluice',
    });
    const claims = [{ provider: 'corp', value: 'S-1-5-21' }];
    await resources.put('group', 'staff', { displayName: 'Staff', claims });
    await resources.put('group', 'admins', { displayName: 'Admins' });
    await resources.put('user', 'alice', { displayName: 'Alice', groups: ['admins'] });
    const browser = new Browser();
    const signInFrom = async (provider: string) => {
      const authentication = { provider, at: gateway.clock.time, methods: [], multiFactor: false };
      const session = { user: 'alice', authentication, claimGroups: ['S-1-5-21', 'other'], claimRoles: ['Reader'] };
      browser.keep(await identity.sessions.create(session, browser.visit));
    };
    const actor = async () => (await identity.authenticate(browser.visit))?.actor;
    await signInFrom('corp');
    t.match(await actor(), { groups: ['admins', 'staff'], roles: ['Reader'] });
    await resources.put('group', 'staff', { displayName: 'Staff', claims: [] });
    await resources.put('user', 'alice', { displayName: 'Alice', groups: [] });
    const told = new Promise<void>((resolve) => {
      gateway.store.changes.subscribe(({ kind, name }) => void (kind === 'group' && name === 'all' && resolve()));
    });
    await resources.put('group', 'all', { displayName: 'All', claims });
    await told;
    t.match(await actor(), { groups: ['all'] }, 'as they are now');
    await signInFrom('other');
    t.match(await actor(), { groups: [] }, "another provider's value says nothing");
  }),
);
