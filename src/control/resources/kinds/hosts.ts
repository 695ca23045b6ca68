/** Where sessions run: host pools, their session hosts, and what starts, stops and replaces hosts. */
import { z } from 'zod';
import { description, displayName, line, reference, timeOfDay, timeZone, weekday } from '../fields.js';
import { defineKind } from '../kind.js';
import { rdpProperties } from '../rdp-properties.js';

const SECOND = 1000;

const command = z.array(line(1024)).min(1).max(64).describe('Program and arguments; no shell is involved.');

const provider = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('static') }),
    z.strictObject({
      type: z.literal('exec'),
      start: command,
      stop: command.optional(),
      deallocate: command.optional(),
      signOut: command.optional().describe('Signs the person in `SLUICE_USER` out of the host.'),
      report: command.optional().describe('Prints `running`, `stopped`, `deallocated`, `starting` or `stopping`.'),
      timeoutMs: z.int().min(SECOND).max(3_600_000).default(300_000).describe('Longest run of a command.'),
    }),
  ])
  .prefault({ type: 'static' })
  .describe('How hosts are started and stopped. Commands get `SLUICE_HOST` and `SLUICE_ADDRESS` in their environment.');

const credentials = z
  .strictObject({
    mode: z
      .enum(['ask', 'vault', 'mapped', 'portal', 'none'])
      .default('ask')
      .describe(
        'Who signs in to the host: what the person types (`ask`), one stored credential (`vault`), the stored credential whose owner is the user (`mapped`), the password typed at the portal (`portal`), or nobody (`none`, the host asks).',
      ),
    credential: reference('credential').optional(),
    domain: line(256).default('').describe('Domain for `portal`.'),
  })
  .prefault({});

const trust = z
  .string()
  .max(1024)
  .regex(/^(verify|tofu|ignore|pin:[0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*)$/, {
    message: 'not one of verify, tofu, pin:SHA256[,SHA256], ignore',
  })
  .describe("How a host's certificate is judged.");

export const hostPool = defineKind({
  kind: 'host-pool',
  plural: 'host-pools',
  title: 'HostPool',
  description: 'Session hosts that serve the same desktops and applications.',
  schema: z.strictObject({
    displayName,
    description,
    type: z.enum(['Pooled', 'Personal']).default('Pooled').describe('Shared hosts, or one host for each person.'),
    loadBalancer: z
      .enum(['BreadthFirst', 'DepthFirst'])
      .default('BreadthFirst')
      .describe('New sessions go to the host with the fewest, or to the fullest with room.'),
    personalAssignment: z
      .enum(['Automatic', 'Direct'])
      .default('Automatic')
      .describe('A personal host is bound at the first connection, or by an administrator only.'),
    maxSessions: z.int().min(1).max(10_000).default(10).describe('Sessions on one host of a pooled pool.'),
    rdpProperties: rdpProperties.describe(
      'Settings in the syntax of .rdp files, such as `audiomode:i:0;redirectclipboard:i:1`.',
    ),
    security: z.enum(['auto', 'nla', 'tls', 'rdp']).default('auto').describe('Security protocols offered to hosts.'),
    trust: trust.default('verify'),
    credentials,
    validation: z.boolean().default(false).describe('A validation environment: it gets new images first.'),
    startOnConnect: z.boolean().default(false).describe('A connection starts a stopped host.'),
    scalingPlan: reference('scaling-plan').optional(),
    collection: reference('collection').optional(),
    connectorGroup: reference('connector-group').optional(),
    provider,
    health: z
      .strictObject({
        intervalMs: z.int().min(SECOND).max(3_600_000).default(30_000).describe('Time between checks of a host.'),
        timeoutMs: z.int().min(100).max(60_000).default(5000).describe('Time for a check.'),
      })
      .prefault({}),
  }),
});

export const sessionHost = defineKind({
  kind: 'session-host',
  plural: 'session-hosts',
  title: 'SessionHost',
  description: 'A machine that accepts RDP.',
  schema: z.strictObject({
    displayName: displayName.optional(),
    description,
    hostPool: reference('host-pool'),
    address: line(320)
      .regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/, { message: 'not of the form host[:port]' })
      .describe('`host[:port]`; the port is 3389 unless given.'),
    drain: z.boolean().default(false).describe('Takes no new sessions; those that run stay.'),
    trust: trust.optional().describe("Instead of the pool's."),
    assignedUser: reference('user').optional().describe('Whose personal host it is.'),
    image: reference('image').optional(),
  }),
});

const percent = z.int().min(0).max(100);
const phase = z.strictObject({ start: timeOfDay, loadBalancer: z.enum(['BreadthFirst', 'DepthFirst']) });

export const scalingPlan = defineKind({
  kind: 'scaling-plan',
  plural: 'scaling-plans',
  title: 'ScalingPlan',
  description: 'When hosts of a pool are started and stopped.',
  schema: z.strictObject({
    displayName,
    description,
    timeZone,
    schedules: z
      .array(
        z.strictObject({
          days: z.array(weekday).min(1).max(7),
          rampUp: phase.extend({ minimumHostsPercent: percent, capacityThresholdPercent: percent.min(1) }),
          peak: phase,
          rampDown: phase.extend({
            minimumHostsPercent: percent,
            capacityThresholdPercent: percent.min(1),
            forceLogoff: z.boolean().default(false),
            waitMinutes: z.int().min(0).max(1440).default(30),
            message: line(1024).default('This computer is about to be switched off. Save your work and sign out.'),
          }),
          offPeak: phase,
        }),
      )
      .min(1)
      .max(7),
  }),
});

export const collection = defineKind({
  kind: 'collection',
  plural: 'collections',
  title: 'Collection',
  description: 'Host pools that run the same image; hybrid ones are reached through a connector group.',
  schema: z.strictObject({
    displayName,
    description,
    type: z.enum(['Cloud', 'Hybrid']).default('Cloud'),
    connectorGroup: reference('connector-group').optional(),
    image: reference('image').optional().describe('The image that hosts are brought to, by draining.'),
  }),
});

export const image = defineKind({
  kind: 'image',
  plural: 'images',
  title: 'Image',
  description: 'A version of what hosts run.',
  schema: z.strictObject({ displayName, description, version: line(64).min(1) }),
});
