import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { hasCode } from '../../errors.js';
import { type Body, readBody } from '../body.js';
import type { EdgeContext } from '../context.js';
import { Reply } from '../reply.js';
import { copyRequest, type Request } from '../request.js';

export interface Exchange {
  readonly request: Request;
  readonly reply: Reply;
  /** First parameter of the route's pattern. */
  readonly parameter: string;
}

type Handler = (exchange: Exchange, body: Uint8Array) => void | Promise<void>;

/**
 * Wraps a handler for uWebSockets.js: copies the request, answers coded errors, logs and counts. `bodyLimit` reads the
 * body first.
 */
export function handle(context: EdgeContext, route: string, handler: Handler, bodyLimit = 0) {
  return (res: HttpResponse, req: HttpRequest): void => {
    const started = performance.now();
    const reply = new Reply(res, context.headers);
    const exchange = { request: copyRequest(res, req), reply, parameter: req.getParameter(0) ?? '' };
    const body = bodyLimit > 0 ? read(res, exchange, context, bodyLimit) : undefined;
    const run = async (): Promise<void> => {
      const bytes = await body;
      if (typeof bytes === 'string') answerBadBody(reply, bytes);
      else await handler(exchange, bytes ?? new Uint8Array());
    };
    void run()
      .catch((error: unknown) => answerError(error, exchange, context))
      .finally(() => finish(context, route, exchange, performance.now() - started));
  };
}

function read(res: HttpResponse, { reply }: Exchange, { config }: EdgeContext, limit: number): Promise<Body> {
  return readBody(res, { limit, timeoutMs: config.limits.requestTimeout, signal: reply.signal });
}

function answerBadBody(reply: Reply, why: Exclude<Body, Uint8Array>): void {
  // Only a closed connection stops a client that goes on sending.
  if (why === 'too-large') reply.problem('WIRE_INVALID', 413, { close: true });
  else if (why === 'timeout') reply.drop();
}

function answerError(error: unknown, { request, reply }: Exchange, { logger }: EdgeContext): void {
  const { method, path, remote } = request;
  if (hasCode(error)) {
    logger.debug({ method, path, remote, code: error.code, ...error.context }, 'Request refused');
    reply.problem(error.code);
  } else {
    logger.error({ err: error, method, path, remote }, 'Request failed');
    reply.problem('INTERNAL');
  }
}

function finish(
  { metrics, config, logger }: EdgeContext,
  route: string,
  { request, reply }: Exchange,
  ms: number,
): void {
  const { status } = reply;
  metrics.requests.inc({ route, status });
  metrics.requestSeconds.observe({ route }, ms / 1000);
  if (!config.log.requests) return;
  const { method, path, remote } = request;
  logger.info({ method, path, remote, status, ms: Math.round(ms) }, 'Request answered');
}
