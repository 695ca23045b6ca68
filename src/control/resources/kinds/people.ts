/** Who signs in, and what administrators may do. */
import { z } from 'zod';
import { description, displayName, line, principal, reference, secret } from '../fields.js';
import { defineKind } from '../kind.js';

export const user = defineKind({
  kind: 'user',
  plural: 'users',
  title: 'User',
  description: 'A person. Its name is the user name at sign-in.',
  schema: z.strictObject({
    displayName,
    email: line(320).default(''),
    userPrincipalName: line(320).default('').describe('As `alice@example.com`; maps the person to credentials.'),
    identityProvider: reference('identity-provider')
      .optional()
      .describe('Whoever signs in there under this name is this user. Without it nobody from a provider is.'),
    disabled: z.boolean().default(false).describe('May not sign in; what runs is ended.'),
    groups: z.array(reference('group')).max(256).default([]).describe('Groups besides those that a provider names.'),
  }),
});

export const group = defineKind({
  kind: 'group',
  plural: 'groups',
  title: 'Group',
  description: 'People who are assigned the same things.',
  schema: z.strictObject({
    displayName,
    description,
    claims: z
      .array(z.strictObject({ provider: reference('identity-provider'), value: line(256).min(1) }))
      .max(64)
      .default([])
      .describe("Whoever signs in with this value in the provider's group claim is a member."),
  }),
});

export const ROLES = ['Reader', 'Contributor', 'HostPoolOperator', 'SessionOperator', 'User', 'Administrator'] as const;

export const roleAssignment = defineKind({
  kind: 'role-assignment',
  plural: 'role-assignments',
  title: 'RoleAssignment',
  description: 'What a user or group may do, everywhere or with one resource and what belongs to it.',
  schema: z.strictObject({
    principal,
    role: z.enum(ROLES),
    scope: z
      .union([
        z.literal('/'),
        z.strictObject({ workspace: reference('workspace') }),
        z.strictObject({ hostPool: reference('host-pool') }),
        z.strictObject({ applicationGroup: reference('application-group') }),
      ])
      .default('/'),
  }),
});

export const credential = defineKind({
  kind: 'credential',
  plural: 'credentials',
  title: 'Credential',
  description: 'An account on session hosts, kept sealed.',
  schema: z.strictObject({
    displayName,
    userName: line(256).min(1),
    domain: line(256).default(''),
    password: secret('Password of the account.'),
    owner: reference('user').optional().describe('For pools whose credentials are `mapped`.'),
  }),
});

export const identityProvider = defineKind({
  kind: 'identity-provider',
  plural: 'identity-providers',
  title: 'IdentityProvider',
  description: 'An OpenID Connect provider that people sign in with.',
  schema: z.strictObject({
    displayName,
    issuer: z.url({ protocol: /^https?$/ }).describe('Issuer; plain HTTP on loopback only.'),
    clientId: line(512).min(1),
    clientSecret: secret('Secret of the client; without it the client is public.'),
    scopes: z.array(line(128)).max(32).default(['openid', 'profile', 'email']),
    claims: z
      .strictObject({
        userName: line(128).default('preferred_username'),
        displayName: line(128).default('name'),
        email: line(128).default('email'),
        userPrincipalName: line(128).default('upn'),
        groups: line(128).default('groups'),
        roles: line(128).default('roles'),
      })
      .prefault({})
      .describe('Claims that say who somebody is.'),
    createUsers: z.boolean().default(true).describe('Whoever the provider signs in becomes a user.'),
    disabled: z.boolean().default(false),
  }),
});
