import type { TemplatedApp } from 'uWebSockets.js';
import { GatewayError } from '../../errors.js';
import { wireInvalid } from '../../wire/header.js';
import type { EdgeContext } from '../context.js';
import type { Request } from '../request.js';
import { type Exchange, handle } from './handler.js';

/** A token, also a signed one, and a flag fit well below. */
const BODY_LIMIT = 4096;

/** Opening a session with a one-time token or a grant, asking for it, ending it, and trying again when it has ended. */
export function addSessionRoutes(app: TemplatedApp, context: EdgeContext): void {
  const create = (exchange: Exchange, body: Uint8Array): Promise<void> => open(exchange, body, context);
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

async function open({ request, reply }: Exchange, body: Uint8Array, context: EdgeContext): Promise<void> {
  context.origins.check(request);
  const { token, bearer } = readOpening(body);
  const { session, key, setCookies } = await redeem(token, request, context);
  const answer = { session: session.id, desktop: session.desktop };
  const cookies = setCookies.map((cookie) => ['Set-Cookie', cookie] as const);
  if (bearer) reply.json(201, { ...answer, key }, cookies);
  else reply.json(201, answer, [['Set-Cookie', context.keys.cookie(session.id, key)], ...cookies]);
}

/** A grant is signed, a link's token is random: only the one has dots. */
const isGrant = (token: string): boolean => token.includes('.');

async function redeem(token: string, request: Request, context: EdgeContext) {
  const { sessions, metrics } = context;
  const kind = isGrant(token) ? metrics.grants : metrics.links;
  try {
    const opened = isGrant(token)
      ? await redeemGrant(token, request, context)
      : { ...sessions.redeem(token, request.remote), setCookies: [] };
    kind.inc({ result: 'opened' });
    return opened;
  } catch (error) {
    kind.inc({ result: 'refused' });
    throw error;
  }
}

async function redeemGrant(
  token: string,
  { header, remote }: Request,
  { sessions, door, origins, proxies }: EdgeContext,
) {
  if (!door) throw new GatewayError('GRANT_INVALID');
  const visit = {
    ...origins.place(header.host),
    remote: proxies.client(remote, header['x-forwarded-for']),
    ...{ userAgent: header['user-agent'], cookies: header.cookie },
  };
  const { opening, browserSession, setCookies } = await door.redeem(token, visit);
  return { ...sessions.enter(opening, { remote: visit.remote, browserSession }), setCookies };
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
