/** How connections went. */
import { z } from 'zod';
import { GatewayError } from '../../../errors.js';
import type { Caller } from '../../access/caller.js';
import type { ControlPlane } from '../../control-plane.js';
import type { ConnectionDetails, ConnectionQuery, ConnectionRecord } from '../../diagnostics/connections.js';
import { name } from '../../resources/fields.js';
import { listAnswer, showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';

const tag = 'Diagnostics';
const activityId = z.uuid().describe('Stands in every log line and message about the connection.');

const shown = z
  .strictObject({
    activityId,
    user: name,
    kind: z.enum(['desktop', 'application']),
    name,
    hostPool: name,
    applicationGroup: name,
    host: name.optional(),
    remote: z.string().describe('Address that the person came from.'),
    gateway: z.string(),
    startedAt: time,
    connectedAt: time.optional().describe('When the first pixel was shown.'),
    endedAt: time.optional(),
    outcome: z.enum(['opening', 'connected', 'ended', 'failed']),
    problem: z
      .strictObject({ code: z.string(), message: z.string(), advice: z.string(), cause: z.string().optional() })
      .optional(),
    frames: z.int(),
    bytes: z.int().describe('Sent to the browser.'),
  })
  .meta({ id: 'Connection' });

const details = shown
  .extend({
    checkpoints: z.array(z.strictObject({ name: z.string(), at: time, detail: z.record(z.string(), z.unknown()) })),
    samples: z.array(
      z.strictObject({ at: time, roundTripMs: z.int(), bytesPerSecond: z.int(), framesPerSecond: z.int() }),
    ),
  })
  .meta({ id: 'ConnectionDetails' });

const filters = {
  user: name.optional(),
  host: name.optional(),
  hostPool: name.optional(),
  outcome: z.enum(['opening', 'connected', 'ended', 'failed']).optional(),
  code: z.string().max(64).optional().describe('Code of the error that it ended with.'),
  from: z.iso.datetime().optional().describe('Began at or after.'),
  to: z.iso.datetime().optional().describe('Began before.'),
};
const page = z.strictObject({
  ...filters,
  after: z.string().max(128).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const EXPORT_PAGE = 500;

export function addDiagnosticsRoutes(api: Api, { connections, access }: ControlPlane): void {
  const query = async (caller: Caller, { from, to, ...rest }: z.output<typeof page>): Promise<ConnectionQuery> => ({
    ...rest,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
    reach: await access.reach(caller, 'diagnostics.read'),
  });
  api.route({
    method: 'get',
    path: '/diagnostics',
    operation: 'listConnections',
    summary: 'Connections, the newest first',
    tag,
    need: 'diagnostics.read',
    target: 'listed',
    query: page,
    answers: { 200: { description: 'Connections', schema: listAnswer('Connection', shown) } },
    handle: async (call) => {
      const { items, next } = await connections.list(await query(call.caller, call.query));
      return { body: { items: items.map(show), next } };
    },
  });
  api.route({
    method: 'get',
    path: '/diagnostics/export',
    operation: 'exportConnections',
    summary: 'Connections with their steps, one JSON object a line',
    tag,
    need: 'diagnostics.read',
    target: 'listed',
    query: z.strictObject(filters),
    answers: { 200: { description: 'Lines, the newest first', type: 'application/jsonl' } },
    handle: async (call) => {
      const first = await query(call.caller, { ...call.query, limit: EXPORT_PAGE });
      const lines = exportLines(first);
      const body = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          const { value, done } = await lines.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => void lines.return(undefined),
      });
      return new Response(body, { headers: { 'Content-Type': 'application/jsonl' } });
    },
  });
  api.route({
    method: 'get',
    path: '/diagnostics/{activityId}',
    operation: 'getConnection',
    summary: 'A connection with its steps',
    tag,
    need: 'diagnostics.read',
    params: z.strictObject({ activityId }),
    target: async ({ activityId }) => {
      const found = await connections.get(activityId);
      if (!found) throw new GatewayError('NOT_FOUND');
      return {
        kind: 'connection',
        name: activityId,
        within: [
          { kind: 'host-pool', name: found.hostPool },
          { kind: 'application-group', name: found.applicationGroup },
        ],
      };
    },
    answers: { 200: { description: 'The connection', schema: details } },
    handle: async ({ params }) => {
      const found = await connections.get(params.activityId);
      if (!found) throw new GatewayError('NOT_FOUND');
      return { body: showDetails(found) };
    },
  });

  async function* exportLines(query: ConnectionQuery): AsyncGenerator<Uint8Array> {
    for (let after: string | undefined; ; ) {
      const { items, next } = await connections.list({ ...query, ...(after !== undefined && { after }) });
      const whole = await Promise.all(items.map(({ activityId }) => connections.get(activityId)));
      const lines = whole.flatMap((found) => (found ? [`${JSON.stringify(showDetails(found))}\n`] : []));
      yield Buffer.from(lines.join(''));
      if (next === undefined) return;
      after = next;
    }
  }
}

const show = ({ startedAt, connectedAt, endedAt, problem, host, ...record }: ConnectionRecord) => ({
  ...record,
  ...(host !== undefined && { host }),
  startedAt: showTime(startedAt),
  ...(connectedAt !== undefined && { connectedAt: showTime(connectedAt) }),
  ...(endedAt !== undefined && { endedAt: showTime(endedAt) }),
  ...(problem && { problem }),
});

const showDetails = ({ checkpoints, samples, ...record }: ConnectionDetails) => ({
  ...show(record),
  checkpoints: checkpoints.map(({ at, ...checkpoint }) => ({ at: showTime(at), ...checkpoint })),
  samples: samples.map(({ at, ...sample }) => ({ at: showTime(at), ...sample })),
});
