/** A control plane on a test's store, asked without HTTP. */
import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import { Access } from '../../src/control/access/access.js';
import { Tokens } from '../../src/control/access/tokens.js';
import { createApi } from '../../src/control/api/create-api.js';
import type { ApiEnv } from '../../src/control/api/env.js';
import type { AnyRoute } from '../../src/control/api/route.js';
import type { AuditEntry } from '../../src/control/audit/audit.js';
import { AuditLog } from '../../src/control/audit/audit-log.js';
import { Brokering } from '../../src/control/brokering.js';
import type { ControlPlane } from '../../src/control/control-plane.js';
import { Connections } from '../../src/control/diagnostics/connections.js';
import { Trail } from '../../src/control/diagnostics/trail.js';
import type { Actor } from '../../src/control/identity/actor.js';
import { Identity } from '../../src/control/identity/identity.js';
import type { BodyInput, KindName } from '../../src/control/resources/kinds.js';
import { Resources } from '../../src/control/resources/repository.js';
import type { Store } from '../../src/control/store/store.js';
import { silentLogger } from '../../src/logger.js';

export const ORIGIN = 'https://gateway.example';

export interface Asked {
  readonly body?: unknown;
  /** Instead of `body`, as it goes over the line. */
  readonly raw?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly body: any;
}

/** Asks as somebody. */
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answered>;

export interface TestPlane {
  readonly plane: ControlPlane;
  readonly routes: readonly AnyRoute[];
  /** What was audited. */
  readonly audited: AuditEntry[];
  /** A browser in which this user is signed in; claims of an identity provider may come with it. */
  as(user: string, claims?: Partial<Pick<Actor, 'groups' | 'roles'>>): Ask;
  /** A program with a token. */
  withToken(secret: string): Ask;
  readonly nobody: Ask;
  /** Puts resources, without asking who may. */
  put<K extends KindName>(kind: K, name: string, body: BodyInput<K>): Promise<void>;
}

class WatchedAudit extends AuditLog {
  readonly #audited: AuditEntry[];
  readonly #kept: boolean;

  constructor(store: Store, audited: AuditEntry[], kept: boolean) {
    super(store);
    this.#audited = audited;
    this.#kept = kept;
  }

  override async record(entry: AuditEntry): Promise<void> {
    this.#audited.push(entry);
    if (this.#kept) await super.record(entry);
  }
}

/** People are signed in by name: who signs in how is tested elsewhere. The audit log is kept in the store when asked for. */
export function testPlane(t: Test, store: Store, { keepAudit = false } = {}): TestPlane {
  const audited: AuditEntry[] = [];
  const audit = new WatchedAudit(store, audited, keepAudit);
  const resources = new Resources(store);
  const signedIn = new Map<string, Pick<Actor, 'user'> & Partial<Actor>>();
  const identity = new Identity({ store, resources, audit });
  identity.authenticate = async ({ cookies, remote }) => {
    const who = signedIn.get(cookies);
    return who && { actor: await actorOf(who, remote, resources), setCookies: [] };
  };
  t.teardown(() => identity.close());
  const access = new Access({ store, audit });
  t.teardown(() => access.close());
  const [config, trail, logger] = [loadConfig(), new Trail(store), silentLogger];
  const brokering = new Brokering({ store, resources, audit, trail, identity, config, logger, probe: async () => 1 });
  t.teardown(() => brokering.close());
  const plane: ControlPlane = {
    ...{ store, resources, audit, access, identity, config, trail, logger, brokering },
    tokens: new Tokens({ store, resources }),
    connections: new Connections(store),
  };
  const { handle, routes } = createApi(plane);
  const ask =
    (identified: Readonly<Record<string, string>>): Ask =>
    async (method, path, { body, raw, headers } = {}) => {
      const env: ApiEnv = { remote: '192.0.2.7', origin: ORIGIN, base: ORIGIN, signal: new AbortController().signal };
      const request = new Request(`${ORIGIN}/api${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...identified, ...headers },
        body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
        ...(raw instanceof ReadableStream && { duplex: 'half' }),
      });
      const answered = await read(await handle(request, env));
      checkAnswer(t, routes, method, path, answered);
      return answered;
    };
  return {
    ...{ plane, routes, audited, nobody: ask({}) },
    as: (user, claims = {}) => {
      const cookie = `browser=${randomBytes(8).toString('hex')}`;
      signedIn.set(cookie, { user, ...claims });
      return ask({ cookie });
    },
    withToken: (secret) => ask({ authorization: `Bearer ${secret}` }),
    put: async (kind, name, body) => {
      await resources.put(kind, name, body);
    },
  };
}

async function actorOf(
  who: Pick<Actor, 'user'> & Partial<Actor>,
  remote: string,
  resources: Resources,
): Promise<Actor> {
  const { body } = await resources.require('user', who.user);
  return {
    user: who.user,
    displayName: body.displayName,
    groups: [...body.groups, ...(who.groups ?? [])],
    roles: who.roles ?? [],
    session: `session-of-${who.user}`,
    authentication: { provider: 'local', at: Date.now(), methods: ['pwd'], multiFactor: false },
    remote,
  };
}

async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const json = /json$/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined };
}

export const routeOf = (routes: readonly AnyRoute[], method: string, path: string): AnyRoute | undefined => {
  const [plain] = path.split('?');
  const fits = (route: AnyRoute): boolean =>
    new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(plain);
  return routes.find((route) => route.method === method.toLowerCase() && fits(route));
};

/** Every answer is what its route says of it. */
function checkAnswer(t: Test, routes: readonly AnyRoute[], method: string, path: string, answered: Answered): void {
  const route = routeOf(routes, method, path);
  if (!route || 400 <= answered.status) return;
  const described = route.answers[answered.status];
  if (!described) t.fail(`${method} ${path} answers ${answered.status}, which it does not say`);
  const result = described?.schema?.safeParse(answered.body);
  if (result && !result.success)
    t.fail(`${method} ${path} answers what it does not say`, { error: result.error.issues });
}
