/** Sessions of who asks. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import type { Api } from '../route.js';
import { instant, openedKind } from './my-resources.js';

const tag = 'Me';
export const sessionId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .describe('Id of a session.');

const shown = z
  .strictObject({
    id: sessionId,
    kind: openedKind,
    name,
    displayName: z.string(),
    host: name,
    state: z.enum(['active', 'disconnected']),
    since: instant.describe('When this state began, milliseconds since the Unix epoch.'),
  })
  .meta({ id: 'MySession' });

const MOST = 100;

export function addMySessionRoutes(api: Api, { brokering: { userSessions } }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/me/sessions',
    operation: 'listMySessions',
    summary: 'Sessions of who asks that run, or that hosts keep',
    tag,
    need: 'self',
    answers: { 200: { description: 'The sessions', schema: z.strictObject({ sessions: z.array(shown) }) } },
    handle: async ({ caller }) => {
      const { items } = await userSessions.list({ user: caller.user, limit: MOST });
      const sessions = items.map(({ id, kind, name, displayName, host, state, since }) => ({
        ...{ id, kind, name, displayName, host, state, since },
      }));
      return { body: { sessions } };
    },
  });
  for (const [path, operation, summary] of [
    ['disconnect', 'disconnectMySession', 'Leave a session; the host keeps it'],
    ['log-off', 'logOffMySession', 'End a session'],
  ] as const) {
    api.route({
      method: 'post',
      path: `/me/sessions/{id}/${path}`,
      operation,
      summary,
      tag,
      need: 'self',
      params: z.strictObject({ id: sessionId }),
      answers: { 204: { description: 'The gateway that has it was told' } },
      handle: async ({ caller, params }) => {
        if (path === 'disconnect') await userSessions.disconnect(params.id, caller.user);
        else await userSessions.logOff(params.id, caller.user);
        return {};
      },
    });
  }
}
