/** What must hold between resources, beyond that a name which is named exists. */
import { isIPv6 } from 'node:net';
import type { Issue } from '../request-invalid.js';
import type { Body, KindName } from './kinds.js';

/** What rules look at besides the description itself; it stays as it is until the transaction ends. */
export interface Surroundings {
  /** Another resource that the description names; undefined when there is none of this name. */
  named<K extends KindName>(kind: K, name: string): Promise<Body<K> | undefined>;
  /** Resources of a kind that name this one in `field`. */
  users<K extends KindName>(kind: K, field: string): Promise<readonly { name: string; body: Body<K> }[]>;
}

export interface Verdict {
  /** What is wrong with the description. */
  readonly issues: readonly Issue[];
  /** What contradicts it elsewhere, such as `application/notepad`, and why. */
  readonly conflict?: { readonly why: string; readonly with: readonly string[] };
}

type Rule<K extends KindName> = (body: Body<K>, around: Surroundings) => Promise<Verdict> | Verdict;

const refuse = (path: string, message: string): Verdict => ({ issues: [{ path, message }] });
const FINE: Verdict = { issues: [] };

const application: Rule<'application'> = async ({ applicationGroup }, around) => {
  const group = await around.named('application-group', applicationGroup);
  return group?.type === 'Desktop' ? refuse('applicationGroup', 'not a RemoteApp group') : FINE;
};

const applicationGroup: Rule<'application-group'> = async ({ type }, around) => {
  if (type === 'RemoteApp') return FINE;
  const names = (await around.users('application', 'applicationGroup')).map(({ name }) => `application/${name}`);
  return names.length === 0
    ? FINE
    : { issues: [], conflict: { why: 'a Desktop group has no applications', with: names } };
};

const sessionHost: Rule<'session-host'> = async ({ hostPool: pool, assignedUser, address }, around) => {
  const port = /:(\d+)$/.exec(address.replace(/^\[.*\]/, ''))?.[1];
  if (port !== undefined && !(1 <= Number(port) && Number(port) <= 0xffff)) return refuse('address', 'not a port');
  const inside = /^\[(.*)\]/.exec(address)?.[1];
  if (inside !== undefined && !isIPv6(inside)) return refuse('address', 'not an IPv6 address in brackets');
  if (assignedUser === undefined) return FINE;
  const named = await around.named('host-pool', pool);
  return named?.type === 'Pooled' ? refuse('assignedUser', 'hosts of a pooled host pool belong to nobody') : FINE;
};

const hostPool: Rule<'host-pool'> = async ({ type, credentials }, around) => {
  const { mode, credential } = credentials;
  if (mode === 'vault' && credential === undefined) return refuse('credentials.credential', '`vault` needs one');
  if (mode !== 'vault' && credential !== undefined) return refuse('credentials.credential', 'used by `vault` only');
  if (type === 'Personal') return FINE;
  const assigned = (await around.users('session-host', 'hostPool')).filter(
    ({ body }) => body.assignedUser !== undefined,
  );
  const names = assigned.map(({ name }) => `session-host/${name}`);
  return names.length === 0
    ? FINE
    : { issues: [], conflict: { why: 'these hosts are assigned to people', with: names } };
};

const collection: Rule<'collection'> = ({ type, connectorGroup }) =>
  type === 'Hybrid' && connectorGroup === undefined ? refuse('connectorGroup', 'a hybrid collection needs one') : FINE;

const scalingPlan: Rule<'scaling-plan'> = ({ schedules }) => {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const [index, { days }] of schedules.entries()) {
    for (const day of days) {
      if (seen.has(day)) issues.push({ path: `schedules.${index}.days`, message: `${day} has a schedule already` });
      seen.add(day);
    }
  }
  return { issues };
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const identityProvider: Rule<'identity-provider'> = ({ issuer }) => {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'http:' && !LOOPBACK.test(hostname) ? refuse('issuer', 'plain HTTP is for loopback only') : FINE;
};

const RULES: { readonly [K in KindName]?: Rule<K> } = {
  application,
  'application-group': applicationGroup,
  'session-host': sessionHost,
  'host-pool': hostPool,
  collection,
  'scaling-plan': scalingPlan,
  'identity-provider': identityProvider,
};

export async function judge<K extends KindName>(kind: K, body: Body<K>, around: Surroundings): Promise<Verdict> {
  const rule = RULES[kind] as Rule<K> | undefined;
  return rule ? rule(body, around) : FINE;
}
