import { Hono } from 'hono';
import { GatewayError } from '../../errors.js';
import type { ControlPlane } from '../control-plane.js';
import { dispatch } from './dispatch.js';
import type { ApiEnv, ApiHandler } from './env.js';
import { problemResponse } from './problem.js';
import { type AnyRoute, Routes } from './route.js';
import { addAuditRoutes } from './routes/audit.js';
import { addConnectionRoutes } from './routes/connections.js';
import { addDiagnosticsRoutes } from './routes/diagnostics.js';
import { addHostStatusRoutes } from './routes/host-status.js';
import { addMeRoutes } from './routes/me.js';
import { addMyResourceRoutes } from './routes/my-resources.js';
import { addMySessionRoutes } from './routes/my-sessions.js';
import { addOpenApiRoute } from './routes/openapi.js';
import { addResourceRoutes } from './routes/resources.js';
import { addIdentityRoutes } from './routes/sign-in-all.js';
import { addTokenRoutes } from './routes/tokens.js';
import { addUserSessionRoutes } from './routes/user-sessions.js';
import { addWhatIfRoute } from './routes/what-if.js';

const BASE = '/api';

export interface CreatedApi {
  readonly handle: ApiHandler;
  /** All routes, for the document and for tests that go over all of them. */
  readonly routes: readonly AnyRoute[];
}

/** All routes below `/api`. */
export function allRoutes(plane: ControlPlane): Routes {
  const routes = new Routes();
  addOpenApiRoute(routes);
  addIdentityRoutes(routes, plane);
  addMeRoutes(routes, plane);
  addTokenRoutes(routes, plane);
  addDiagnosticsRoutes(routes, plane);
  addAuditRoutes(routes, plane);
  addConnectionRoutes(routes, plane);
  addHostStatusRoutes(routes, plane);
  addMyResourceRoutes(routes, plane);
  addMySessionRoutes(routes, plane);
  addUserSessionRoutes(routes, plane);
  addWhatIfRoute(routes, plane);
  addResourceRoutes(routes, plane);
  return routes;
}

/** The REST interface of the control plane. */
export function createApi(plane: ControlPlane): CreatedApi {
  const routes = allRoutes(plane).all;
  const hono = new Hono<{ Bindings: ApiEnv }>();
  for (const route of routes) {
    hono.on(route.method.toUpperCase(), BASE + honoPath(route.path), (context) =>
      dispatch({ route, request: context.req.raw, params: context.req.param(), env: context.env }, plane),
    );
  }
  const methods = new AllowedMethods(routes);
  hono.notFound(({ req }) => methods.answer(req.method, req.path));
  hono.onError((error) => {
    plane.logger.error({ err: error }, 'Request failed');
    return problemResponse(error);
  });
  return { routes, handle: async (request, env) => hono.fetch(request, env) };
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Answers what no route answers: other methods of a path that is there, and paths that are not. */
class AllowedMethods {
  readonly #paths: readonly { readonly pattern: RegExp; readonly method: string }[];

  constructor(routes: readonly AnyRoute[]) {
    this.#paths = routes.map(({ path, method }) => ({
      pattern: new RegExp(`^${BASE}${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      method: method.toUpperCase(),
    }));
  }

  answer(method: string, path: string): Response {
    const found = this.#paths.filter(({ pattern }) => pattern.test(path)).map((entry) => entry.method);
    if (found.length === 0) return problemResponse(new GatewayError('NOT_FOUND'));
    const all = new Set([...found, ...(found.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
    const headers = new Headers({ Allow: [...all].sort().join(', ') });
    if (method === 'OPTIONS') return new Response(null, { status: 204, headers });
    return problemResponse(new GatewayError('METHOD_NOT_ALLOWED', { method }), headers);
  }
}
