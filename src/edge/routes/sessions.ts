import type { TemplatedApp } from 'uWebSockets.js';
import { wireInvalid } from '../../wire/header.js';
import type { EdgeContext } from '../context.js';
import { type Exchange, handle } from './handler.js';

/** A token and a flag fit well below. */
const BODY_LIMIT = 1024;

/** Opening a session with a one-time token, asking for it, ending it, and trying again when it has ended. */
export function addSessionRoutes(app: TemplatedApp, context: EdgeContext): void {
  const create = (exchange: Exchange, body: Uint8Array): void => open(exchange, body, context);
  app.post('/sessions', handle(context, '/sessions', create, BODY_LIMIT));

  app.get(
    '/sessions/:id',
    handle(context, '/sessions/:id', ({ request, reply, parameter }) => {
      context.origins.check(request);
      const { id, desktop } = context.sessions.require(parameter, request);
      reply.json(200, { session: id, desktop });
    }),
  );

  app.post(
    '/sessions/:id/again',
    handle(context, '/sessions/:id/again', ({ request, reply, parameter }) => {
      context.origins.check(request);
      const token = context.sessions.again(parameter, request);
      context.metrics.links.inc({ result: 'issued' });
      reply.json(201, { token });
    }),
  );

  app.del(
    '/sessions/:id',
    handle(context, '/sessions/:id', async ({ request, reply, parameter }) => {
      context.origins.check(request);
      await context.sessions.require(parameter, request).close();
      reply.send(204);
    }),
  );
}

function open({ request, reply }: Exchange, body: Uint8Array, context: EdgeContext): void {
  context.origins.check(request);
  const { token, bearer } = readOpening(body);
  const { session, key } = redeem(token, request.remote, context);
  const answer = { session: session.id, desktop: session.desktop };
  if (bearer) reply.json(201, { ...answer, key });
  else reply.json(201, answer, [['Set-Cookie', context.keys.cookie(session.id, key)]]);
}

function redeem(token: string, remote: string, { sessions, metrics }: EdgeContext) {
  try {
    const opened = sessions.redeem(token, remote);
    metrics.links.inc({ result: 'opened' });
    return opened;
  } catch (error) {
    metrics.links.inc({ result: 'refused' });
    throw error;
  }
}

function readOpening(body: Uint8Array): { token: string; bearer: boolean } {
  let opening: unknown;
  try {
    opening = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw wireInvalid('Opening', 'body');
  }
  const { token, bearer = false } = (opening ?? {}) as { token?: unknown; bearer?: unknown };
  if (typeof token !== 'string') throw wireInvalid('Opening', 'token', typeof token);
  if (typeof bearer !== 'boolean') throw wireInvalid('Opening', 'bearer', typeof bearer);
  return { token, bearer };
}
