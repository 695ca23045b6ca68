import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import t, { type Test } from 'tap';
import { isMultiFactor, readPerson } from '../../../src/control/identity/oidc/claims.js';
import { eachStore, type OpenStore } from '../../support/stores.js';
import { ACCESS_TOKEN_HASH, type Asked, askedOf, makeKey, ScriptedProvider } from './scripted-provider.js';
import { Browser, type Gateway, HOUR, MINUTE, ORIGIN, startGateway } from './support.js';

interface Scene extends Gateway {
  readonly provider: ScriptedProvider;
}

/** A gateway with the provider `corp`. */
async function startScene(t: Test, open: OpenStore): Promise<Scene> {
  const gateway = await startGateway(t, open, { settings: { keysCooldown: 0, providerTimeout: 10_000 } });
  const provider = await ScriptedProvider.start(t, gateway.clock.now);
  const scene = { ...gateway, provider };
  await describe(scene, 'corp', provider);
  return scene;
}

const describe = ({ resources }: Gateway, name: string, provider: ScriptedProvider, more: object = {}) =>
  resources.put('identity-provider', name, {
    ...{ displayName: name, issuer: provider.issuer, clientId: provider.clientId, clientSecret: 'the secret' },
    ...more,
  });

/** Sends the browser to the provider. */
async function begin(
  { identity }: Gateway,
  browser: Browser,
  { name = 'corp', ...how }: { name?: string } & Parameters<Gateway['identity']['oidc']['begin']>[1] = {},
): Promise<Asked> {
  const begun = await identity.oidc.begin(name, how, { visit: browser.visit, base: ORIGIN });
  return askedOf(browser.keep(begun).location);
}

/** Brings the browser back. */
async function finish({ identity }: Gateway, browser: Browser, query: Record<string, string>, name = 'corp') {
  const where = { visit: browser.visit, base: ORIGIN };
  return browser.keep(await identity.oidc.finish(name, new URLSearchParams(query), where));
}

const answerOf = ({ provider }: Scene, { state }: Asked) => ({ state, code: 'the code', iss: provider.issuer });

/** The whole way; the ID token's claims may differ. */
async function signIn(scene: Scene, claims: JWTPayload = {}, browser = new Browser()): Promise<Browser> {
  const asked = await begin(scene, browser);
  scene.provider.give(await scene.provider.sign(scene.provider.claims(asked, claims)));
  await finish(scene, browser, answerOf(scene, asked));
  return browser;
}

const actorOf = async ({ identity }: Gateway, browser: Browser) => (await identity.authenticate(browser.visit))?.actor;

t.test('the code flow with everything that protects it', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider } = scene;
    const browser = new Browser();
    const demands = { maxAge: 60, contexts: ['phr', 'phrh'], prompt: 'login' as const };
    const asked = await begin(scene, browser, { returnTo: '/apps?x=1', demands });
    t.match(Object.fromEntries(asked.all), {
      response_type: 'code',
      response_mode: 'query',
      client_id: 'sluice',
      redirect_uri: `${ORIGIN}/api/sign-in/oidc/corp/callback`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      max_age: '60',
      acr_values: 'phr phrh',
      prompt: 'login',
    });
    const proof = { acr: 'phr', amr: ['pwd', 'hwk'], auth_time: provider.nowSeconds - 30, at_hash: ACCESS_TOKEN_HASH };
    const person = { name: 'Alice Smith', email: 'a@corp.example', upn: 'alice@corp.example', roles: ['Reader'] };
    provider.give(await provider.sign(provider.claims(asked, { ...proof, ...person, sid: 'session-1' })));
    const done = await finish(scene, browser, answerOf(scene, asked));
    t.equal(done.location, `${ORIGIN}/apps?x=1`);

    t.match(Object.fromEntries(provider.tokenRequest), {
      grant_type: 'authorization_code',
      code: 'the code',
      redirect_uri: asked.redirectUri,
    });
    const verifier = provider.tokenRequest.get('code_verifier')!;
    t.equal(createHash('sha256').update(verifier).digest('base64url'), asked.all.get('code_challenge'));
    const basic = Buffer.from(provider.tokenAuthorization.replace('Basic ', ''), 'base64').toString();
    t.equal(basic, 'sluice:the+secret');
    t.match(await actorOf(scene, browser), {
      user: 'alice',
      displayName: 'Alice Smith',
      roles: ['Reader'],
      authentication: {
        provider: 'corp',
        at: provider.nowSeconds * 1000 - 30_000,
        methods: ['pwd', 'hwk'],
        context: 'phr',
        multiFactor: true,
      },
    });
    t.match((await scene.resources.require('user', 'alice')).body, {
      displayName: 'Alice Smith',
      email: 'a@corp.example',
      userPrincipalName: 'alice@corp.example',
    });
    t.match(scene.audit, [{ actor: 'alice', action: 'sign-in', outcome: 'done', detail: { provider: 'corp' } }]);
    const stored = JSON.stringify(await scene.store.db.selectFrom('browser_session').selectAll().execute());
    t.notMatch(stored, 'eyJ', 'the ID token is sealed');
  }),
);

