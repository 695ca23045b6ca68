/** Signing in by an identity provider. */
import { z } from 'zod';
import { hasCode } from '../../../errors.js';
import type { ControlPlane } from '../../control-plane.js';
import { line, name } from '../../resources/fields.js';
import type { Api } from '../route.js';
import { visitOf, withCookies } from './sign-in-answer.js';

const tag = 'Sign-in';
const params = z.strictObject({ provider: name });
const DAY_SECONDS = 86_400;
const text = z.string().max(4096).optional();

export function addOidcRoutes(api: Api, { identity }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/sign-in/oidc/{provider}',
    operation: 'startProviderSignIn',
    summary: 'Sends the browser to an identity provider',
    tag,
    need: 'public',
    params,
    query: z.strictObject({
      returnTo: z.string().max(2048).optional().describe('Path on this gateway to go to afterwards.'),
      maxAge: z.coerce
        .number()
        .int()
        .min(0)
        .max(DAY_SECONDS)
        .optional()
        .describe('Seconds since the person was asked.'),
      acr: z.array(line(256)).max(16).optional().describe('Authentication contexts of which one is needed.'),
      prompt: z.enum(['login', 'select_account']).optional(),
    }),
    answers: { 303: { description: 'To the provider', headers: { Location: 'Address of the provider' } } },
    handle: async ({ params: { provider }, query: { returnTo, maxAge, acr, prompt }, base, ...call }) => {
      const demands = { maxAge, contexts: acr, prompt };
      const begun = await identity.oidc.begin(provider, { returnTo, demands }, { visit: visitOf(call), base });
      return { status: 303, headers: [['Location', begun.location], ...withCookies(begun.setCookies)] };
    },
  });
  api.route({
    method: 'get',
    path: '/sign-in/oidc/{provider}/callback',
    operation: 'finishProviderSignIn',
    summary: 'Where the provider sends the browser back to',
    tag,
    need: 'public',
    params,
    // Providers send more than they must, and that is ignored (RFC 6749 section 4.1.2).
    query: z.looseObject({ state: text, code: text, iss: text, error: text, error_description: text }),
    answers: {
      303: {
        description: 'To where the person wanted to go, or to `/sign-in` with `error` and `provider`',
        headers: { Location: 'Address on this gateway' },
      },
    },
    handle: async ({ params: { provider }, query, base, ...call }) => {
      const given = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
      try {
        const where = { visit: visitOf(call), base };
        const done = await identity.oidc.finish(provider, new URLSearchParams(given), where);
        return { status: 303, headers: [['Location', done.location], ...withCookies(done.setCookies)] };
      } catch (error) {
        // A person looks at this, and the page that began it is gone: the sign-in page says what happened.
        if (!hasCode(error)) throw error;
        const said = new URLSearchParams({ error: error.code, provider });
        return { status: 303, headers: [['Location', `${base}/sign-in?${said}`]] };
      }
    },
  });
  api.route({
    method: 'post',
    path: '/sign-in/oidc/{provider}/back-channel-logout',
    operation: 'providerSignsOut',
    summary: 'For identity providers: ends the sessions of somebody who signed out there',
    tag,
    need: 'public',
    params,
    body: z.object({ logout_token: z.string().min(1).max(16_384) }),
    bodyType: 'application/x-www-form-urlencoded',
    answers: { 200: { description: 'They have ended' } },
    handle: async ({ params: { provider }, body, remote }) => {
      await identity.oidcLogout.backChannel(provider, body.logout_token, remote);
      return { status: 200 };
    },
  });
}
