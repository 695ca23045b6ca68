import type { z } from 'zod';
import type { Kind } from './kind.js';
import { accessPolicy } from './kinds/access.js';
import { collection, hostPool, image, scalingPlan, sessionHost } from './kinds/hosts.js';
import { connector, connectorGroup, webApp } from './kinds/network.js';
import { credential, group, identityProvider, roleAssignment, user } from './kinds/people.js';
import { application, applicationGroup, assignment, workspace } from './kinds/publishing.js';

/** All kinds, in an order in which each names only kinds before it or beside it. */
export const KINDS = {
  'identity-provider': identityProvider,
  group,
  user,
  credential,
  'connector-group': connectorGroup,
  connector,
  image,
  collection,
  'scaling-plan': scalingPlan,
  'host-pool': hostPool,
  'session-host': sessionHost,
  workspace,
  'application-group': applicationGroup,
  application,
  assignment,
  'access-policy': accessPolicy,
  'role-assignment': roleAssignment,
  'web-app': webApp,
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

/** A checked description. */
export type Body<K extends KindName> = z.output<(typeof KINDS)[K]['schema']>;
/** A description as it is given: what has a default may be missing. */
export type BodyInput<K extends KindName> = z.input<(typeof KINDS)[K]['schema']>;