t.test('tokens that are not for this sign-in', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider } = scene;
    const mallory = await makeKey('first');
    const refuse = async (why: string, make: (asked: Asked) => Promise<string> | string, code = 'PROVIDER_REFUSED') => {
      const browser = new Browser();
      const asked = await begin(scene, browser);
      provider.give(await make(asked));
      await t.rejects(finish(scene, browser, answerOf(scene, asked)), { code }, why);
      t.equal(await actorOf(scene, browser), undefined, why);
    };
    const claims = (why: string, wrong: JWTPayload) =>
      refuse(why, (asked) => provider.sign(provider.claims(asked, wrong)));
    const now = provider.nowSeconds;
    await claims('nonce of another sign-in', { nonce: 'another' });
    await claims('no nonce', { nonce: undefined });
    await claims('another client', { aud: 'another' });
    await claims('several clients without azp', { aud: ['sluice', 'another'] });
    await claims('several clients, made for another', { aud: ['sluice', 'another'], azp: 'another' });
    await claims('another issuer', { iss: 'https://evil.example' });
    await claims('expired', { iat: now - 900, exp: now - 120 });
    await claims('not valid yet', { nbf: now + 300 });
    await claims('no subject', { sub: undefined });
    await claims('a subject that is too long', { sub: 'x'.repeat(256) });
    await claims('a subject with control characters', { sub: 'a\u0000b' });
    await claims('for another access token', { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' });
    await claims('no user name', { preferred_username: undefined });
    await claims('a user name that is none', { preferred_username: 'CORP\\alice' });
    await claims('a user name with a path', { preferred_username: '../admin' });
    await refuse("another key under the provider's id", (asked) =>
      provider.sign(provider.claims(asked), { key: mallory }),
    );
    await refuse('a key that the provider does not have', (asked) =>
      provider.sign(provider.claims(asked), { kid: 'unknown' }),
    );
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    await refuse('no signature: alg none', (asked) => `${encode({ alg: 'none' })}.${encode(provider.claims(asked))}.`);
    await refuse("the client's secret as key: HS256", (asked) => {
      const signed = `${encode({ alg: 'HS256' })}.${encode(provider.claims(asked))}`;
      return `${signed}.${createHash('sha256').update(`the secret${signed}`).digest('base64url')}`;
    });
    await refuse('no token', () => 'nothing');
    await refuse('a token of other claims', async (asked) => {
      const [head, , signature] = (await provider.sign(provider.claims(asked))).split('.');
      return `${head}.${encode(provider.claims(asked, { preferred_username: 'root' }))}.${signature}`;
    });
    t.same((await scene.resources.list('user', { limit: 10 })).items, [], 'nobody was made a user');
    t.ok(scene.audit.every(({ outcome }) => outcome === 'refused'));
    await signIn(scene, { iat: now + 50, exp: now - 50 });
    t.pass('clocks may differ by a minute');
  }),
);

