import { Secret, TOTP } from 'otpauth';
import t from 'tap';
import type { Actor } from '../../../src/control/identity/actor.js';
import { PasswordHasher } from '../../../src/control/identity/password-hash.js';
import type { Step } from '../../../src/control/identity/sign-in.js';
import { eachStore } from '../../support/stores.js';
import { Browser, type Gateway, HOUR, MINUTE, PASSWORD, SECOND, startGateway } from './support.js';

const codeAt = (secret: string, timestamp: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

/** Gives the password; keeps what comes with the answer. */
const give = async ({ identity }: Gateway, browser: Browser, user = 'alice', password = PASSWORD): Promise<Step> =>
  browser.keep(await identity.signIn.password({ user, password }, browser.visit));

async function actorOf({ identity }: Gateway, browser: Browser): Promise<Actor> {
  const signedIn = await identity.authenticate(browser.visit);
  if (!signedIn) throw new Error('not signed in');
  browser.keep(signedIn);
  return signedIn.actor;
}

/** Alice has an authenticator app; gives its secret. */
async function enrolTotp(gateway: Gateway): Promise<string> {
  const browser = new Browser();
  await give(gateway, browser);
  const actor = await actorOf(gateway, browser);
  const { secret } = await gateway.identity.factors.startTotp(actor);
  await gateway.identity.factors.confirmTotp(actor, codeAt(secret, gateway.clock.time));
  gateway.clock.advance(MINUTE);
  return secret;
}

t.test('somebody with a password only signs in at once', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const browser = new Browser();
    t.match(await give(gateway, browser), { step: 'done', user: 'alice' });
    t.match(await actorOf(gateway, browser), {
      user: 'alice',
      displayName: 'alice',
      groups: [],
      roles: [],
      authentication: { provider: 'local', methods: ['pwd'], multiFactor: false },
      remote: '198.51.100.7',
    });
    t.match(gateway.audit, [{ actor: 'alice', action: 'sign-in', target: 'user/alice', outcome: 'done' }]);
    await t.rejects(give(gateway, new Browser(), 'alice', `${PASSWORD}!`), { code: 'SIGN_IN_FAILED' });
    await t.rejects(give(gateway, new Browser(), 'nobody'), { code: 'SIGN_IN_FAILED' });
    await t.rejects(give(gateway, new Browser(), PASSWORD), { code: 'SIGN_IN_FAILED' });
    const attempts = await gateway.store.db.selectFrom('failed_attempt').selectAll().execute();
    t.notMatch(JSON.stringify(attempts), PASSWORD, 'nor when it was typed as the name');
    t.notMatch(JSON.stringify(gateway.audit), PASSWORD, 'no password is written down');
  }),
);

t.test('a disabled account says so to whom its password is known, and to nobody else', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    await gateway.resources.put('user', 'alice', { displayName: 'Alice', disabled: true });
    await t.rejects(give(gateway, new Browser()), { code: 'ACCOUNT_DISABLED' });
    await t.rejects(give(gateway, new Browser(), 'alice', 'something else'), { code: 'SIGN_IN_FAILED' });
  }),
);

t.test('a hash with old parameters is replaced at sign-in', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const old = await new PasswordHasher({ cost: 3 }).hash(PASSWORD);
    await gateway.identity.accounts.setPassword('alice', old);
    await give(gateway, new Browser());
    const account = await gateway.identity.accounts.find('alice');
    t.match(account?.password, /ln=4/);
    t.match(await give(gateway, new Browser()), { step: 'done' });
  }),
);

t.test('a code of the authenticator app is asked for, and works once', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    const secret = await enrolTotp(gateway);

    const browser = new Browser();
    t.match(await give(gateway, browser), { step: 'secondFactor', methods: ['totp'] });
    t.equal(await identity.authenticate(browser.visit), undefined, 'not signed in yet');
    await t.rejects(identity.signIn.code('000000', 'totp', browser.visit), { code: 'SIGN_IN_FAILED' });
    const code = codeAt(secret, clock.time);
    await t.rejects(identity.signIn.code(code, 'totp', new Browser().visit), { code: 'SIGN_IN_EXPIRED' }, 'elsewhere');
    t.match(browser.keep(await identity.signIn.code(code, 'totp', browser.visit)), { step: 'done' });
    t.match((await actorOf(gateway, browser)).authentication, { methods: ['pwd', 'otp', 'mfa'], multiFactor: true });

    const other = new Browser();
    await give(gateway, other);
    await t.rejects(identity.signIn.code(code, 'totp', other.visit), { code: 'SIGN_IN_FAILED' }, 'used');
    const before = codeAt(secret, clock.time - 30 * SECOND);
    await t.rejects(identity.signIn.code(before, 'totp', other.visit), { code: 'SIGN_IN_FAILED' }, 'older than used');
    clock.advance(30 * SECOND);
    const late = codeAt(secret, clock.time + 30 * SECOND);
    t.match(await identity.signIn.code(late, 'totp', other.visit), { step: 'done' }, 'clocks differ by half a minute');
    t.equal(gateway.audit.filter(({ outcome }) => outcome === 'refused').length, 3);
  }),
);

