/** Where people are signed in: their own, and for administrators everybody's. */
import { z } from 'zod';
import { GatewayError } from '../../../errors.js';
import type { ControlPlane } from '../../control-plane.js';
import type { SessionView } from '../../identity/session-row.js';
import { name } from '../../resources/fields.js';
import { showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';

const id = z.string().regex(/^[A-Za-z0-9_-]{22}$/, { message: 'not an id' });

const shown = z
  .strictObject({
    id,
    current: z.boolean().describe('The one that asks.'),
    provider: z.string().describe('`local`, or the identity provider.'),
    remote: z.string().describe('Address it was last used from.'),
    userAgent: z.string(),
    createdAt: time,
    seenAt: time.describe('To within a minute.'),
    expiresAt: time,
  })
  .meta({ id: 'BrowserSession' });

const list = z.strictObject({ items: z.array(shown) }).meta({ id: 'BrowserSessionList' });

const show = ({ createdAt, seenAt, expiresAt, ...view }: SessionView, current: string) => ({
  ...view,
  current: view.id === current,
  createdAt: showTime(createdAt),
  seenAt: showTime(seenAt),
  expiresAt: showTime(expiresAt),
});

export function addBrowserSessionRoutes(api: Api, plane: ControlPlane): void {
  addOwnRoutes(api, plane);
  addAdministratorRoutes(api, plane);
}

function addOwnRoutes(api: Api, { identity, audit }: ControlPlane): void {
  const record = (user: string, remote: string, ended: number): Promise<void> =>
    audit.record({
      ...{ actor: user, action: 'sign-out', target: `user/${user}` },
      ...{ outcome: 'done', detail: { ended }, remote },
    });
  api.route({
    method: 'get',
    path: '/me/sign-ins',
    operation: 'listSignIns',
    summary: 'Where you are signed in',
    tag: 'Me',
    need: 'self',
    answers: { 200: { description: 'Browser sessions, those used last first', schema: list } },
    handle: async ({ caller }) => {
      const sessions = await identity.sessions.list(caller.user);
      return { body: { items: sessions.map((session) => show(session, caller.session)) } };
    },
  });
  api.route({
    method: 'delete',
    path: '/me/sign-ins/{id}',
    operation: 'revokeSignIn',
    summary: 'End one of your browser sessions',
    tag: 'Me',
    need: 'self',
    params: z.strictObject({ id }),
    answers: { 204: { description: 'Ended' } },
    handle: async ({ caller, params }) => {
      if (!(await identity.sessions.revoke(caller.user, params.id))) throw new GatewayError('NOT_FOUND');
      await record(caller.user, caller.remote, 1);
      return {};
    },
  });
  api.route({
    method: 'delete',
    path: '/me/sign-ins',
    operation: 'signOutEverywhere',
    summary: 'End all your browser sessions, this one too',
    tag: 'Me',
    need: 'self',
    answers: { 204: { description: 'Ended' } },
    handle: async ({ caller }) => {
      await record(caller.user, caller.remote, await identity.signOutEverywhere(caller.user));
      return {};
    },
  });
}

function addAdministratorRoutes(api: Api, { identity, resources }: ControlPlane): void {
  const target = async ({ name }: { name: string }) => {
    await resources.require('user', name);
    return { kind: 'user', name };
  };
  api.route({
    method: 'get',
    path: '/users/{name}/sign-ins',
    operation: 'listSignInsOf',
    summary: 'Where somebody is signed in',
    tag: 'People',
    need: 'person.operate',
    target,
    params: z.strictObject({ name }),
    answers: { 200: { description: 'Browser sessions, those used last first', schema: list } },
    handle: async ({ params, caller }) => {
      const sessions = await identity.sessions.list(params.name);
      return { body: { items: sessions.map((session) => show(session, caller.session)) } };
    },
  });
  api.route({
    method: 'delete',
    path: '/users/{name}/sign-ins',
    operation: 'signOutPerson',
    summary: "End all of somebody's browser sessions",
    tag: 'People',
    need: 'person.operate',
    target,
    params: z.strictObject({ name }),
    answers: { 204: { description: 'Ended' } },
    handle: async ({ params }) => ({ changed: (await identity.signOutEverywhere(params.name)) > 0 }),
  });
  api.route({
    method: 'delete',
    path: '/users/{name}/provider-identities',
    operation: 'releaseUserName',
    summary: 'Let the next person with this user name at a provider be this user',
    tag: 'People',
    need: 'person.operate',
    target,
    params: z.strictObject({ name }),
    answers: { 204: { description: 'Released' } },
    handle: async ({ params }) => {
      await identity.signOutEverywhere(params.name);
      return { changed: (await identity.provisioning.release(params.name)) > 0 };
    },
  });
}
