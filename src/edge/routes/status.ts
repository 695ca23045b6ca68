import type { TemplatedApp } from 'uWebSockets.js';
import { timingSafeEqual } from 'node:crypto';
import type { EdgeContext } from '../context.js';
import { isLoopback } from '../origins.js';
import { hashKey } from '../random.js';
import type { Request } from '../request.js';
import { bearer } from '../session-keys.js';
import { handle } from './handler.js';

/** For load balancers and monitoring. */
export function addStatusRoutes(app: TemplatedApp, context: EdgeContext): void {
  const { config, metrics, sessions } = context;
  app.get(
    '/healthz',
    handle(context, '/healthz', ({ reply }) => {
      reply.json(200, { status: 'ok', sessions: sessions.count });
    }),
  );
  if (!config.metrics.enabled) return;
  app.get(
    '/metrics',
    handle(context, '/metrics', async ({ request, reply }) => {
      const { token } = config.metrics;
      if (!mayRead(request, token)) return reply.problem('TOKEN_INVALID');
      // A browser on the machine is no reason to tell a page whose name was pointed at it.
      if (token === undefined) context.origins.check(request);
      const text = await metrics.registry.metrics();
      reply.send(200, [['Content-Type', metrics.registry.contentType]], text);
    }),
  );
}

/** Without a token only the machine itself may read; a reverse proxy on it must ask for one. */
function mayRead({ header, remote }: Request, token: string | undefined): boolean {
  if (token === undefined) return isLoopback(plain(remote));
  const given = bearer(header.authorization);
  return given !== undefined && timingSafeEqual(Buffer.from(hashKey(given)), Buffer.from(hashKey(token)));
}

/** uWebSockets.js spells addresses out: an IPv4 client of a dual-stack socket, and `::1` in full. */
function plain(address: string): string {
  if (/^(0000:){7}0001$/.test(address)) return '::1';
  const mapped = /^(?:0000:){5}ffff:([0-9a-f]{2})([0-9a-f]{2}):([0-9a-f]{2})([0-9a-f]{2})$/.exec(address);
  return mapped
    ? mapped
        .slice(1)
        .map((byte) => Number.parseInt(byte, 16))
        .join('.')
    : address;
}
