import type { TemplatedApp } from 'uWebSockets.js';
import type { EdgeContext } from '../context.js';
import { type Exchange, handle } from './handler.js';

/** The client's files, and an answer to everything else. Must be added last. */
export function addStaticRoutes(app: TemplatedApp, context: EdgeContext): void {
  const serve = handle(context, 'static', (exchange) => get(exchange, context));
  app.get('/*', serve);
  app.head('/*', serve);
  app.any(
    '/*',
    handle(context, 'other', ({ reply }) => reply.send(405, [['Allow', 'GET, HEAD']])),
  );
}

function get({ request, reply }: Exchange, { statics }: EdgeContext): void {
  if (!statics.serve(request, reply)) reply.send(404, [['Content-Type', 'text/plain']], 'Not found\n');
}
