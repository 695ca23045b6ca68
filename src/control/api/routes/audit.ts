/** Who did what. */
import { z } from 'zod';
import type { AuditRecord } from '../../audit/audit-log.js';
import type { ControlPlane } from '../../control-plane.js';
import { showTime, time } from '../resource-answer.js';
import type { Api } from '../route.js';

const tag = 'Audit';

const shown = z
  .strictObject({
    seq: z.int().min(1).describe('Counts without a gap.'),
    at: time,
    actor: z.string(),
    action: z.string(),
    target: z.string(),
    outcome: z.enum(['done', 'refused', 'failed']),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    remote: z.string(),
    hash: z.string().describe('SHA-256 over this entry and the hash of the one before.'),
  })
  .meta({ id: 'AuditEntry' });

const filters = z.strictObject({
  actor: z.string().max(128).optional(),
  target: z.string().max(256).optional(),
  action: z.string().max(64).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  from: z.iso.datetime().optional().describe('At or after.'),
  to: z.iso.datetime().optional().describe('Before.'),
  before: z.coerce.number().int().min(1).optional().describe('Entries with a smaller number only.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export function addAuditRoutes(api: Api, { audit }: ControlPlane): void {
  api.route({
    method: 'get',
    path: '/audit',
    operation: 'listAudit',
    summary: 'What was done and refused, the newest first',
    tag,
    need: 'audit.read',
    query: filters,
    answers: { 200: { description: 'Entries', schema: z.strictObject({ items: z.array(shown) }) } },
    handle: async ({ query: { from, to, ...query } }) => {
      const times = {
        ...(from !== undefined && { from: Date.parse(from) }),
        ...(to !== undefined && { to: Date.parse(to) }),
      };
      return { body: { items: (await audit.list({ ...query, ...times })).map(show) } };
    },
  });
  api.route({
    method: 'post',
    path: '/audit/verify',
    operation: 'verifyAudit',
    summary: 'Compute all hashes again and say whether the log is as it was written',
    tag,
    need: 'audit.read',
    answers: {
      200: {
        description: 'What was found. Note the hash elsewhere: it shows later that nothing was cut off.',
        schema: z.discriminatedUnion('intact', [
          z.strictObject({ intact: z.literal(true), entries: z.int(), hash: z.string() }),
          z.strictObject({
            intact: z.literal(false),
            entries: z.int(),
            seq: z.int().describe('First entry that is wrong.'),
          }),
        ]),
      },
    },
    handle: async () => ({ body: await audit.verify(), changed: false }),
  });
}

const show = ({ at, detail = {}, remote = '', ...entry }: AuditRecord) => ({
  ...entry,
  at: showTime(at),
  detail,
  remote,
});
