import { GatewayError, hasCode } from '../../errors.js';
import type { Action } from '../access/actions.js';
import type { Caller } from '../access/caller.js';
import type { Target } from '../access/target.js';
import type { ControlPlane } from '../control-plane.js';
import { checkPage } from '../identity/csrf.js';
import { RequestInvalid } from '../request-invalid.js';
import { authenticate, hasToken } from './authenticate.js';
import type { ApiEnv } from './env.js';
import { problemResponse } from './problem.js';
import { readBody } from './read-body.js';
import type { Answer, AnyRoute } from './route.js';
import { queryObject, validate } from './validate.js';

const BODY_LIMIT = 256 * 1024;

interface Asked {
  readonly route: AnyRoute;
  readonly request: Request;
  /** As they stand in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly env: ApiEnv;
}

/**
 * One request to one route: where it comes from, who asks, what for, whether they may, and only then what is in it.
 * Never rejects.
 */
export async function dispatch(asked: Asked, plane: ControlPlane): Promise<Response> {
  const headers = new Headers();
  try {
    return toResponse(await run(asked, plane, headers), headers);
  } catch (error) {
    if (hasCode(error)) plane.logger.debug({ operation: asked.route.operation, code: error.code }, 'Request refused');
    else plane.logger.error({ err: error, operation: asked.route.operation }, 'Request failed');
    return problemResponse(error, headers);
  }
}

/** `headers` gets what the answer carries whatever becomes of the request. */
async function run(asked: Asked, plane: ControlPlane, headers: Headers): Promise<Answer | Response> {
  const { route, request, env } = asked;
  const { need } = route;
  const url = new URL(request.url);
  if (!hasToken(request)) checkPage(request.method, pageHeaders(request), env.origin);
  const caller = await whoAsks(asked, plane, headers);
  const params = route.params && validate(route.params, asked.params);
  const query = readQuery(route, url.searchParams);
  const target = caller && isAction(need) ? await authorize({ route, need, caller, params, plane }) : undefined;
  const body = await readGiven(route, request);
  const { remote, origin, base, signal } = env;
  const call = { params, query, body, caller, headers: request.headers, remote, origin, base, signal };
  if (!caller || !isAction(need) || !changes(route)) return route.handle(call as never);
  const about = target ?? named(need, params) ?? url.pathname;
  return recorded({ need, caller, target: about, plane }, async () => route.handle(call as never));
}

const isAction = (need: AnyRoute['need']): need is Action => need !== 'public' && need !== 'self';

/** Such a route is written into the audit log. */
const changes = ({ method, need }: AnyRoute): boolean =>
  method !== 'get' && !need.endsWith('.read') && need !== 'policy.evaluate';

const pageHeaders = ({ headers }: Request) => ({
  origin: headers.get('origin') ?? '',
  secFetchSite: headers.get('sec-fetch-site') ?? '',
});

async function whoAsks({ route, request, env }: Asked, plane: ControlPlane, headers: Headers) {
  const found = await authenticate(request, env, plane);
  for (const cookie of found?.setCookies ?? []) headers.append('Set-Cookie', cookie);
  if (!found && route.need !== 'public') throw new GatewayError('SIGN_IN_REQUIRED');
  if (found?.caller.token && !mayUseToken(route)) await refuseToken(found.caller, found.caller.token.id, route, plane);
  return found?.caller;
}

async function refuseToken(
  { user, remote }: Caller,
  token: string,
  { operation, path }: AnyRoute,
  { audit }: ControlPlane,
) {
  await audit.record({ actor: user, action: operation, target: path, outcome: 'refused', detail: { token }, remote });
  throw new GatewayError('FORBIDDEN', {}, { detail: 'not with a token' });
}

const mayUseToken = ({ byToken, need, method }: AnyRoute): boolean => byToken ?? (isAction(need) || method === 'get');

function readQuery({ query }: AnyRoute, given: URLSearchParams): unknown {
  // A loose schema says that others than we write this query.
  if (query) return validate(query.def.catchall ? query : query.strict(), queryObject(given, query));
  const [unknown] = given.keys();
  if (unknown === undefined) return undefined;
  throw new RequestInvalid([{ path: unknown, message: 'unknown parameter' }]);
}

function readGiven(route: AnyRoute, request: Request): Promise<unknown> | undefined {
  const { body, bodyCheckedBy, bodyType = 'application/json', bodyLimit = BODY_LIMIT } = route;
  if (!body) return undefined;
  const read = readBody(request, bodyType, bodyLimit);
  return bodyCheckedBy === 'handler' ? read : read.then((value) => validate(body, value));
}

interface Decision {
  readonly route: AnyRoute;
  readonly need: Action;
  readonly caller: Caller;
  readonly params: unknown;
  readonly plane: ControlPlane;
}

/** Returns what the path names, for the audit log. */
async function authorize({ route, need, caller, params, plane }: Decision): Promise<string | undefined> {
  if (route.target === 'listed') {
    await plane.access.authorizeSomewhere(caller, need);
    return undefined;
  }
  const target: Target | undefined = await route.target?.(params as never);
  await plane.access.authorize(caller, need, target);
  return target && `${target.kind}/${target.name}`;
}

/** What a route is about whose handler decides, such as `host-pool/office`. */
const named = (need: Action, params: unknown): string | undefined => {
  const name = (params as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? `${need.split('.')[0]}/${name}` : undefined;
};

/** Writes down what was done before anybody is told that it was. */
async function recorded(
  { need, caller, target, plane }: { need: Action; caller: Caller; target: string; plane: ControlPlane },
  work: () => Promise<Answer | Response>,
): Promise<Answer | Response> {
  const entry = { actor: caller.user, action: need, target, remote: caller.remote };
  const detail = caller.token && { token: caller.token.id };
  try {
    const result = await work();
    const changed = result instanceof Response || result.changed !== false;
    if (changed) await plane.audit.record({ ...entry, outcome: 'done', ...(detail && { detail }) });
    return result;
  } catch (error) {
    const code = hasCode(error) ? error.code : 'INTERNAL';
    // Access has written down what it refused.
    if (code !== 'FORBIDDEN') await plane.audit.record({ ...entry, outcome: 'failed', detail: { ...detail, code } });
    throw error;
  }
}

function toResponse(answer: Answer | Response, headers: Headers): Response {
  if (answer instanceof Response) {
    for (const [name, value] of headers) answer.headers.append(name, value);
    return answer;
  }
  const { body, status = body === undefined ? 204 : 200 } = answer;
  headers.set('Cache-Control', 'no-store');
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  for (const [name, value] of answer.headers ?? []) {
    if (name.toLowerCase() === 'set-cookie') headers.append(name, value);
    else headers.set(name, value);
  }
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}
