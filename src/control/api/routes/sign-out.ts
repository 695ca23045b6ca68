import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import type { Api } from '../route.js';
import { visitOf, withCookies } from './sign-in-answer.js';

export function addSignOutRoutes(api: Api, { identity, audit }: ControlPlane): void {
  api.route({
    method: 'post',
    path: '/sign-out',
    operation: 'signOut',
    summary: 'Ends the browser session',
    tag: 'Sign-in',
    need: 'self',
    answers: {
      200: {
        description: 'Signed out',
        schema: z.strictObject({
          redirect: z.string().optional().describe('Go there to sign out at the identity provider as well.'),
        }),
      },
    },
    handle: async ({ caller, base, ...call }) => {
      const { user, session, remote, authentication } = caller;
      const { provider } = authentication;
      const idToken = await identity.sessions.idToken(session);
      await identity.sessions.revoke(user, session);
      await audit.record({ actor: user, action: 'sign-out', target: `user/${user}`, outcome: 'done', remote });
      // The session has ended by now, whether the provider answers or not.
      const redirect = provider === 'local' ? undefined : await identity.oidcLogout.url(provider, idToken, base);
      const headers = withCookies([identity.sessions.clearCookie(visitOf(call))]);
      return { body: redirect === undefined ? {} : { redirect }, headers };
    },
  });
}