t.test('the second step is soon, in few attempts, and once', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    const secret = await enrolTotp(gateway);
    const code = () => codeAt(secret, clock.time);

    const slow = new Browser();
    await give(gateway, slow);
    clock.advance(11 * MINUTE);
    await t.rejects(identity.signIn.code(code(), 'totp', slow.visit), { code: 'SIGN_IN_EXPIRED' });

    const twice = new Browser();
    await give(gateway, twice);
    const visit = twice.visit;
    await identity.signIn.code(code(), 'totp', visit);
    clock.advance(MINUTE);
    await t.rejects(identity.signIn.code(code(), 'totp', visit), { code: 'SIGN_IN_EXPIRED' });

    const guesser = new Browser();
    await give(gateway, guesser);
    for (let i = 0; i < 5; i++) {
      await t.rejects(identity.signIn.code('000000', 'totp', guesser.visit), { code: 'SIGN_IN_FAILED' });
    }
    await t.rejects(identity.signIn.code(code(), 'totp', guesser.visit), { code: 'SIGN_IN_EXPIRED' });
    await give(gateway, guesser);
    await t.rejects(identity.signIn.code('000000', 'totp', guesser.visit), { code: 'SIGN_IN_FAILED' });
    await give(gateway, guesser);
    await t.rejects(identity.signIn.code(code(), 'totp', guesser.visit), { code: 'SIGN_IN_LOCKED' }, 'password or not');
    clock.advance(2 * MINUTE);
    t.match(await identity.signIn.code(code(), 'totp', guesser.visit), { step: 'done' });
  }),
);

t.test('a key planted before does not take part in the second step', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    const secret = await enrolTotp(gateway);
    const thief = new Browser();
    thief.keep(await identity.signIn.passkeyOptions(thief.visit));
    const victim = new Browser();
    for (const [name, value] of thief.jar) victim.jar.set(name, value);
    await give(gateway, victim);
    const code = codeAt(secret, clock.time);
    await t.rejects(identity.signIn.code(code, 'totp', thief.visit), { code: 'SIGN_IN_EXPIRED' });
    t.match(await identity.signIn.code(code, 'totp', victim.visit), { step: 'done' });
  }),
);

t.test('a recovery code takes the place of the app, once', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity } = gateway;
    await gateway.addPerson('alice');
    await gateway.addPerson('bob');
    const first = new Browser();
    await give(gateway, first);
    const old = await identity.factors.renewRecoveryCodes(await actorOf(gateway, first));
    const codes = await identity.factors.renewRecoveryCodes(await actorOf(gateway, first));
    t.equal(new Set(codes).size, 10);
    t.match(codes[0], /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    t.match(await give(gateway, new Browser()), { step: 'done' }, 'alone they are no factor');
    await enrolTotp(gateway);

    const browser = new Browser();
    t.match(await give(gateway, browser), { methods: ['totp', 'recoveryCode'] });
    await t.rejects(identity.signIn.code(old[0], 'recoveryCode', browser.visit), { code: 'SIGN_IN_FAILED' });
    const typed = codes[3].toUpperCase().replaceAll('-', ' ');
    t.match(await identity.signIn.code(typed, 'recoveryCode', browser.visit), { step: 'done' });
    const again = new Browser();
    await give(gateway, again);
    await t.rejects(identity.signIn.code(codes[3], 'recoveryCode', again.visit), { code: 'SIGN_IN_FAILED' });
    t.match((await identity.factors.of('alice'))?.factors, { recoveryCodes: 9, totp: true });
  }),
);

t.test('guessing at an account slows down, and never for good', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { clock } = gateway;
    await gateway.addPerson('alice');
    const owner = new Browser('203.0.113.9');
    await give(gateway, owner);

    const guess = (user = 'alice') => give(gateway, new Browser(), user, 'wrong wrong wrong');
    for (let i = 0; i < 6; i++) await t.rejects(guess(), { code: 'SIGN_IN_FAILED' });
    await t.rejects(guess(), { code: 'SIGN_IN_LOCKED', context: { retryAfter: 1 } });
    await t.rejects(give(gateway, new Browser()), { code: 'SIGN_IN_LOCKED' }, 'the right one neither');
    t.match(await give(gateway, owner), { step: 'done' }, 'but from a browser that signed in before');

    let longest = 0;
    for (let i = 0; i < 14; i++) {
      clock.advance(15 * MINUTE);
      await t.rejects(guess(), { code: 'SIGN_IN_FAILED' });
      const { context } = await guess().catch((error) => error);
      longest = Math.max(longest, context.retryAfter);
    }
    t.equal(longest, 900, 'a quarter of an hour at most');
    clock.advance(15 * MINUTE);
    t.match(await give(gateway, new Browser()), { step: 'done' });
    await t.rejects(guess(), { code: 'SIGN_IN_FAILED' }, 'who got it right starts anew');

    for (let i = 0; i < 6; i++) await t.rejects(guess('nobody'), { code: 'SIGN_IN_FAILED' });
    await t.rejects(guess('nobody'), { code: 'SIGN_IN_LOCKED' }, 'an account that is not there does the same');
  }),
);

