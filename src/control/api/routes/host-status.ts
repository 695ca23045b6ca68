/** How session hosts are, and what is done with them. */
import { z } from 'zod';
import { GatewayError } from '../../../errors.js';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import type { Api } from '../route.js';
import { instant } from './my-resources.js';

const tag = 'SessionHost';

const shown = z
  .strictObject({
    name,
    hostPool: name,
    address: z.string(),
    drain: z.boolean(),
    health: z.enum(['available', 'unavailable', 'unknown']),
    power: z.enum(['running', 'stopped', 'deallocated', 'starting', 'stopping', 'unknown']),
    checkedAt: instant.optional(),
    lastHeartbeatAt: instant.optional().describe('When it last answered, milliseconds since the Unix epoch.'),
    latencyMs: z.int().optional().describe('Time that it took to answer.'),
    sessions: z.int().describe('Reserved, running, and those that it keeps.'),
    assignedUser: name.optional(),
    updatingTo: name.optional().describe('Image that it is being brought to.'),
    problem: z.string().optional().describe('Code of what is wrong with it.'),
  })
  .meta({ id: 'HostStatus' });

const query = z.strictObject({
  hostPool: name.optional(),
  after: name.optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const params = z.strictObject({ name });

export function addHostStatusRoutes(api: Api, { brokering: { hosts, checker, power }, access }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/host-status',
    operation: 'listHostStatus',
    summary: 'How session hosts are',
    tag: 'HostStatus',
    need: 'session-host.read',
    target: 'listed',
    query,
    answers: {
      200: {
        description: 'A page',
        schema: z.strictObject({ hosts: z.array(shown), next: z.string().optional() }).meta({ id: 'HostStatusList' }),
      },
    },
    handle: async ({ query, caller }) => ({
      body: await hosts.list({ ...query, reach: await access.reach(caller, 'session-host.read') }),
    }),
  });
  const works = {
    check: { summary: 'Check a session host now', done: 'It was checked', work: (host: string) => checker.check(host) },
    start: {
      summary: 'Start a session host',
      done: 'It was told to start',
      work: (host: string, user: string) => power.start(host, user),
    },
    stop: {
      summary: 'Stop a session host',
      done: 'It is stopped',
      work: (host: string, user: string) => power.stop(host, user),
    },
  };
  for (const [path, { summary, done, work }] of Object.entries(works)) {
    api.route({
      method: 'post',
      path: `/session-hosts/{name}/${path}`,
      operation: `${path}SessionHost`,
      ...{ summary, tag, params },
      need: 'session-host.operate',
      target: async ({ name }) => {
        const hostPool = await hosts.poolOf(name);
        if (hostPool === undefined) throw new GatewayError('NOT_FOUND', { host: name });
        return { kind: 'session-host', name };
      },
      answers: { 204: { description: done } },
      handle: async ({ params, caller }) => {
        await work(params.name, caller.user);
        return {};
      },
    });
  }
}
