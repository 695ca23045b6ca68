import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { eachStore, type OpenStore } from '../../support/stores.js';
import { type HttpGateway, startHttp } from './http.js';
import { CLIENT, makeJwk, type Person, RealProvider } from './real-provider.js';
import { Clock } from './support.js';
import { Surfer } from './surfer.js';

const PEOPLE: readonly Person[] = [
  { sub: 'u-1', preferred_username: 'alice', name: 'Alice Smith', groups: ['staff'] },
  { sub: 'u-2', preferred_username: 'bob', name: 'Bob', groups: [] },
];

interface Scene extends HttpGateway {
  /** Address of the gateway. */
  readonly address: string;
  addProvider(name: string): Promise<RealProvider>;
  me(surfer: Surfer): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** The gateway listens, because the provider calls it. Time is the real one: the provider knows no other. */
async function startScene(t: Test, open: OpenStore): Promise<Scene> {
  const clock = Object.assign(new Clock(), { now: Date.now });
  const gateway = await startHttp(t, open, { clock, settings: { keysCooldown: 0, providerTimeout: 20_000 } });
  const server = createServer((request, response) => void answer(gateway, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addProvider = async (name: string): Promise<RealProvider> => {
    const provider = await RealProvider.start(t, { gateway: address, name, people: PEOPLE });
    const { issuer } = provider;
    const client = { clientId: CLIENT.id, clientSecret: CLIENT.secret };
    await gateway.resources.put('identity-provider', name, { displayName: name, issuer, ...client });
    return provider;
  };
  const me: Scene['me'] = async (surfer) => {
    const response = await surfer.request(`${address}/api/me`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { ...gateway, address, addProvider, me };
}

async function answer({ handle }: HttpGateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const origin = `http://${request.headers.host}`;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  const body = chunks.length === 0 ? undefined : Buffer.concat(chunks);
  const asked = new Request(origin + request.url, { method: request.method, headers, body });
  const env = { remote: '192.0.2.7', origin, base: origin, signal: new AbortController().signal };
  const answered = request.url?.startsWith('/api/') ? await handle(asked, env) : new Response('portal');
  response.writeHead(answered.status, [...answered.headers].flat());
  response.end(Buffer.from(await answered.arrayBuffer()));
}

t.test('signing in and out by a real provider', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { address, me } = scene;
    const provider = await scene.addProvider('real');
    const claims = [{ provider: 'real', value: 'staff' }];
    await scene.resources.put('group', 'employees', { displayName: 'Employees', claims });
    const surfer = new Surfer();
    const page = await surfer.visit(`${address}/api/sign-in/oidc/real?returnTo=/apps`);
    t.equal(page.url.href, `${address}/apps`);
    t.match(await me(surfer), {
      status: 200,
      body: { user: 'alice', displayName: 'Alice Smith', groups: ['employees'], provider: 'real', multiFactor: true },
    });

    const other = new Surfer();
    provider.nextPerson = 'u-2';
    await other.visit(`${address}/api/sign-in/oidc/real`);
    t.match((await me(other)).body, { user: 'bob', groups: [] });

    // Alice signs out here, and goes on to do so at the provider.
    const signedOut = await surfer.request(`${address}/api/sign-out`, { method: 'POST' });
    const { redirect } = (await signedOut.json()) as { redirect: string };
    t.equal((await me(surfer)).status, 401);
    const confirmation = await surfer.visit(redirect);
    const home = await surfer.submit(confirmation, { logout: 'yes' });
    t.equal(home.url.href, `${address}/`, 'back at the gateway');
    t.equal((await me(other)).status, 200, "others' sessions go on");
  }),
);

t.test('the provider ends the sessions of whoever signs out there', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const { address, me, audit } = scene;
    const provider = await scene.addProvider('real');
    const surfer = new Surfer();
    await surfer.visit(`${address}/api/sign-in/oidc/real`);
    const bystander = new Surfer();
    await bystander.visit(`${address}/api/sign-in/oidc/real`);
    t.equal((await me(surfer)).status, 200);
    const confirmation = await surfer.visit(`${provider.issuer}/session/end`);
    await surfer.submit(confirmation, { logout: 'yes' });
    t.equal((await me(surfer)).status, 401);
    t.equal((await me(bystander)).status, 200, 'another browser of the same person is another session there');
    t.match(audit.at(-1), {
      action: 'sign-out',
      target: 'identity-provider/real',
      outcome: 'done',
      detail: { ended: 1 },
    });
  }),
);

t.test('the provider changes its keys', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    const provider = await scene.addProvider('real');
    await new Surfer().visit(`${scene.address}/api/sign-in/oidc/real`);
    await provider.useKeys([await makeJwk('second')]);
    const surfer = new Surfer();
    await surfer.visit(`${scene.address}/api/sign-in/oidc/real`);
    t.match((await scene.me(surfer)).body, { user: 'alice' });
  }),
);

t.test('several providers, one name', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    await scene.addProvider('one');
    const two = await scene.addProvider('two');
    const surfer = new Surfer();
    await surfer.visit(`${scene.address}/api/sign-in/oidc/one`);
    t.match((await scene.me(surfer)).body, { user: 'alice', provider: 'one' });
    const other = new Surfer();
    const page = await other.visit(`${scene.address}/api/sign-in/oidc/two`);
    t.equal(page.url.href, `${scene.address}/sign-in?error=CONFLICT&provider=two`, 'alice is taken');
    t.equal((await scene.me(other)).status, 401);
    two.nextPerson = 'u-2';
    const bob = new Surfer();
    await bob.visit(`${scene.address}/api/sign-in/oidc/two`);
    t.match((await scene.me(bob)).body, { user: 'bob', provider: 'two' });
  }),
);

t.test('a step-up asks the person again and keeps the session', (t) =>
  eachStore(t, async (t, open) => {
    const scene = await startScene(t, open);
    await scene.addProvider('real');
    const surfer = new Surfer();
    await surfer.visit(`${scene.address}/api/sign-in/oidc/real`);
    const [before] = await scene.identity.sessions.list('alice');
    await surfer.visit(`${scene.address}/api/sign-in/oidc/real?prompt=login&maxAge=0&acr=urn:test:two`);
    const after = await scene.identity.sessions.list('alice');
    t.equal(after.length, 1);
    t.equal(after[0].id, before.id);
    t.equal((await scene.me(surfer)).status, 200);
    const page = await surfer.visit(`${scene.address}/api/sign-in/oidc/real?acr=urn:test:three`);
    t.match(page.url.search, /error=PROVIDER_REFUSED/, 'weaker than asked');
  }),
);
