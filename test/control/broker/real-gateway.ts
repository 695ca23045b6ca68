/** A gateway with a control plane and the demo host, asked over HTTP by browsers in which people are signed in. */
import { join } from 'node:path';
import type { Test } from 'tap';
import { loadConfig } from '../../../src/config/load.js';
import type { ControlPlane } from '../../../src/control/control-plane.js';
import { openControlPlane } from '../../../src/control/open-control-plane.js';
import type { Gateway } from '../../../src/edge/gateway.js';
import { startConfigured } from '../../../src/gateway/create-gateway.js';
import { silentLogger } from '../../../src/logger.js';
import { HELLO, ViewerClient } from '../../support/viewer-client.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly body: any;
}

/** Somebody's browser. */
export class Browser {
  readonly #url: string;
  readonly #cookie: string;

  constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answered> {
    const headers = {
      cookie: this.#cookie,
      ...(method !== 'GET' && { origin: this.#url }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(this.#url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }

  /** Asks to be connected, and waits until that is decided. */
  async connect(kind: string, name: string): Promise<Answered['body']> {
    const { body } = await this.ask('POST', '/api/connections', { kind, name });
    let connection = body;
    while (connection.state === 'waiting' || connection.state === 'starting') {
      connection = (await this.ask('GET', `/api/connections/${connection.id}?wait=20`)).body;
    }
    return connection;
  }

  /** Redeems a grant, for a client that keeps keys itself. */
  redeem(grant: string): Promise<Answered> {
    return this.ask('POST', '/sessions', { token: grant, bearer: true });
  }

  view({ session, key }: { session: string; key: string }): Promise<ViewerClient> {
    const url = `${this.#url}/sessions/${session}/ws`;
    return ViewerClient.enter(url, { headers: { authorization: `Bearer ${key}` } }, { ...HELLO, notices: true });
  }
}

export interface RealGateway {
  readonly gateway: Gateway;
  readonly plane: ControlPlane;
  /** Makes a user, and a browser in which they are signed in. */
  signIn(user: string): Promise<Browser>;
}

export async function startRealGateway(t: Test, place: { url: string } | { file: string }): Promise<RealGateway> {
  const config = loadConfig({
    options: {
      listen: { port: 0 },
      data: join(t.testdir(), 'data'),
      ...('url' in place && { store: { url: place.url } }),
      workers: { threads: 1 },
      sessions: { grace: '1s' },
    },
  });
  const control = await openControlPlane(config, silentLogger);
  const gateway = await startConfigured(config, silentLogger, control);
  t.teardown(async () => {
    await gateway.close();
    await control.close();
  });
  const { plane } = control;
  const signIn = async (user: string): Promise<Browser> => {
    await plane.resources.put('user', user, { displayName: user.toUpperCase() });
    const visit = { origin: gateway.url, remote: '127.0.0.1', userAgent: 'test', cookies: '' };
    const authentication = { provider: 'local', at: Date.now(), methods: ['pwd'], multiFactor: false };
    const made = await plane.identity.sessions.create({ user, authentication, claimGroups: [], claimRoles: [] }, visit);
    return new Browser(gateway.url, made.setCookies.map((cookie) => cookie.split(';')[0]).join('; '));
  };
  return { gateway, plane, signIn };
}

/** Resolves when `look` finds something. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const signal = AbortSignal.timeout(30_000);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