t.test('answers that do not belong to a sign-in of this browser', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider, clock } = scene;
    const browser = new Browser();
    const asked = await begin(scene, browser);
    provider.give(await provider.sign(provider.claims(asked)));
    const answer = answerOf(scene, asked);
    const refused = (query: Record<string, string>, code: string, why: string, who = browser, name = 'corp') =>
      t.rejects(finish(scene, who, query, name), { code }, why);
    await refused({ ...answer, state: '' }, 'SIGN_IN_EXPIRED', 'no state');
    await refused({ ...answer, state: 'A'.repeat(43) }, 'SIGN_IN_EXPIRED', 'a made-up state');
    await refused(answer, 'SIGN_IN_EXPIRED', 'a browser without a sign-in', new Browser());
    const other = new Browser();
    await begin(scene, other);
    await refused(answer, 'SIGN_IN_EXPIRED', "another browser's sign-in: nobody is signed in as somebody else", other);
    await finish(scene, browser, answer);
    await refused(answer, 'SIGN_IN_EXPIRED', 'replayed');

    const fresh = async (query: Record<string, string>, code: string, why: string) => {
      const next = await begin(scene, browser);
      provider.give(await provider.sign(provider.claims(next)));
      await refused({ ...answerOf(scene, next), ...query }, code, why);
    };
    await fresh({ iss: 'https://evil.example' }, 'PROVIDER_REFUSED', 'mix-up: the answer of another issuer (RFC 9207)');
    await fresh({ iss: '' }, 'PROVIDER_REFUSED', 'an empty issuer');
    const { state } = await begin(scene, browser);
    await refused({ state, code: 'x' }, 'PROVIDER_REFUSED', 'no issuer from a provider that always says it');
    const denied = await begin(scene, browser);
    const error = { ...answerOf(scene, denied), error: 'access_denied' };
    await refused(error, 'PROVIDER_REFUSED', 'the provider said no');

    const late = await begin(scene, browser);
    provider.give(await provider.sign(provider.claims(late)));
    clock.advance(11 * MINUTE);
    await refused(answerOf(scene, late), 'SIGN_IN_EXPIRED', 'too late');
  }),
);

t.test('an answer that comes to the way back of another provider is refused', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const honest = await ScriptedProvider.start(t, scene.clock.now);
    await describe(scene, 'honest', honest);
    const browser = new Browser();
    const asked = await begin(scene, browser, { name: 'honest' });
    await t.rejects(finish(scene, browser, answerOf(scene, asked), 'corp'), { code: 'PROVIDER_REFUSED' });
    t.notOk(scene.provider.requests.includes('/token'), 'the code did not go to the other provider');
    await t.rejects(finish(scene, browser, answerOf(scene, asked), 'honest'), { code: 'SIGN_IN_EXPIRED' });
  }),
);

t.test('a code that was used elsewhere has expired', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    scene.provider.answerers.set('/token', (request, response) => {
      request.resume();
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end('{"error":"invalid_grant"}');
    });
    const browser = new Browser();
    const asked = await begin(scene, browser);
    await t.rejects(finish(scene, browser, answerOf(scene, asked)), { code: 'SIGN_IN_EXPIRED' });
  }),
);

t.test('a step-up that is weaker than asked is none', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider } = scene;
    const stepUp = async (claims: JWTPayload): Promise<void> => {
      const browser = new Browser();
      const asked = await begin(scene, browser, { demands: { maxAge: 60, contexts: ['phr'] } });
      provider.give(await provider.sign(provider.claims(asked, claims)));
      await finish(scene, browser, answerOf(scene, asked));
    };
    const recent = provider.nowSeconds - 10;
    await t.rejects(stepUp({ acr: 'pwd', auth_time: recent }), { code: 'PROVIDER_REFUSED' });
    await t.rejects(stepUp({ auth_time: recent }), { code: 'PROVIDER_REFUSED' });
    await t.rejects(stepUp({ acr: 'phr', auth_time: recent - 600 }), { code: 'PROVIDER_REFUSED' });
    await t.rejects(stepUp({ acr: 'phr' }), { code: 'PROVIDER_REFUSED' });
    await stepUp({ acr: 'phr', auth_time: recent });
  }),
);

