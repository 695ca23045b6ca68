/** What is assigned to who asks: the tiles of the portal. */
import { z } from 'zod';
import { tagOf } from '../../broker/my-resources.js';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import { isNotModified } from '../etag.js';
import type { Api } from '../route.js';

const tag = 'Me';

export const openedKind = z.enum(['desktop', 'application']);
/** Milliseconds since the Unix epoch. */
export const instant = z.int().describe('Milliseconds since the Unix epoch.');

const tile = z
  .strictObject({
    kind: openedKind,
    name: name.describe("The application's name; of a desktop that of its application group."),
    displayName: z.string(),
    description: z.string(),
    icon: z.string().optional().describe("Where its icon is, below the gateway's address."),
    favourite: z.boolean(),
    lastUsed: instant.optional(),
    state: z.enum(['available', 'unavailable']).describe('Is there a host for it, now or after one is started?'),
  })
  .meta({ id: 'MyResource' });

const answer = z
  .strictObject({
    workspaces: z.array(z.strictObject({ name, displayName: z.string(), resources: z.array(tile) })),
  })
  .meta({ id: 'MyResources' });

const params = z.strictObject({ kind: openedKind, name });

/** Icons hold their version in the address. */
const ICON_AGE_SECONDS = 7 * 24 * 60 * 60;

export function addMyResourceRoutes(api: Api, { brokering: { myResources } }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me/resources',
    operation: 'getMyResources',
    summary: 'The desktops and applications that are assigned to who asks, by workspace',
    tag,
    need: 'self',
    answers: {
      200: { description: 'The resources', schema: answer, headers: { ETag: 'Of this very answer.' } },
      304: { description: 'If-None-Match names this answer' },
    },
    handle: async ({ caller, headers }) => {
      const body = { workspaces: await myResources.list(caller) };
      const etag = tagOf(body);
      if (isNotModified(headers, etag)) return { status: 304, headers: [['ETag', etag]] };
      return { body, headers: [['ETag', etag]] };
    },
  });
  for (const [method, favourite] of [
    ['put', true],
    ['delete', false],
  ] as const) {
    api.route({
      method,
      path: '/me/favourites/{kind}/{name}',
      operation: favourite ? 'addFavourite' : 'removeFavourite',
      summary: favourite ? 'Note a resource as a favourite' : 'Make a resource no favourite any more',
      tag,
      need: 'self',
      params,
      answers: { 204: { description: 'It is so' } },
      handle: async ({ caller, params }) => {
        await myResources.setFavourite(caller, params, favourite);
        return {};
      },
    });
  }
  api.route({
    method: 'get',
    path: '/me/icons/{kind}/{name}',
    operation: 'getMyIcon',
    summary: 'Icon of a resource that is assigned to who asks',
    tag,
    need: 'self',
    params,
    query: z.strictObject({ version: z.string().max(16).optional().describe('Changes with the icon.') }),
    answers: { 200: { description: 'PNG or SVG', type: 'image/*' } },
    handle: async ({ caller, params }) => {
      const [, type, data] = /^data:([^;]+);base64,(.*)$/.exec(await myResources.icon(caller, params)) ?? [];
      return new Response(Buffer.from(data, 'base64'), {
        headers: {
          'Content-Type': type,
          'Cache-Control': `private, max-age=${ICON_AGE_SECONDS}, immutable`,
          // An SVG that is opened by itself must not run what is in it.
          'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'X-Content-Type-Options': 'nosniff',
        },
      });
    },
  });
}
