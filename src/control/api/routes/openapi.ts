import { createHash } from 'node:crypto';
import { isNotModified } from '../etag.js';
import { describeRoutes } from '../openapi.js';
import type { Routes } from '../route.js';

/** The description of all routes, this one included. */
export function addOpenApiRoute(routes: Routes): void {
  let written: { readonly text: string; readonly tag: string } | undefined;
  const write = () => {
    const text = JSON.stringify(describeRoutes(routes.all));
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  };
  routes.route({
    method: 'get',
    path: '/openapi.json',
    operation: 'getOpenApi',
    summary: 'This document',
    tag: 'About',
    need: 'public',
    answers: {
      200: { description: 'OpenAPI 3.1', type: 'application/openapi+json' },
      304: { description: 'If-None-Match names it' },
    },
    handle: ({ headers }) => {
      written ??= write();
      const { text, tag } = written;
      const about = { ETag: tag, 'Cache-Control': 'no-cache' };
      if (isNotModified(headers, tag)) return new Response(null, { status: 304, headers: about });
      return new Response(text, { headers: { ...about, 'Content-Type': 'application/openapi+json' } });
    },
  });
}