t.test('keys are read again when one is not known, and cached otherwise', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider } = scene;
    await signIn(scene);
    await signIn(scene);
    const count = (path: string) => provider.requests.filter((request) => request === path).length;
    t.equal(count('/keys'), 1);
    t.equal(count('/.well-known/openid-configuration'), 1);
    provider.key = await makeKey('second');
    provider.published.splice(0, 1, provider.key.jwk);
    await signIn(scene);
    t.equal(count('/keys'), 2);
    scene.clock.advance(2 * HOUR);
    await signIn(scene);
    t.equal(count('/.well-known/openid-configuration'), 2, 'what the provider says of itself is read again');
    provider.answerers.set('/.well-known/openid-configuration', (_, response) => response.writeHead(500).end());
    scene.clock.advance(2 * HOUR);
    await signIn(scene);
    t.pass('and stays when it cannot be read');
  }),
);

t.test('unknown keys do not make the gateway ask without end', async (t) => {
  await eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open, { settings: { keysCooldown: HOUR } });
    const provider = await ScriptedProvider.start(t, gateway.clock.now);
    const scene = { ...gateway, provider };
    await describe(scene, 'corp', provider);
    for (let i = 0; i < 5; i++) {
      const token = await provider.sign(logoutClaims(provider), { kid: `made up ${i}` });
      await t.rejects(gateway.identity.oidcLogout.backChannel('corp', token, ''), { code: 'REQUEST_INVALID' });
    }
    t.equal(provider.requests.filter((request) => request === '/keys').length, 1);
  });
});

t.test('providers that are of no use', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider, clock, resources } = scene;
    const failing = async (code: string, why: string) => {
      clock.advance(MINUTE);
      await t.rejects(begin(scene, new Browser()), { code }, why);
    };
    const discovery = '/.well-known/openid-configuration';
    provider.answerers.set(discovery, (_, response) => response.writeHead(503).end());
    await failing('PROVIDER_FAILED', 'an error');
    const { length } = provider.requests;
    await t.rejects(begin(scene, new Browser()), { code: 'PROVIDER_FAILED' });
    t.equal(provider.requests.length, length, 'which is not asked again at once');
    provider.answerers.set(discovery, (_, response) => response.end('{"issuer":'));
    await failing('PROVIDER_FAILED', 'no JSON');
    provider.answerers.set(discovery, (_, response) =>
      response.writeHead(302, { Location: `${provider.issuer}/keys` }).end(),
    );
    await failing('PROVIDER_FAILED', 'a redirect');
    provider.answerers.set(discovery, (_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(`{"issuer":"${'x'.repeat(600_000)}"}`);
    });
    await failing('PROVIDER_FAILED', 'too much');
    provider.answerers.delete(discovery);
    provider.metadata['issuer'] = 'https://evil.example';
    await failing('PROVIDER_FAILED', 'the document of another issuer');
    provider.metadata['issuer'] = provider.issuer;
    provider.metadata['jwks_uri'] = 'http://192.0.2.1/keys';
    clock.advance(MINUTE);
    const browser = new Browser();
    const asked = await begin(scene, browser);
    provider.give(await provider.sign(provider.claims(asked)));
    await t.rejects(
      finish(scene, browser, answerOf(scene, asked)),
      { code: 'PROVIDER_FAILED' },
      'keys over plain HTTP',
    );

    await describe(scene, 'corp', provider, { disabled: true });
    await t.rejects(begin(scene, new Browser()), { code: 'NOT_FOUND' }, 'disabled');
    await describe(scene, 'local', provider);
    await t.rejects(
      begin(scene, new Browser(), { name: 'local' }),
      { code: 'NOT_FOUND' },
      'one that poses as no provider',
    );
    await t.rejects(begin(scene, new Browser(), { name: 'none' }), { code: 'NOT_FOUND' });
    await t.rejects(
      resources.put('identity-provider', 'plain', { displayName: 'P', issuer: 'http://idp.example', clientId: 'c' }),
      { code: 'REQUEST_INVALID' },
      'plain HTTP beyond loopback is not even described',
    );
  }),
);

