/** Sessions of all people, for administrators. */
import { z } from 'zod';
import type { NamedAction } from '../../access/actions.js';
import type { Caller } from '../../access/caller.js';
import type { ControlPlane } from '../../control-plane.js';
import { line, name } from '../../resources/fields.js';
import { listAnswer } from '../resource-answer.js';
import type { Api, Call } from '../route.js';
import { instant, openedKind } from './my-resources.js';
import { sessionId } from './my-sessions.js';

const tag = 'UserSession';

const shown = z
  .strictObject({
    id: sessionId,
    activityId: z.uuid(),
    user: name,
    kind: openedKind,
    name,
    displayName: z.string(),
    applicationGroup: name,
    hostPool: name,
    host: name,
    gateway: z.string(),
    remote: z.string().describe('Address that the person came from.'),
    state: z
      .enum(['active', 'disconnected', 'ended'])
      .describe('Somebody is connected; nobody is, and the host keeps it; it is over.'),
    since: instant.describe('When this state began, milliseconds since the Unix epoch.'),
    createdAt: instant,
    endedAt: instant.optional(),
    code: z.string().optional().describe('Code of the error that it ended with.'),
  })
  .meta({ id: 'UserSession' });

const filters = z.strictObject({
  hostPool: name.optional(),
  host: name.optional(),
  user: name.optional(),
  state: z.enum(['active', 'disconnected', 'ended']).optional().describe('Those that are not over, unless given.'),
  after: z.string().max(64).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const message = z.strictObject({
  title: line(128).default('Message'),
  text: z.string().min(1).max(2000),
});
const params = z.strictObject({ id: sessionId });

export function addUserSessionRoutes(api: Api, { brokering: { userSessions }, access }: ControlPlane): void {
  const target = async ({ id }: z.output<typeof params>) => {
    const { hostPool, applicationGroup } = await userSessions.require(id);
    return {
      kind: 'session',
      name: id,
      within: [
        { kind: 'host-pool', name: hostPool } as const,
        { kind: 'application-group', name: applicationGroup } as const,
      ],
    };
  };
  api.route({
    method: 'get',
    path: '/user-sessions',
    operation: 'listUserSessions',
    summary: 'Sessions of people on hosts',
    tag,
    need: 'session.read',
    target: 'listed',
    query: filters,
    answers: { 200: { description: 'A page', schema: listAnswer('UserSession', shown) } },
    handle: async ({ query, caller }) => {
      const reach = await access.reach(caller, 'session.read');
      return { body: await userSessions.list({ ...query, reach }) };
    },
  });
  api.route({
    method: 'get',
    path: '/user-sessions/{id}',
    operation: 'getUserSession',
    summary: 'One session',
    tag,
    need: 'session.read',
    params,
    target,
    answers: { 200: { description: 'The session', schema: shown } },
    handle: async ({ params }) => ({ body: await userSessions.require(params.id) }),
  });
  api.route({
    method: 'post',
    path: '/user-sessions/{id}/message',
    operation: 'messageUserSession',
    summary: 'Show a message to the person',
    tag,
    need: 'session.message',
    params,
    target,
    body: message,
    answers: { 204: { description: 'The gateway that has the session was told' } },
    handle: async ({ params, body }) => {
      await userSessions.message(params.id, body);
      return {};
    },
  });
  const order = (
    path: string,
    operation: string,
    summary: string,
    need: NamedAction,
    work: (id: string) => Promise<void>,
  ) =>
    api.route({
      method: 'post',
      path: `/user-sessions/{id}/${path}`,
      ...{ operation, summary, tag, need, params, target },
      answers: { 204: { description: 'The gateway that has the session was told' } },
      handle: async ({ params }) => {
        await work(params.id);
        return {};
      },
    });
  order(
    'disconnect',
    'disconnectUserSession',
    'End the connection; the host keeps the session',
    'session.disconnect',
    (id) => userSessions.disconnect(id),
  );
  order('log-off', 'logOffUserSession', 'End the session', 'session.logoff', (id) => userSessions.logOff(id));
  api.route({
    method: 'post',
    path: '/user-sessions/{id}/shadow',
    operation: 'shadowUserSession',
    summary: 'Look at the session; the person is told that somebody does',
    tag,
    need: 'session.shadow',
    params,
    target,
    answers: {
      200: {
        description: 'The grant opens a view at `POST /sessions`, once, within a minute',
        schema: z.strictObject({ grant: z.string() }),
      },
    },
    handle: async ({ params, caller, base }: Call<{ id: string }, undefined, undefined, Caller>) => ({
      body: { grant: await userSessions.watch(params.id, caller, base) },
    }),
  });
}
