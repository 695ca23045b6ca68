import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import t from 'tap';
import { eachStore } from '../../support/stores.js';
import { Authenticator } from './authenticator.js';
import { Browser, type Gateway, MINUTE, PASSWORD, startGateway } from './support.js';

async function signedIn(gateway: Gateway, user: string): Promise<Browser> {
  const browser = new Browser();
  browser.keep(await gateway.identity.signIn.password({ user, password: PASSWORD }, browser.visit));
  return browser;
}

/** Somebody with a local account registers a passkey. */
async function register(gateway: Gateway, authenticator: Authenticator, user = 'alice', browser?: Browser) {
  const { identity } = gateway;
  const here = browser ?? (await signedIn(gateway, user));
  const { actor } = (await identity.authenticate(here.visit))!;
  const response = authenticator.create(await identity.factors.startPasskey(actor, here.visit));
  return identity.factors.addPasskey(actor, { response, label: 'Key' }, here.visit);
}

/** A challenge for this browser. */
async function challenge({ identity }: Gateway, browser: Browser) {
  return browser.keep(await identity.signIn.passkeyOptions(browser.visit)).options;
}

const answer = ({ identity }: Gateway, browser: Browser, response: AuthenticationResponseJSON) =>
  identity.signIn.passkey(response, browser.visit).then((step) => browser.keep(step));

t.test('a passkey signs in alone, without a user name', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const authenticator = new Authenticator();
    const passkey = await register(gateway, authenticator);
    t.match(passkey, { label: 'Key', synced: false, id: authenticator.id.toString('base64url') });

    const browser = new Browser();
    const options = await challenge(gateway, browser);
    t.match(options, { rpId: 'gateway.example', userVerification: 'required', allowCredentials: [] });
    t.match(await answer(gateway, browser, authenticator.get(options)), { step: 'done', user: 'alice' });
    const { actor } = (await gateway.identity.authenticate(browser.visit))!;
    t.match(actor.authentication, { provider: 'local', methods: ['hwk', 'user', 'mfa'], multiFactor: true });
    t.match(await gateway.identity.factors.of('alice'), { passkeys: [{ usedAt: gateway.clock.time }] });
  }),
);

t.test('a synced passkey says so', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const authenticator = new Authenticator({ synced: true });
    t.match(await register(gateway, authenticator), { synced: true });
    const browser = new Browser();
    await answer(gateway, browser, authenticator.get(await challenge(gateway, browser)));
    const { actor } = (await gateway.identity.authenticate(browser.visit))!;
    t.match(actor.authentication.methods, ['swk', 'user', 'mfa']);
  }),
);

t.test('a passkey is the second step after the password', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    await gateway.addPerson('bob');
    const keys = { alice: new Authenticator({ verifies: false }), bob: new Authenticator() };
    await register(gateway, keys.alice, 'alice');
    await register(gateway, keys.bob, 'bob');

    const alone = new Browser();
    const refused = keys.alice.get(await challenge(gateway, alone));
    await t.rejects(answer(gateway, alone, refused), { code: 'SIGN_IN_FAILED' }, 'it does not verify the person');

    const browser = await signedIn(gateway, 'alice');
    t.equal(await gateway.identity.authenticate(browser.visit), undefined, 'not with the password only');
    const options = await challenge(gateway, browser);
    t.match(options.allowCredentials, [{ id: keys.alice.id.toString('base64url') }]);
    await t.rejects(answer(gateway, browser, keys.bob.get(options)), { code: 'SIGN_IN_FAILED' }, "somebody else's");
    const again = keys.alice.get(await challenge(gateway, browser));
    t.match(await answer(gateway, browser, again), { step: 'done', user: 'alice' });
    const { actor } = (await gateway.identity.authenticate(browser.visit))!;
    t.match(actor.authentication, { methods: ['pwd', 'hwk', 'mfa'], multiFactor: true });
  }),
);

