/** One-time links: to become the first administrator, and to set a password. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import { displayName, name } from '../../resources/fields.js';
import { showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';
import { password, showStep, stepAnswer, visitOf } from './sign-in-answer.js';

const tag = 'Sign-in';
const token = z.string().max(128).describe('What stands behind `#` in the link.');

export function addLinkRoutes(api: Api, { identity }: ControlPlane): void {
  api.route({
    method: 'post',
    path: '/setup',
    operation: 'setup',
    summary: 'Makes the first administrator, and signs them in',
    tag,
    need: 'public',
    body: z.strictObject({ token, user: name, displayName, password }),
    answers: { 200: { description: 'Signed in', schema: stepAnswer } },
    handle: async ({ body, ...call }) => {
      await identity.setup.complete({ ...body, name: body.user }, call.remote);
      return showStep(await identity.signIn.password(body, visitOf(call)));
    },
  });
  api.route({
    method: 'post',
    path: '/reset/look',
    operation: 'lookAtResetLink',
    summary: 'Whose password a link sets',
    tag,
    need: 'public',
    body: z.strictObject({ token }),
    answers: { 200: { description: 'The person', schema: z.strictObject({ user: z.string() }) } },
    handle: async ({ body }) => ({ body: { user: await identity.passwords.lookAtLink(body.token) } }),
  });
  api.route({
    method: 'post',
    path: '/reset',
    operation: 'setPasswordByLink',
    summary: 'Sets a password by a link; ends all browser sessions of the person',
    tag,
    need: 'public',
    body: z.strictObject({ token, password }),
    answers: { 200: { description: 'It is set; sign in with it', schema: z.strictObject({ user: z.string() }) } },
    handle: async ({ body, remote }) => ({
      body: { user: await identity.passwords.setByLink(body.token, body.password, remote) },
    }),
  });
  api.route({
    method: 'post',
    path: '/users/{name}/reset-link',
    operation: 'createResetLink',
    summary: 'A one-time link by which a person sets their password',
    tag: 'People',
    need: 'person.operate',
    target: ({ name }) => ({ kind: 'user', name }),
    params: z.strictObject({ name }),
    body: z.strictObject({
      clearFactors: z.boolean().default(false).describe('Remove codes and passkeys too, for whoever lost them.'),
    }),
    answers: {
      201: {
        description: 'The link',
        schema: z.strictObject({ url: z.string().describe('Hand it over in private.'), expiresAt: time }),
      },
    },
    handle: async ({ params, body: { clearFactors }, caller, base, remote }) => {
      const how = { by: caller.user, remote, clearsFactors: clearFactors };
      const { path, expiresAt } = await identity.passwords.makeLink(params.name, how);
      return { status: 201, body: { url: base + path, expiresAt: showTime(expiresAt) } };
    },
  });
}
