import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';
import { randomUUID } from 'node:crypto';
import type { ApiHandler } from '../control/api/env.js';
import { problemResponse } from '../control/api/problem.js';
import { GatewayError, hasCode } from '../errors.js';
import type { EdgeContext } from './context.js';
import { Reply, type Headers as ReplyHeaders } from './reply.js';
import { copyRequest, type Request as EdgeRequest } from './request.js';
import { RequestBody } from './request-body.js';

/** Most bytes of any body below `/api`; routes have limits of their own below it. */
const BODY_LIMIT = 1024 * 1024;

const METHODS = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options']);
const ALLOW: ReplyHeaders = [['Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']];

/** Such answers are whole when they are made; others go out piece by piece. */
const WHOLE = /^application\/(problem\+|merge-patch\+|openapi\+)?json/;

/** What of a request outlives its callback. */
interface Incoming {
  readonly edge: EdgeRequest;
  /** Name and value, as they came. */
  readonly lines: readonly [string, string][];
  readonly query: string;
  readonly body: RequestBody | undefined;
  readonly reply: Reply;
}

/** Hands everything below `/api` to a handler that speaks Fetch's Request and Response. */
export function addApiRoutes(app: TemplatedApp, context: EdgeContext, api: ApiHandler): void {
  const handler = (res: HttpResponse, req: HttpRequest): void => {
    const started = performance.now();
    const incoming = receive(res, req, context);
    void answer(incoming, context, api)
      .catch((error: unknown) => refuse(error, incoming, context))
      .finally(() => finish(incoming, context, performance.now() - started));
  };
  app.any('/api/*', handler);
  // Routes for one method go before those for any, as the static files' are.
  app.get('/api/*', handler).head('/api/*', handler);
}

/** Copies the request, because uWebSockets.js takes it away when the callback returns. */
function receive(res: HttpResponse, req: HttpRequest, context: EdgeContext): Incoming {
  const reply = new Reply(res, [...context.headers, ['X-Request-Id', randomUUID()]]);
  const edge = copyRequest(res, req);
  const lines: [string, string][] = [];
  // biome-ignore lint/suspicious/useIterableCallbackReturn: not an array's
  req.forEach((name, value) => lines.push([name, value]));
  const bodied = lines.some(
    ([name, value]) => name === 'transfer-encoding' || (name === 'content-length' && value !== '0'),
  );
  const timeoutMs = context.config.limits.requestTimeout;
  const body = bodied ? new RequestBody(res, { limit: BODY_LIMIT, timeoutMs, signal: reply.signal }) : undefined;
  return { edge, lines, query: req.getQuery() ?? '', body, reply };
}

async function answer(incoming: Incoming, context: EdgeContext, api: ApiHandler): Promise<void> {
  const { edge, reply } = incoming;
  if (!METHODS.has(edge.method)) return send(incoming, 405, ALLOW);
  const { origin, base } = context.origins.place(edge.header.host);
  const request = toRequest(incoming, origin);
  const remote = context.proxies.client(edge.remote, request.headers.get('x-forwarded-for') ?? '');
  const response = await api(request, { remote, origin, base, signal: reply.signal });
  if (edge.method === 'options' || response.body === null) {
    return send(incoming, response.status, headersOf(response));
  }
  const type = response.headers.get('content-type') ?? '';
  if (!WHOLE.test(type)) return stream(response, incoming);
  send(incoming, response.status, headersOf(response), new Uint8Array(await response.arrayBuffer()));
}

/** HEAD is asked as GET, so that its answer has the same length. Throws REQUEST_INVALID for what Fetch has no form for. */
function toRequest({ edge, lines, query, body }: Incoming, origin: string): Request {
  const url = `${origin}${edge.path}${query === '' ? '' : `?${query}`}`;
  const method = edge.method === 'head' ? 'GET' : edge.method.toUpperCase();
  try {
    const headers = new Headers(lines as [string, string][]);
    if (!body || method === 'GET') return new Request(url, { method, headers });
    return new Request(url, { method, headers, body: body.stream as never, duplex: 'half' });
  } catch (cause) {
    throw new GatewayError('REQUEST_INVALID', {}, { cause });
  }
}

/** An answer before the end of the body ends the connection: nothing else stops a client that goes on sending. */
function send({ edge, body, reply }: Incoming, status: number, headers: ReplyHeaders, bytes = new Uint8Array()): void {
  body?.release();
  if (edge.method === 'head') reply.head(status, headers, bytes.length);
  else reply.send(status, headers, bytes, body !== undefined && !body.complete);
}

async function stream(response: Response, { edge, body, reply }: Incoming): Promise<void> {
  const { status } = response;
  body?.release();
  if (edge.method === 'head') {
    await response.body?.cancel();
    reply.head(status, headersOf(response), undefined);
  } else {
    await reply.pipe(status, headersOf(response), response.body as ReadableStream<Uint8Array>);
  }
}

/** Set-Cookie comes once for each cookie; the length is the adapter's to say. */
const headersOf = (response: Response): ReplyHeaders =>
  [...response.headers].filter(([name]) => name !== 'content-length');

async function refuse(error: unknown, incoming: Incoming, { logger }: EdgeContext): Promise<void> {
  const { method, path, remote } = incoming.edge;
  if (hasCode(error)) logger.debug({ method, path, remote, code: error.code }, 'Request refused');
  else logger.error({ err: error, method, path, remote }, 'Request failed');
  const problem = problemResponse(error);
  send(incoming, problem.status, headersOf(problem), new Uint8Array(await problem.arrayBuffer()));
}

function finish({ edge, reply }: Incoming, { metrics, config, logger }: EdgeContext, ms: number): void {
  const { status } = reply;
  metrics.requests.inc({ route: '/api', status });
  metrics.requestSeconds.observe({ route: '/api' }, ms / 1000);
  if (!config.log.requests) return;
  const { method, path, remote } = edge;
  logger.info({ method, path, remote, status, ms: Math.round(ms) }, 'Request answered');
}
