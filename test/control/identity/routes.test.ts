import { Secret, TOTP } from 'otpauth';
import t from 'tap';
import { eachStore } from '../../support/stores.js';
import { Authenticator } from './authenticator.js';
import { startHttp } from './http.js';
import { ScriptedProvider } from './scripted-provider.js';
import { Browser, MINUTE, ORIGIN, PASSWORD } from './support.js';

t.test('from the first start to a person with every factor', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startHttp(t, open);
    const { ask, identity, clock } = gateway;
    const admin = new Browser();
    const token = (await identity.setupPath())!.split('#')[1];
    const root = { token, user: 'root', displayName: 'Root', password: PASSWORD };
    t.match(await ask(admin, 'POST', '/setup', { body: { ...root, token: 'x' } }), {
      status: 401,
      body: { code: 'LINK_INVALID' },
    });
    t.match(await ask(admin, 'POST', '/setup', { body: { ...root, password: 'short' } }), {
      status: 400,
      body: { code: 'REQUEST_INVALID', issues: [{ path: 'password', message: 'at least 12 characters' }] },
    });
    t.match(await ask(admin, 'POST', '/setup', { body: root }), { status: 200, body: { step: 'done', user: 'root' } });
    t.match(await ask(admin, 'GET', '/me'), { status: 200, body: { user: 'root', provider: 'local' } });

    t.equal((await ask(admin, 'PUT', '/users/alice', { body: { displayName: 'Alice' } })).status, 201);
    const link = await ask(admin, 'POST', '/users/alice/reset-link', { body: {} });
    t.match(link, { status: 201, body: { url: /^https:\/\/gateway\.example\/reset#/ } });
    t.equal((await ask(admin, 'POST', '/users/nobody/reset-link', { body: {} })).status, 404);
    const alice = new Browser();
    const reset = { token: link.body.url.split('#')[1] };
    t.match(await ask(alice, 'POST', '/reset/look', { body: reset }), { body: { user: 'alice' } });
    t.match(await ask(alice, 'POST', '/reset', { body: { ...reset, password: PASSWORD } }), { status: 200 });
    t.equal((await ask(alice, 'POST', '/reset', { body: { ...reset, password: PASSWORD } })).status, 401);

    const credentials = { body: { user: ' Alice ', password: PASSWORD } };
    t.match(await ask(alice, 'POST', '/sign-in/password', credentials), { body: { step: 'done' } });
    const { body: enrolment } = await ask(alice, 'POST', '/me/totp');
    const totp = new TOTP({ secret: Secret.fromBase32(enrolment.secret) });
    t.equal((await ask(alice, 'POST', '/me/totp/confirm', { body: { code: '000000' } })).status, 400);
    const now = { code: totp.generate({ timestamp: clock.time }) };
    t.equal((await ask(alice, 'POST', '/me/totp/confirm', { body: now })).status, 204);
    const authenticator = new Authenticator();
    const { body: options } = await ask(alice, 'POST', '/me/passkeys/options');
    const made = { label: 'Laptop', response: authenticator.create(options) };
    t.match(await ask(alice, 'POST', '/me/passkeys', { body: made }), { status: 201, body: { label: 'Laptop' } });
    const { body: recovery } = await ask(alice, 'POST', '/me/recovery-codes');
    t.equal(recovery.codes.length, 10);
    t.match(await ask(alice, 'GET', '/me/factors'), {
      body: { password: true, totp: true, recoveryCodes: 10, passkeys: [{ label: 'Laptop', synced: false }] },
    });

    t.match(await ask(alice, 'POST', '/sign-out'), { status: 200, body: {} });
    t.equal((await ask(alice, 'GET', '/me')).status, 401);
    clock.advance(MINUTE);
    const step = await ask(alice, 'POST', '/sign-in/password', credentials);
    t.strictSame(step.body, { step: 'secondFactor', methods: ['totp', 'passkey', 'recoveryCode'] });
    t.equal((await ask(alice, 'GET', '/me')).status, 401);
    const later = { code: totp.generate({ timestamp: clock.time }) };
    t.match(await ask(alice, 'POST', '/sign-in/second-factor', { body: later }), { body: { step: 'done' } });
    t.match(await ask(alice, 'GET', '/me'), { body: { user: 'alice', multiFactor: true } });

    const phone = new Browser();
    const { body: challenge } = await ask(phone, 'POST', '/sign-in/passkey/options');
    const response = authenticator.get(challenge);
    t.match(await ask(phone, 'POST', '/sign-in/passkey', { body: { response } }), {
      body: { step: 'done', user: 'alice' },
    });
    t.equal((await ask(phone, 'DELETE', `/me/passkeys/${response.id}`)).status, 204);
    t.equal((await ask(phone, 'DELETE', '/me/totp')).status, 204);
    const change = { current: PASSWORD, password: 'entirely different' };
    t.equal((await ask(phone, 'POST', '/me/password', { body: change })).status, 204);
    t.equal((await ask(alice, 'GET', '/me')).status, 401, 'other browsers are signed out');
    t.notMatch(
      JSON.stringify([gateway.audit, gateway.audited]),
      new RegExp([PASSWORD, enrolment.secret, recovery.codes[0]].join('|')),
    );
  }),
);

t.test('wrong, locked, malformed: each with its answer', (t) =>
  eachStore(t, async (t, open) => {
    const { ask, addPerson } = await startHttp(t, open);
    await addPerson('alice');
    const browser = new Browser();
    const attempt = (body: unknown) => ask(browser, 'POST', '/sign-in/password', { body });
    const wrong = { user: 'alice', password: 'wrong wrong wrong' };
    for (let i = 0; i < 6; i++) t.match(await attempt(wrong), { status: 401, body: { code: 'SIGN_IN_FAILED' } });
    const locked = await attempt(wrong);
    t.match(locked, { status: 429, body: { code: 'SIGN_IN_LOCKED' } });
    t.equal(locked.headers.get('retry-after'), '1');
    t.same(locked.headers.getSetCookie(), []);
    const malformed: unknown[] = [
      {},
      { user: 'alice' },
      { user: 'alice', password: '' },
      { user: 'alice', password: 'x'.repeat(2000) },
      { user: 'x'.repeat(200), password: 'x' },
      { user: 'al\u0000ice', password: 'x' },
      { user: ['alice'], password: 'x' },
      { user: 'alice', password: 'x', remember: true },
    ];
    for (const body of malformed) t.match(await attempt(body), { status: 400, body: { code: 'REQUEST_INVALID' } });
    const expired = { status: 401, body: { code: 'SIGN_IN_EXPIRED' } };
    t.match(await ask(browser, 'POST', '/sign-in/second-factor', { body: { code: '123456' } }), expired);
    const response = { ...{ id: 'AA', rawId: 'AA', type: 'public-key' }, response: {} };
    t.match(await ask(browser, 'POST', '/sign-in/passkey', { body: { response } }), { status: 400 });
    const proof = { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' };
    t.match(
      await ask(browser, 'POST', '/sign-in/passkey', { body: { response: { ...response, response: proof } } }),
      expired,
    );
  }),
);

t.test('cookies: forged and expired ones open nothing, other pages make no writes', (t) =>
  eachStore(t, async (t, open) => {
    const { ask, addPerson, signIn, clock } = await startHttp(t, open);
    await addPerson('alice');
    const browser = await signIn('alice');
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const forged = cookie.replace(/(sluice-session=)./, '$1_');
    t.equal((await ask(new Browser(), 'GET', '/me', { headers: { cookie: forged } })).status, 401);
    const others: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of others) {
      const answered = await ask(browser, 'POST', '/sign-out', { headers });
      t.match(answered, { status: 403, body: { code: 'CSRF_REFUSED' } }, JSON.stringify(headers));
      const login = { headers, body: { user: 'mallory', password: PASSWORD } };
      t.match(await ask(new Browser(), 'POST', '/sign-in/password', login), { body: { code: 'CSRF_REFUSED' } });
    }
    t.equal((await ask(browser, 'GET', '/me')).status, 200, 'still signed in');

    clock.advance(16 * MINUTE);
    const renewed = await ask(browser, 'GET', '/me');
    t.match(
      renewed.headers.getSetCookie()[0],
      /^__Host-sluice-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
    );
    clock.advance(24 * 60 * MINUTE);
    t.match(await ask(browser, 'GET', '/me'), { status: 401, body: { code: 'SIGN_IN_REQUIRED' } });
  }),
);

t.test('browser sessions: mine are listed and ended by me, and by administrators', (t) =>
  eachStore(t, async (t, open) => {
    const { ask, addPerson, signIn, resources } = await startHttp(t, open);
    for (const name of ['root', 'alice', 'bob']) await addPerson(name);
    await resources.put('role-assignment', 'root', { principal: { user: 'root' }, role: 'Administrator' });
    const [root, bob] = [await signIn('root'), await signIn('bob')];
    const [one, two] = [await signIn('alice'), await signIn('alice')];
    const { body: list } = await ask(one, 'GET', '/me/sign-ins');
    t.equal(list.items.length, 2);
    const mine = list.items.find(({ current }: { current: boolean }) => current);
    const other = list.items.find(({ current }: { current: boolean }) => !current);
    t.match(mine, { provider: 'local', remote: '198.51.100.7', userAgent: 'Test browser' });
    t.equal((await ask(bob, 'DELETE', `/me/sign-ins/${other.id}`)).status, 404, "not somebody else's");
    t.equal((await ask(bob, 'DELETE', '/users/alice/sign-ins')).status, 403);
    t.equal((await ask(bob, 'POST', '/users/alice/reset-link', { body: {} })).status, 403);
    t.equal((await ask(bob, 'GET', '/users/alice/sign-ins')).status, 403);
    t.equal((await ask(two, 'GET', '/me')).status, 200);
    t.equal((await ask(one, 'DELETE', `/me/sign-ins/${other.id}`)).status, 204);
    t.equal((await ask(two, 'GET', '/me')).status, 401);
    t.equal((await ask(root, 'GET', '/users/alice/sign-ins')).body.items.length, 1);
    t.equal((await ask(root, 'DELETE', '/users/alice/sign-ins')).status, 204);
    t.equal((await ask(one, 'GET', '/me')).status, 401);
    t.equal((await ask(bob, 'DELETE', '/me/sign-ins')).status, 204);
    t.equal((await ask(bob, 'GET', '/me')).status, 401);
    t.equal((await ask(root, 'DELETE', '/users/nobody/sign-ins')).status, 404);
  }),
);

t.test('to a provider and back, with what goes wrong shown on the sign-in page', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startHttp(t, open);
    const { ask, resources, clock } = gateway;
    const provider = await ScriptedProvider.start(t, clock.now);
    const corp = { displayName: 'The corporation', issuer: provider.issuer, clientId: 'sluice' };
    await resources.put('identity-provider', 'corp', corp);
    await resources.put('identity-provider', 'old', { ...corp, disabled: true });
    const browser = new Browser();
    t.strictSame((await ask(browser, 'GET', '/sign-in/providers')).body, {
      items: [{ name: 'corp', displayName: 'The corporation' }],
    });
    const begin = async (query = '') => {
      const { status, headers } = await ask(browser, 'GET', `/sign-in/oidc/corp${query}`);
      t.equal(status, 303);
      return new URL(headers.get('location')!).searchParams;
    };
    const back = async (asked: URLSearchParams, more: Record<string, string> = {}) => {
      const claims = provider.claims({ nonce: asked.get('nonce')! } as never, { sid: 'one' });
      provider.give(await provider.sign(claims));
      const answer = { state: asked.get('state')!, code: 'c', iss: provider.issuer, session_state: 'x', ...more };
      const path = `/sign-in/oidc/corp/callback?${new URLSearchParams(answer)}`;
      const { status, headers } = await ask(browser, 'GET', path, { headers: { 'sec-fetch-site': 'cross-site' } });
      t.equal(status, 303);
      return headers.get('location');
    };
    const asked = await begin('?returnTo=%2Fapps');
    t.equal(asked.get('redirect_uri'), `${ORIGIN}/api/sign-in/oidc/corp/callback`);
    t.equal(await back(asked), `${ORIGIN}/apps`);
    t.match((await ask(browser, 'GET', '/me')).body, { user: 'alice', provider: 'corp' });
    t.match((await ask(browser, 'GET', '/me/factors')).body, { password: false });
    t.match(await ask(browser, 'POST', '/me/totp'), { status: 409 }, 'the provider has the factors');
    t.match(await ask(browser, 'POST', '/me/passkeys/options'), { status: 409 });
    t.match(await ask(browser, 'POST', '/me/recovery-codes'), { status: 409 });

    const failed = (code: string) => `${ORIGIN}/sign-in?error=${code}&provider=corp`;
    t.equal(await back(asked), failed('SIGN_IN_EXPIRED'), 'replayed');
    t.equal(await back(await begin(), { error: 'access_denied' }), failed('PROVIDER_REFUSED'));
    t.equal(await back(await begin(), { iss: 'https://evil.example' }), failed('PROVIDER_REFUSED'));
    for (const evil of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      t.equal(await back(await begin(`?returnTo=${encodeURIComponent(evil)}`)), `${ORIGIN}/`, evil);
    }
    t.equal((await ask(browser, 'GET', '/sign-in/oidc/none')).status, 404);
    t.equal((await ask(browser, 'GET', '/sign-in/oidc/corp?maxAge=-1')).status, 400);
    t.equal((await ask(browser, 'GET', '/sign-in/oidc/corp?scope=x')).status, 400);
    t.equal((await begin('?maxAge=60&acr=a&acr=b&prompt=login')).get('acr_values'), 'a b');

    const signOut = await ask(browser, 'POST', '/sign-out');
    const redirect = new URL(signOut.body.redirect);
    t.equal(redirect.origin, provider.issuer);
    t.equal(redirect.searchParams.get('post_logout_redirect_uri'), `${ORIGIN}/`);
    t.equal((await ask(browser, 'GET', '/me')).status, 401);

    await back(await begin());
    t.equal((await ask(browser, 'GET', '/me')).status, 200);
    const logout = (token: string) =>
      ask(new Browser('192.0.2.9', ORIGIN), 'POST', '/sign-in/oidc/corp/back-channel-logout', {
        form: { logout_token: token },
        headers: { origin: '' },
      });
    t.match(await logout('nonsense'), { status: 400, body: { code: 'REQUEST_INVALID' } });
    const claims = {
      ...{ iss: provider.issuer, aud: 'sluice', iat: provider.nowSeconds, exp: provider.nowSeconds + 60, jti: '1' },
      ...{ sid: 'one', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    };
    const answered = await logout(await provider.sign(claims, { typ: 'logout+jwt' }));
    t.equal(answered.status, 200);
    t.equal(answered.headers.get('cache-control'), 'no-store');
    t.equal((await ask(browser, 'GET', '/me')).status, 401);
  }),
);
