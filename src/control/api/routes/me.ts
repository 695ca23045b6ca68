import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import type { Api } from '../route.js';

const me = z
  .strictObject({
    user: name,
    displayName: z.string(),
    groups: z.array(z.string()),
    provider: z.string().describe('`local`, or the identity provider that signed the person in.'),
    multiFactor: z.boolean(),
  })
  .meta({ id: 'Me' });

/** Who is signed in. */
export function addMeRoutes(api: Api, _plane: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me',
    operation: 'getMe',
    summary: 'Who is signed in',
    tag: 'Me',
    need: 'self',
    answers: { 200: { description: 'The person', schema: me } },
    handle: ({ caller: { user, displayName, groups, authentication } }) => {
      const { provider, multiFactor } = authentication;
      return { body: { user, displayName, groups, provider, multiFactor } };
    },
  });
}