t.test('guessing at many accounts from one network slows down', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const site = (n: number): Browser => new Browser(`2001:db8:1:2::${n.toString(16)}`);
    for (let i = 0; i < 51; i++) {
      await t.rejects(give(gateway, site(i), `user${i}`), { code: 'SIGN_IN_FAILED' });
    }
    await t.rejects(give(gateway, site(99)), { code: 'SIGN_IN_LOCKED' });
    t.match(await give(gateway, new Browser('2001:db8:1:3::1')), { step: 'done' }, 'the next site is not concerned');
    for (let i = 0; i < 52; i++) {
      await t.rejects(give(gateway, new Browser('127.0.0.1'), `person${i}`), { code: 'SIGN_IN_FAILED' });
    }
    gateway.clock.advance(48 * HOUR);
    await gateway.identity.sweep();
    const { length } = await gateway.store.db.selectFrom('failed_attempt').selectAll().execute();
    t.equal(length, 0, 'what is forgotten is removed');
  }),
);

t.test('a burst of guesses does not get ahead of the first that fails', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const guesses = Array.from({ length: 20 }, () => give(gateway, new Browser(), 'alice', 'wrong wrong wrong'));
    const codes = (await Promise.allSettled(guesses)).map((result) => (result as PromiseRejectedResult).reason.code);
    t.equal(codes.filter((code) => code === 'SIGN_IN_FAILED').length, 3);
    t.equal(codes.filter((code) => code === 'SIGN_IN_LOCKED').length, 17);
  }),
);

t.test('whoever changes how they sign in has just signed in', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    const browser = new Browser();
    await give(gateway, browser);
    clock.advance(16 * MINUTE);
    const old = await actorOf(gateway, browser);
    await t.rejects(identity.factors.startTotp(old), { code: 'POLICY_STEP_UP' });
    await t.rejects(identity.factors.renewRecoveryCodes(old), { code: 'POLICY_STEP_UP' });
    await t.rejects(identity.factors.startPasskey(old, browser.visit), { code: 'POLICY_STEP_UP' });
    await give(gateway, browser);
    const actor = await actorOf(gateway, browser);
    t.equal(actor.session, old.session, 'the session goes on');
    const { secret, uri } = await identity.factors.startTotp(actor);
    t.match(uri, /^otpauth:\/\/totp\/Sluice:alice\?.*issuer=Sluice/);
    const elsewhere = { ...actor, session: 'x' };
    await t.rejects(identity.factors.confirmTotp(elsewhere, codeAt(secret, clock.time)), { code: 'SIGN_IN_EXPIRED' });
    await t.rejects(identity.factors.confirmTotp(actor, '123'), { code: 'REQUEST_INVALID' });
    await identity.factors.confirmTotp(actor, codeAt(secret, clock.time));
    t.match(await identity.factors.of('alice'), { factors: { totp: true } });
    const sealed = await gateway.store.db.selectFrom('account').select('totp').executeTakeFirstOrThrow();
    t.notMatch(sealed.totp, secret, 'sealed in the store');
    await identity.factors.removeTotp(actor);
    await t.rejects(identity.factors.removeTotp(actor), { code: 'NOT_FOUND' });
    t.match(await give(gateway, new Browser()), { step: 'done' });
  }),
);

t.test('a network may begin so many sign-ins, and then waits', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    const begin = (remote: string) => identity.signIn.passkeyOptions(new Browser(remote).visit);
    for (let i = 0; i < 200; i++) await begin('203.0.113.5');
    await t.rejects(begin('203.0.113.5'), { code: 'TOO_MANY_REQUESTS', context: { retryAfter: 1 } });
    await begin('203.0.113.6');
    clock.advance(SECOND);
    for (let i = 0; i < 20; i++) await begin('203.0.113.5');
    await t.rejects(begin('203.0.113.5'), { code: 'TOO_MANY_REQUESTS' });
    clock.advance(11 * MINUTE);
    await identity.sweep();
    const { length } = await gateway.store.db.selectFrom('sign_in').selectAll().execute();
    t.equal(length, 0, 'what was begun and left is removed');
  }),
);
