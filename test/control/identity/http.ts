/** The REST interface with real sign-in, and a browser that keeps cookies and follows no redirects. */
import type { Test } from 'tap';
import { createApi } from '../../../src/control/api/create-api.js';
import type { ApiHandler } from '../../../src/control/api/env.js';
import type { AuditEntry } from '../../../src/control/audit/audit.js';
import type { IdentityOptions } from '../../../src/control/identity/identity.js';
import { testPlane } from '../../support/plane.js';
import type { OpenStore } from '../../support/stores.js';
import { Browser, type Clock, type Gateway, PASSWORD, startGateway } from './support.js';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly body: any;
}

interface Asked {
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpGateway extends Gateway {
  readonly handle: ApiHandler;
  /** What routes wrote down; `audit` has what sign-in did. */
  readonly audited: readonly AuditEntry[];
  /** Asks as this browser does; GET when there is nothing to send. */
  ask(browser: Browser, method: string, path: string, asked?: Asked): Promise<Answered>;
  /** A browser in which somebody is signed in by password. */
  signIn(user: string): Promise<Browser>;
}

export async function startHttp(
  t: Test,
  open: OpenStore,
  options: Partial<IdentityOptions> & { clock?: Clock } = {},
): Promise<HttpGateway> {
  const gateway = await startGateway(t, open, options);
  const { store, identity } = gateway;
  const { plane, audited } = testPlane(t, store);
  const { handle } = createApi({ ...plane, identity });

  const ask: HttpGateway['ask'] = async (browser, method, path, { body, form, headers = {} } = {}) => {
    const { cookies, remote, origin } = browser.visit;
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const request = new Request(`${origin}/api${path}`, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { origin }),
        ...(body === undefined && !form ? {} : { 'content-type': type }),
        ...(cookies === '' ? {} : { cookie: cookies }),
        ...{ 'user-agent': 'Test browser', ...headers },
      },
      body: form ? new URLSearchParams(form).toString() : body === undefined ? undefined : JSON.stringify(body),
    });
    const env = { remote, origin, base: origin, signal: new AbortController().signal };
    const response = await handle(request, env);
    browser.keep({ setCookies: response.headers.getSetCookie() });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const signIn = async (user: string): Promise<Browser> => {
    const browser = new Browser();
    const { status } = await ask(browser, 'POST', '/sign-in/password', { body: { user, password: PASSWORD } });
    if (status !== 200) throw new Error(`sign-in answers ${status}`);
    return browser;
  };
  return { ...gateway, handle, ask, signIn, audited };
}
