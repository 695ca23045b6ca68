import type { TemplatedApp } from 'uWebSockets.js';
import { LIMITS } from '../../bytes/limits.js';
import { GatewayError } from '../../errors.js';
import { wireInvalid } from '../../wire/header.js';
import type { EdgeContext } from '../context.js';
import type { Poller } from '../poller.js';
import type { Headers } from '../reply.js';
import type { Request } from '../request.js';
import type { EdgeSession } from '../session-port.js';
import { type Exchange, handle } from './handler.js';

const BYTES: Headers = [
  ['Content-Type', 'application/octet-stream'],
  ['Cache-Control', 'no-store'],
];
const DEFAULT_VIEWER = '0';

/** Viewers over plain HTTP, for networks that break WebSockets and for load testers. */
export function addPollRoutes(app: TemplatedApp, context: EdgeContext): void {
  const receive = (exchange: Exchange, body: Uint8Array): void => post(exchange, body, context);
  app.post('/sessions/:id/messages', handle(context, '/sessions/:id/messages', receive, LIMITS.viewerMessage));
  app.get(
    '/sessions/:id/tiles',
    handle(context, '/sessions/:id/tiles', (exchange) => poll(exchange, context)),
  );
}

function post({ request, reply, parameter }: Exchange, body: Uint8Array, context: EdgeContext): void {
  const session = enter(parameter, request, context);
  const poller = context.pollers.open(session, viewerName(request));
  context.metrics.viewerMessages.poll++;
  poller.receive(body);
  const { exhausted } = poller.sink;
  if (exhausted) reply.problem(exhausted, 410);
  else reply.send(204);
}

async function poll({ request, reply, parameter }: Exchange, context: EdgeContext): Promise<void> {
  const session = enter(parameter, request, context);
  const since = readSince(request);
  const poller = find(session, viewerName(request), since, context);
  const messages = await poller.poll(since, context.config.viewers.pollTimeout, reply.signal);
  const { exhausted } = poller.sink;
  if (messages.length > 0) reply.stream(200, BYTES, messages, poller.answering(reply));
  else if (exhausted) reply.problem(exhausted, 410);
  else reply.send(204);
}

function enter(sessionId: string, request: Request, { origins, sessions }: EdgeContext): EdgeSession {
  origins.check(request);
  return sessions.require(sessionId, request);
}

/** The viewer that polls. One that starts at 0 without a hello is greeted for. */
function find(session: EdgeSession, name: string, since: number, { pollers }: EdgeContext): Poller {
  const known = pollers.find(session, name);
  if (known) return known;
  if (since > 0) throw new GatewayError('SESSION_NOT_FOUND', { sessionId: session.id, viewer: name });
  const poller = pollers.open(session, name);
  poller.greet();
  return poller;
}

const viewerName = ({ query }: Request): string => query.get('viewer') ?? DEFAULT_VIEWER;

function readSince({ query }: Request): number {
  const text = query.get('since') ?? '0';
  if (!/^\d{1,10}$/.test(text)) throw wireInvalid('Request', 'since', text.slice(0, 20));
  return Number(text);
}
