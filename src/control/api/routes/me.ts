import { z } from 'zod';
import { ACTIONS } from '../../access/actions.js';
import type { ControlPlane } from '../../control-plane.js';
import type { Api } from '../route.js';

const actions = z.array(z.enum(ACTIONS as [string, ...string[]]));

const me = z
  .strictObject({
    user: z.string(),
    displayName: z.string(),
    groups: z.array(z.string()),
    provider: z.string().describe('`local`, the identity provider that signed the person in, or `token`.'),
    multiFactor: z.boolean().describe('Signed in with a second factor or a passkey.'),
    permissions: z
      .strictObject({
        everywhere: actions.describe('Allowed with everything.'),
        somewhere: actions.describe('Allowed with something; the rest is refused whatever it is about.'),
      })
      .describe('What the administrator view may show.'),
  })
  .meta({ id: 'Me' });

/** Who is signed in. */
export function addMeRoutes(api: Api, { access }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me',
    operation: 'getMe',
    summary: 'Who is signed in, and what they may do',
    tag: 'Me',
    need: 'self',
    answers: { 200: { description: 'The person', schema: me } },
    handle: async ({ caller }) => {
      const { user, displayName, groups, authentication } = caller;
      const { provider, multiFactor } = authentication;
      const permissions = await access.permissions(caller);
      return { body: { user, displayName, groups, provider, multiFactor, permissions } };
    },
  });
}
