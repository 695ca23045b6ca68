/** From a click to a grant. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import type { Api } from '../route.js';
import { instant, openedKind } from './my-resources.js';

const tag = 'Connections';

/** Longest time that a question stays open. */
const LONGEST_WAIT_SECONDS = 25;

export const requirements = z
  .strictObject({
    multiFactor: z.boolean(),
    contexts: z.array(z.array(z.string())).describe('Sets of `acr` values; one of each.'),
    methods: z.array(z.array(z.string())).describe('Sets of `amr` values; one of each.'),
    signedInWithinMinutes: z.number().optional(),
  })
  .meta({ id: 'Requirements', description: 'What a person must do to pass, all of it at one sign-in.' });

const connection = z
  .strictObject({
    id: z.uuid(),
    activityId: z.uuid().describe('Stands in the diagnostics of this connection.'),
    state: z
      .enum(['waiting', 'starting', 'granted', 'stepUp', 'failed'])
      .describe('`waiting` for room on a host, or `starting` one; both go on by themselves.'),
    since: instant.describe('When this state began, milliseconds since the Unix epoch.'),
    host: name.optional(),
    position: z.int().min(1).optional().describe('Place in the queue.'),
    estimateMs: z.int().optional().describe('How long starting the host will take from now on.'),
    grant: z.string().optional().describe('Opens the session at `POST /sessions`, once, within a minute.'),
    session: z.string().optional().describe('The session that goes on, when there is one.'),
    requirements: requirements.optional(),
    problem: z.strictObject({ code: z.string(), message: z.string(), advice: z.string() }).optional(),
  })
  .meta({ id: 'Attempt', description: 'An attempt to connect.' });

const params = z.strictObject({ id: z.uuid() });

export function addConnectionRoutes(api: Api, { brokering: { broker } }: ControlPlane): void {
  api.route({
    method: 'post',
    path: '/connections',
    operation: 'connect',
    summary: 'Ask to be connected to a desktop or application',
    tag,
    need: 'self',
    body: z.strictObject({ kind: openedKind, name }),
    answers: {
      201: { description: 'How it stands', schema: connection, headers: { Location: 'Where to ask again.' } },
    },
    handle: async ({ caller, body, base }) => {
      const made = await broker.request(caller, body, base);
      return { status: 201, body: made, headers: [['Location', `${base}/api/connections/${made.id}`]] };
    },
  });
  api.route({
    method: 'get',
    path: '/connections/{id}',
    operation: 'getAttempt',
    summary: 'How an attempt to connect stands',
    tag,
    need: 'self',
    params,
    query: z.strictObject({
      wait: z.coerce
        .number()
        .int()
        .min(0)
        .max(LONGEST_WAIT_SECONDS)
        .default(0)
        .describe('Seconds to wait until something changes.'),
    }),
    answers: { 200: { description: 'How it stands', schema: connection } },
    handle: async ({ caller, params, query, signal }) => ({
      body:
        query.wait === 0
          ? await broker.get(caller.user, params.id)
          : await broker.wait(caller.user, params.id, query.wait * 1000, signal),
    }),
  });
  api.route({
    method: 'delete',
    path: '/connections/{id}',
    operation: 'cancelAttempt',
    summary: 'Give up an attempt to connect',
    tag,
    need: 'self',
    params,
    answers: { 204: { description: 'It is given up' } },
    handle: async ({ caller, params }) => {
      await broker.cancel(caller.user, params.id);
      return {};
    },
  });
}
