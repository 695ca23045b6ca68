import { Secret, TOTP } from 'otpauth';
import t from 'tap';
import { eachStore } from '../../support/stores.js';
import { Browser, type Gateway, HOUR, PASSWORD, startGateway } from './support.js';

const signIn = async ({ identity }: Gateway): Promise<{ browser: Browser; session: string }> => {
  const browser = new Browser();
  browser.keep(await identity.signIn.password({ user: 'alice', password: PASSWORD }, browser.visit));
  const signedIn = await identity.authenticate(browser.visit);
  return { browser, session: signedIn?.actor.session ?? '' };
};

/** Puts a host pool, and waits until that is known. */
async function putPool({ resources, store }: Gateway, mode: string): Promise<void> {
  const told = new Promise<void>((resolve) => {
    store.changes.subscribe(({ kind }) => void (kind === 'host-pool' && resolve()));
  });
  await resources.put('host-pool', 'office', {
    displayName: 'Office "credentials":{"mode":"portal"',
    credentials: { mode },
  });
  await told;
}

t.test('a password is kept for hosts only where a pool asks for it', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    await putPool(gateway, 'ask');
    const before = await signIn(gateway);
    t.equal(identity.typedPasswords.of(before.session), undefined);

    await putPool(gateway, 'portal');
    const { session } = await signIn(gateway);
    t.equal(identity.typedPasswords.of(session), PASSWORD);
    const stored = await Promise.all(
      (['browser_session', 'sign_in', 'audit'] as const).map((table) =>
        gateway.store.db.selectFrom(table).selectAll().execute(),
      ),
    );
    t.notMatch(JSON.stringify(stored), PASSWORD, 'not in the store');
    const ended = new Promise<void>((resolve) => {
      gateway.store.changes.subscribe(({ kind }) => void (kind === 'browser_session' && resolve()));
    });
    await identity.sessions.revoke('alice', session);
    await ended;
    t.equal(identity.typedPasswords.of(session), undefined, 'gone with the session');

    const late = await signIn(gateway);
    clock.advance(25 * HOUR);
    t.equal(identity.typedPasswords.of(late.session), undefined, 'and no longer than it');
    const last = await signIn(gateway);
    await putPool(gateway, 'ask');
    await identity.sweep();
    t.equal(identity.typedPasswords.of(last.session), undefined, 'nor when no pool asks any more');
  }),
);

t.test('a password waits for the second factor', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, clock } = gateway;
    await gateway.addPerson('alice');
    await putPool(gateway, 'portal');
    const first = await signIn(gateway);
    const { actor } = (await identity.authenticate(first.browser.visit))!;
    const { secret } = await identity.factors.startTotp(actor);
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    await identity.factors.confirmTotp(actor, totp.generate({ timestamp: clock.time }));
    clock.advance(HOUR);
    const { browser } = await signIn(gateway);
    browser.keep(await identity.signIn.code(totp.generate({ timestamp: clock.time }), 'totp', browser.visit));
    const done = (await identity.authenticate(browser.visit))!.actor;
    t.equal(identity.typedPasswords.of(done.session), PASSWORD);
  }),
);