t.test('a provider that is slow is given up', async (t) => {
  await eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open, { settings: { providerTimeout: 50 } });
    const provider = await ScriptedProvider.start(t, gateway.clock.now);
    await describe(gateway, 'corp', provider);
    provider.answerers.set('/.well-known/openid-configuration', () => {});
    await t.rejects(begin(gateway, new Browser()), { code: 'PROVIDER_FAILED' }, 'silent');
    gateway.clock.advance(MINUTE);
    provider.answerers.set('/.well-known/openid-configuration', (_, response) => response.write('{'));
    await t.rejects(begin(gateway, new Browser()), { code: 'PROVIDER_FAILED' }, 'or stuck half-way');
  });
});

t.test('one identity is one user, whatever it is called later', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    await signIn(scene, { sub: 'a', preferred_username: 'alice', name: 'Alice' });
    const renamed = await signIn(scene, { sub: 'a', preferred_username: 'root', name: 'Alice Smith' });
    t.match(await actorOf(scene, renamed), { user: 'alice', displayName: 'Alice Smith' });
    await t.rejects(signIn(scene, { sub: 'b', preferred_username: 'alice' }), {
      code: 'CONFLICT',
      message: /signs in with "corp"/,
    });
    t.match((await scene.resources.require('user', 'alice')).version, 2, 'unchanged claims change nothing');
    await signIn(scene, { sub: 'a', preferred_username: 'alice', name: 'Alice Smith' });
    t.match((await scene.resources.require('user', 'alice')).version, 2);

    await scene.resources.put('user', 'alice', { displayName: 'Alice Smith', disabled: true });
    await t.rejects(signIn(scene, { sub: 'a' }), { code: 'ACCOUNT_DISABLED' });
  }),
);

t.test('nobody takes over a user name by another provider', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { identity, resources, addPerson } = scene;
    await addPerson('root');
    await t.rejects(signIn(scene, { preferred_username: 'root' }), { code: 'CONFLICT', message: /local account/ });
    await signIn(scene, { sub: 'a', preferred_username: 'alice' });
    const evil = await ScriptedProvider.start(t, scene.clock.now);
    await describe(scene, 'evil', evil);
    const fromEvil = async (claims: JWTPayload): Promise<Browser> => {
      const browser = new Browser();
      const asked = await begin(scene, browser, { name: 'evil' });
      evil.give(await evil.sign(evil.claims(asked, claims)));
      await finish(scene, browser, { ...answerOf({ ...scene, provider: evil }, asked) }, 'evil');
      return browser;
    };
    await t.rejects(fromEvil({ sub: 'a', preferred_username: 'alice' }), { code: 'CONFLICT' });
    t.same(await identity.provisioning.bindingsOf('alice'), [
      { provider: 'corp', issuer: scene.provider.issuer, subject: 'a' },
    ]);
    await t.rejects(
      identity.passwords.makeLink('alice', { by: 'root', remote: '', clearsFactors: false }),
      { code: 'CONFLICT' },
      'nor does a link give her a password beside the provider',
    );
    await identity.provisioning.release('alice');
    await t.rejects(
      fromEvil({ sub: 'a', preferred_username: 'alice' }),
      { code: 'CONFLICT', message: /identityProvider/ },
      'a name alone is no proof',
    );
    const { body } = await resources.require('user', 'alice');
    await resources.put('user', 'alice', { ...body, identityProvider: 'evil' });
    t.match(await actorOf(scene, await fromEvil({ sub: 'a', preferred_username: 'alice' })), { user: 'alice' });

    await resources.put('user', 'carol', { displayName: 'Carol', identityProvider: 'evil' });
    t.match(
      await actorOf(scene, await fromEvil({ sub: 'c', preferred_username: 'carol' })),
      { user: 'carol' },
      'a user who waits for their first sign-in',
    );
    await describe(scene, 'evil', evil, { createUsers: false });
    await t.rejects(fromEvil({ sub: 'd', preferred_username: 'dave' }), {
      code: 'PROVIDER_REFUSED',
      message: /not a user here/,
    });
  }),
);