t.test('a challenge is for one browser, once, for a while', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const authenticator = new Authenticator();
    await register(gateway, authenticator);

    const browser = new Browser();
    const response = authenticator.get(await challenge(gateway, browser));
    await t.rejects(answer(gateway, new Browser(), response), { code: 'SIGN_IN_EXPIRED' }, 'no challenge');
    const other = new Browser();
    await challenge(gateway, other);
    await t.rejects(answer(gateway, other, response), { code: 'SIGN_IN_FAILED' }, 'the challenge of another');
    const visit = browser.visit;
    await gateway.identity.signIn.passkey(response, visit);
    await t.rejects(gateway.identity.signIn.passkey(response, visit), { code: 'SIGN_IN_EXPIRED' }, 'replayed');

    const slow = authenticator.get(await challenge(gateway, browser));
    gateway.clock.advance(11 * MINUTE);
    await t.rejects(answer(gateway, browser, slow), { code: 'SIGN_IN_EXPIRED' });
  }),
);

t.test('signatures of others, for others, or changed do not hold', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    await gateway.addPerson('bob');
    const authenticator = new Authenticator();
    await register(gateway, authenticator);
    const bobs = new Authenticator();
    await register(gateway, bobs, 'bob');
    const browser = new Browser();
    const refuse = async (
      change: (response: AuthenticationResponseJSON) => AuthenticationResponseJSON,
      why: string,
      who = authenticator,
    ) => {
      const response = change(who.get(await challenge(gateway, browser)));
      await t.rejects(answer(gateway, browser, response), { code: 'SIGN_IN_FAILED' }, why);
    };
    const within =
      (fields: Partial<AuthenticationResponseJSON['response']>) => (given: AuthenticationResponseJSON) => ({
        ...given,
        response: { ...given.response, ...fields },
      });
    await refuse((given) => given, 'one that nobody registered', new Authenticator());
    await refuse(within({ signature: bobs.get(await challenge(gateway, browser)).response.signature }), 'signature');
    await refuse(within({ signature: 'AAAA' }), 'no signature');
    await refuse(within({ authenticatorData: 'AAAA' }), 'no data');
    await refuse(within({ clientDataJSON: 'AAAA' }), 'no client data');
    await refuse(within({ userHandle: bobs.handle }), "another's handle");
    await refuse((given) => ({ ...given, id: bobs.id.toString('base64url') }), "another's id");
    authenticator.counter = 5;
    t.match(await answer(gateway, browser, authenticator.get(await challenge(gateway, browser))), { step: 'done' });
    authenticator.counter = 2;
    await refuse((given) => given, 'a counter that went back: a copy');
  }),
);

t.test('a passkey made for another page does not hold here', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const phished = new Authenticator({ origin: 'https://gateway.example.evil' });
    await t.rejects(register(gateway, phished), { code: 'REQUEST_INVALID' });
    const here = await signedIn(gateway, 'alice');
    const { actor } = (await gateway.identity.authenticate(here.visit))!;
    const response = new Authenticator().create(await gateway.identity.factors.startPasskey(actor, here.visit));
    const other = { ...actor, session: 'another session' };
    const made = { response, label: 'Key' };
    await t.rejects(gateway.identity.factors.addPasskey(other, made, here.visit), { code: 'SIGN_IN_EXPIRED' });
    await gateway.identity.factors.addPasskey(actor, made, here.visit);
    await t.rejects(gateway.identity.factors.addPasskey(actor, made, here.visit), { code: 'SIGN_IN_EXPIRED' });
  }),
);

t.test('a passkey that is removed, or whose owner is disabled, signs nobody in', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    await gateway.addPerson('alice');
    const authenticator = new Authenticator();
    const here = await signedIn(gateway, 'alice');
    const { id } = await register(gateway, authenticator, 'alice', here);
    await t.rejects(register(gateway, authenticator, 'alice', here), { code: 'CONFLICT' }, 'there already');
    const browser = new Browser();
    await gateway.resources.put('user', 'alice', { displayName: 'Alice', disabled: true });
    const disabled = authenticator.get(await challenge(gateway, browser));
    await t.rejects(answer(gateway, browser, disabled), { code: 'ACCOUNT_DISABLED' });

    await gateway.resources.put('user', 'alice', { displayName: 'Alice' });
    const again = new Browser();
    await answer(gateway, again, authenticator.get(await challenge(gateway, again)));
    const { actor } = (await gateway.identity.authenticate(again.visit))!;
    await gateway.identity.factors.removePasskey(actor, id);
    await t.rejects(gateway.identity.factors.removePasskey(actor, id), { code: 'NOT_FOUND' });
    const removed = authenticator.get(await challenge(gateway, browser));
    await t.rejects(answer(gateway, browser, removed), { code: 'SIGN_IN_FAILED' });
  }),
);
