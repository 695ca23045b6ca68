/** Tokens with which programs act for whoever made them. */
import { z } from 'zod';
import { GatewayError } from '../../../errors.js';
import type { Token } from '../../access/tokens.js';
import type { ControlPlane } from '../../control-plane.js';
import { line } from '../../resources/fields.js';
import { ROLES } from '../../resources/kinds/people.js';
import { showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';

const DAY_MS = 86_400_000;

const fields = {
  label: line(128).min(1).describe('What it is for.'),
  role: z.enum(ROLES).describe('It may do no more than this role, and no more than you.'),
};

const shown = z
  .strictObject({
    id: z.uuid(),
    ...fields,
    createdAt: time,
    expiresAt: time,
    usedAt: time.optional().describe('To within five minutes.'),
  })
  .meta({ id: 'Token' });

const show = ({ id, label, role, createdAt, expiresAt, usedAt }: Token) => ({
  ...{ id, label, role, createdAt: showTime(createdAt), expiresAt: showTime(expiresAt) },
  ...(usedAt !== undefined && { usedAt: showTime(usedAt) }),
});

export function addTokenRoutes(api: Api, { tokens, audit }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me/tokens',
    operation: 'listTokens',
    summary: 'Your tokens, the newest first',
    tag: 'Me',
    need: 'self',
    answers: { 200: { description: 'Tokens', schema: z.strictObject({ items: z.array(shown) }) } },
    handle: async ({ caller }) => ({ body: { items: (await tokens.list(caller.user)).map(show) } }),
  });
  api.route({
    method: 'post',
    path: '/me/tokens',
    operation: 'createToken',
    summary: 'Make a token; it is shown this once',
    tag: 'Me',
    need: 'self',
    body: z.strictObject({
      ...fields,
      days: z.int().min(1).max(366).default(30).describe('How long it is valid.'),
    }),
    answers: {
      201: {
        description: 'The token',
        schema: z.strictObject({ token: shown, secret: z.string().describe('Goes into `Authorization: Bearer`.') }),
      },
    },
    handle: async ({ caller, body: { label, role, days } }) => {
      const { token, secret } = await tokens.create(caller.user, { label, role, lifetimeMs: days * DAY_MS });
      const detail = { id: token.id, role };
      await audit.record({
        ...{ actor: caller.user, action: 'token.create', target: `user/${caller.user}` },
        ...{ outcome: 'done', detail, remote: caller.remote },
      });
      return { status: 201, body: { token: show(token), secret } };
    },
  });
  api.route({
    method: 'delete',
    path: '/me/tokens/{id}',
    operation: 'revokeToken',
    summary: 'Make a token invalid',
    tag: 'Me',
    need: 'self',
    params: z.strictObject({ id: z.uuid() }),
    answers: { 204: { description: 'It is not valid any more' } },
    handle: async ({ caller, params: { id } }) => {
      if (!(await tokens.revoke(caller.user, id))) throw new GatewayError('NOT_FOUND');
      await audit.record({
        ...{ actor: caller.user, action: 'token.revoke', target: `user/${caller.user}` },
        ...{ outcome: 'done', detail: { id }, remote: caller.remote },
      });
      return {};
    },
  });
}