t.test('two first sign-ins at once make one user', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const at = { issuer: 'https://idp.example', subject: 'x' };
    const { body } = await scene.resources.require('identity-provider', 'corp');
    const person = readPerson({ preferred_username: 'zoe' }, body.claims);
    const provider = { name: 'corp', body } as never;
    const users = await Promise.all(
      [1, 2, 3].map(() => scene.identity.provisioning.userOf(provider, at.issuer, at.subject, person)),
    );
    t.same(users, ['zoe', 'zoe', 'zoe']);
    const yves = { ...person, userName: 'yves' };
    const others = await Promise.allSettled(
      ['1', '2', '3'].map((subject) => scene.identity.provisioning.userOf(provider, at.issuer, subject, yves)),
    );
    t.equal(others.filter(({ status }) => status === 'fulfilled').length, 1, 'and one name is one identity');
    const refused = others.filter((result) => result.status === 'rejected');
    t.ok(refused.every(({ reason }) => reason.code === 'CONFLICT'));
    t.equal((await scene.identity.provisioning.bindingsOf('yves')).length, 1);
  }),
);

t.test('groups come from the user info when the token has none', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider, resources } = scene;
    const claims = [{ provider: 'corp', value: 'staff' }];
    await resources.put('group', 'employees', { displayName: 'Employees', claims });
    provider.userInfo = { sub: 'subject-1', groups: ['staff'], preferred_username: 'somebody.else' };
    const browser = await signIn(scene, { groups: undefined });
    t.match(await actorOf(scene, browser), { user: 'alice', groups: ['employees'] }, 'the token counts first');
    const { length } = provider.requests.filter((path) => path === '/userinfo');
    await signIn(scene, { groups: ['staff'] });
    t.equal(provider.requests.filter((path) => path === '/userinfo').length, length, 'not asked when it says all');
    provider.userInfo = { sub: 'subject-2', groups: ['admins'] };
    await t.rejects(signIn(scene, { groups: undefined }), { code: 'PROVIDER_REFUSED' }, 'of another person');
  }),
);

const logoutClaims = (provider: ScriptedProvider, more: JWTPayload = {}): JWTPayload => ({
  ...{ iss: provider.issuer, aud: provider.clientId, iat: provider.nowSeconds, exp: provider.nowSeconds + 120 },
  ...{ jti: `${Math.floor(provider.nowSeconds)}-${JSON.stringify(more).length}-${counter++}`, sub: 'subject-1' },
  ...{ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
  ...more,
});
let counter = 0;

t.test('the provider signs people out', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { provider, identity } = scene;
    const logout = async (claims: JWTPayload, how = {}) =>
      identity.oidcLogout.backChannel('corp', await provider.sign(claims, how), '192.0.2.1');
    const [one, two] = [await signIn(scene, { sid: 'one' }), await signIn(scene, { sid: 'two' })];
    const other = await signIn(scene, { sub: 'subject-2', sid: 'three', preferred_username: 'bob' });

    const refuse = (why: string, claims: JWTPayload, how = {}) =>
      t.rejects(logout(logoutClaims(provider, claims), how), { code: 'REQUEST_INVALID' }, why);
    const { nowSeconds } = provider;
    await refuse('another issuer', { iss: 'https://evil.example' });
    await refuse('another client', { aud: 'another' });
    await refuse('old', { iat: nowSeconds - 600, exp: nowSeconds + 600 });
    await refuse('expired', { exp: nowSeconds - 100 });
    await refuse('no time', { iat: undefined });
    await refuse('no id', { jti: undefined });
    await refuse('an id that is none', { jti: 7 as never });
    await refuse('no event', { events: undefined });
    await refuse('another event', { events: { 'http://schemas.openid.net/event/other': {} } });
    await refuse('an ID token', { nonce: 'x' });
    await refuse('for nobody', { sub: undefined });
    await refuse('another type', {}, { typ: 'at+jwt' });
    await refuse('another key', {}, { key: await makeKey('first') });
    for (const browser of [one, two, other]) t.ok(await actorOf(scene, browser));

    t.equal(await logout(logoutClaims(provider, { sid: 'one' })), 1);
    t.equal(await actorOf(scene, one), undefined);
    t.ok(await actorOf(scene, two), 'only the session that was named');
    const everywhere = logoutClaims(provider);
    const ended = await logout(everywhere, { typ: 'logout+jwt' });
    t.equal(ended, 1);
    t.equal(await actorOf(scene, two), undefined);
    await t.rejects(logout(everywhere), { code: 'REQUEST_INVALID', message: /used before/ });
    t.equal(await logout(logoutClaims(provider, { sub: undefined, sid: 'three' })), 1);
    t.equal(await actorOf(scene, other), undefined);
  }),
);

