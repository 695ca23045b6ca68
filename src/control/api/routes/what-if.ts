/** What access policies would decide. */
import { z } from 'zod';
import { GatewayError } from '../../../errors.js';
import type { ControlPlane } from '../../control-plane.js';
import { line, name } from '../../resources/fields.js';
import type { Api } from '../route.js';
import { requirements } from './connections.js';
import { openedKind } from './my-resources.js';

const authentication = z
  .strictObject({
    at: z.iso.datetime().optional().describe('When they signed in; at the time that is asked about unless given.'),
    methods: z.array(line(64)).max(16).default(['pwd']).describe('`amr` values.'),
    context: line(256).optional().describe('`acr` value.'),
    multiFactor: z.boolean().default(false),
  })
  .prefault({});

const question = z.strictObject({
  user: name,
  groups: z
    .array(name)
    .max(256)
    .optional()
    .describe('Groups besides those of the user, as a provider would name them.'),
  kind: openedKind,
  name,
  remote: line(64).default('127.0.0.1').describe('Address that the person comes from.'),
  time: z.iso.datetime().optional().describe('Now unless given.'),
  authentication,
});

const outcome = z.enum(['allow', 'block', 'stepUp', 'notApplied']);

const decision = z
  .strictObject({
    outcome: z.enum(['allow', 'block', 'stepUp']),
    requirements,
    rights: z.strictObject({
      lifetimeMinutes: z.int().optional(),
      clipboard: z.enum(['both', 'toHost', 'fromHost', 'none']),
      drive: z.boolean(),
      printing: z.boolean(),
      watermark: z.boolean(),
    }),
    findings: z.array(
      z.strictObject({
        policy: name,
        enforced: z.boolean().describe('Counts, or is only reported.'),
        outcome,
        reason: z.enum(['people', 'resources', 'networks', 'times']).optional(),
      }),
    ),
    assigned: z.boolean().describe('Is it assigned to the person at all?'),
  })
  .meta({ id: 'PolicyDecision' });

export function addWhatIfRoute(api: Api, { brokering: { broker }, resources, store }: ControlPlane): void {
  api.route({
    method: 'post',
    path: '/access-policies/what-if',
    operation: 'evaluatePolicies',
    summary: 'What access policies would decide',
    tag: 'AccessPolicy',
    need: 'policy.evaluate',
    body: question,
    answers: { 200: { description: 'The decision', schema: decision } },
    handle: async ({ body: { user, groups = [], kind, name, remote, time, authentication } }) => {
      const person = await resources.get('user', user);
      if (!person) throw new GatewayError('NOT_FOUND', { user });
      const now = time === undefined ? store.now() : Date.parse(time);
      const { at, context, ...rest } = authentication;
      const facts = {
        ...{ user, remote, groups: [...new Set([...person.body.groups, ...groups])] },
        authentication: {
          ...{ provider: 'local', ...rest, at: at === undefined ? now : Date.parse(at) },
          ...(context !== undefined && { context }),
        },
      };
      return { body: await broker.whatIf(facts, { kind, name }, now) };
    },
  });
}
