/** Access policies, in the spirit of conditional access. */
import { z } from 'zod';
import { cidr, description, displayName, line, principal, reference, timeOfDay, timeZone, weekday } from '../fields.js';
import { defineKind } from '../kind.js';

const DAY_MINUTES = 1440;

export const accessPolicy = defineKind({
  kind: 'access-policy',
  plural: 'access-policies',
  title: 'AccessPolicy',
  description:
    'What must hold before somebody opens a session, and what the session may do. The strictest of all that apply counts.',
  schema: z.strictObject({
    displayName,
    description,
    state: z.enum(['enabled', 'reportOnly', 'disabled']).default('reportOnly'),
    people: z
      .strictObject({
        include: z.union([z.literal('all'), z.array(principal).max(256)]).default('all'),
        exclude: z.array(principal).max(256).default([]),
      })
      .prefault({}),
    resources: z
      .strictObject({
        include: z.union([z.literal('all'), z.array(reference('application-group')).max(256)]).default('all'),
        exclude: z.array(reference('application-group')).max(256).default([]),
      })
      .prefault({}),
    conditions: z
      .strictObject({
        networks: z
          .strictObject({ include: z.array(cidr).max(256).default([]), exclude: z.array(cidr).max(256).default([]) })
          .optional()
          .describe('Applies to people who come from an included network (any, when empty) and no excluded one.'),
        times: z
          .strictObject({ days: z.array(weekday).min(1), from: timeOfDay, to: timeOfDay, timeZone })
          .optional()
          .describe('Applies on these days from a time until another; past midnight when `to` is earlier.'),
      })
      .prefault({}),
    grant: z
      .discriminatedUnion('control', [
        z.strictObject({ control: z.literal('block') }),
        z.strictObject({
          control: z.literal('allow'),
          multiFactor: z.boolean().default(false).describe('Signed in with a second factor or a passkey.'),
          authenticationContext: z.array(line(256)).max(16).default([]).describe('One of these `acr` values.'),
          authenticationMethods: z.array(line(64)).max(16).default([]).describe('One of these `amr` values.'),
          signedInWithinMinutes: z
            .int()
            .min(1)
            .max(30 * DAY_MINUTES)
            .optional(),
        }),
      ])
      .prefault({ control: 'allow' }),
    session: z
      .strictObject({
        lifetimeMinutes: z
          .int()
          .min(1)
          .max(30 * DAY_MINUTES)
          .optional()
          .describe('A session ends after so long.'),
        clipboard: z.enum(['both', 'toHost', 'fromHost', 'none']).default('both'),
        drive: z.boolean().default(true),
        printing: z.boolean().default(true),
        watermark: z.boolean().default(false).describe("The person's name across the picture."),
      })
      .prefault({}),
  }),
});