t.test('sessions end with their provider', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const ended = () =>
      new Promise<void>((resolve) => {
        scene.store.changes.subscribe(({ kind }) => void (kind === 'browser_session' && resolve()));
      });
    const browser = await signIn(scene);
    const disabled = ended();
    await describe(scene, 'corp', scene.provider, { disabled: true });
    await disabled;
    t.equal(await actorOf(scene, browser), undefined);
    await describe(scene, 'corp', scene.provider);
    await signIn(scene, {}, browser);
    const removed = ended();
    await scene.resources.remove('identity-provider', 'corp');
    await removed;
    t.equal(await actorOf(scene, browser), undefined);
  }),
);

t.test('who signs out here goes on to the provider', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const browser = await signIn(scene);
    const { session } = (await actorOf(scene, browser))!;
    const idToken = await scene.identity.sessions.idToken(session);
    const url = new URL((await scene.identity.oidcLogout.url('corp', idToken, ORIGIN))!);
    t.equal(url.origin + url.pathname, `${scene.provider.issuer}/logout`);
    t.match(Object.fromEntries(url.searchParams), {
      client_id: 'sluice',
      id_token_hint: idToken,
      post_logout_redirect_uri: `${ORIGIN}/`,
    });
    await scene.store.db.updateTable('browser_session').set({ id_token: 'AAAA' }).execute();
    t.equal(await scene.identity.sessions.idToken(session), undefined, 'sealed with a key that is gone');
    await scene.resources.remove('identity-provider', 'corp');
    t.equal(await scene.identity.oidcLogout.url('corp', idToken, ORIGIN), undefined, 'when there is one');
  }),
);

t.test('claims are read by their names, within limits', (t) => {
  const names = {
    ...{ userName: 'preferred_username', displayName: 'name', email: 'email', userPrincipalName: 'upn' },
    ...{ groups: 'realm.groups', roles: 'https://corp.example/roles' },
  };
  const person = readPerson(
    {
      ...{
        preferred_username: ' Alice ',
        name: 'A\u0007\nB',
        email: 7,
        realm: { groups: ['a', 'a', 3, '', 'x'.repeat(300)] },
      },
      'https://corp.example/roles': 'Reader',
    },
    names,
  );
  t.same(person, {
    ...{ userName: 'alice', displayName: 'A  B', email: undefined, userPrincipalName: undefined },
    ...{ groups: ['a'], roles: ['Reader'] },
  });
  t.equal(readPerson({}, names).groups, undefined);
  t.equal(readPerson({ realm: 'x' }, { ...names, groups: 'realm.length' }).groups, undefined);
  t.equal(readPerson({}, { ...names, groups: 'constructor.name' }).groups, undefined);
  const many = Array.from({ length: 5000 }, (_, index) => `group ${index}`);
  t.equal(readPerson({ realm: { groups: many } }, names).groups?.length, 1000);
  t.end();
});

t.test('several methods are several factors when they are of several kinds', (t) => {
  for (const methods of [['mfa'], ['pwd', 'otp'], ['pin', 'hwk'], ['fpt', 'swk']]) t.ok(isMultiFactor(methods));
  for (const methods of [[], ['pwd'], ['pwd', 'pin'], ['otp', 'sms'], ['toString']]) t.notOk(isMultiFactor(methods));
  t.end();
});
