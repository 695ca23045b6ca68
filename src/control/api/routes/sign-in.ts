/** Signing in with a local account, step by step. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import type { Api } from '../route.js';
import {
  authenticationResponse,
  passkeyOptions,
  password,
  showStep,
  stepAnswer,
  typedUserName,
  visitOf,
  withCookies,
} from './sign-in-answer.js';

const tag = 'Sign-in';
const answers = { 200: { description: 'What comes next', schema: stepAnswer } };

export function addSignInRoutes(api: Api, { identity, resources }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/sign-in/providers',
    operation: 'listSignInProviders',
    summary: 'Identity providers to choose from',
    tag,
    need: 'public',
    answers: {
      200: {
        description: 'Providers',
        schema: z.strictObject({ items: z.array(z.strictObject({ name: z.string(), displayName: z.string() })) }),
      },
    },
    handle: async () => {
      const { items } = await resources.list('identity-provider', { limit: 100 });
      const usable = items.filter(({ body }) => !body.disabled);
      return { body: { items: usable.map(({ name, body: { displayName } }) => ({ name, displayName })) } };
    },
  });
  api.route({
    method: 'post',
    path: '/sign-in/password',
    operation: 'signInWithPassword',
    summary: 'First step: user name and password',
    tag,
    need: 'public',
    body: z.strictObject({ user: typedUserName, password }),
    answers,
    handle: async ({ body, ...call }) => showStep(await identity.signIn.password(body, visitOf(call))),
  });
  api.route({
    method: 'post',
    path: '/sign-in/second-factor',
    operation: 'signInWithCode',
    summary: 'Second step: a code of the authenticator app, or a recovery code',
    tag,
    need: 'public',
    body: z.strictObject({
      method: z.enum(['totp', 'recoveryCode']).default('totp'),
      code: z.string().min(1).max(64),
    }),
    answers,
    handle: async ({ body: { code, method }, ...call }) =>
      showStep(await identity.signIn.code(code.trim(), method, visitOf(call))),
  });
  api.route({
    method: 'post',
    path: '/sign-in/passkey/options',
    operation: 'startPasskeySignIn',
    summary: 'A challenge for a passkey, alone or as second step',
    tag,
    need: 'public',
    answers: { 200: { description: 'For `navigator.credentials.get`', schema: passkeyOptions } },
    handle: async (call) => {
      const { options, setCookies } = await identity.signIn.passkeyOptions(visitOf(call));
      return { body: options, headers: withCookies(setCookies) };
    },
  });
  api.route({
    method: 'post',
    path: '/sign-in/passkey',
    operation: 'signInWithPasskey',
    summary: 'The answer of a passkey',
    tag,
    need: 'public',
    body: z.strictObject({ response: authenticationResponse }),
    answers,
    handle: async ({ body: { response }, ...call }) => showStep(await identity.signIn.passkey(response, visitOf(call))),
  });
}
