import ipaddr from 'ipaddr.js';
import { DateTime } from 'luxon';
import type { Body } from '../resources/kinds.js';

/** What is known about one attempt to connect. */
export interface ConnectionFacts {
  readonly user: string;
  /** The user's groups, direct and by claims. */
  readonly groups: readonly string[];
  readonly applicationGroup: string;
  /** Address that the person comes from. */
  readonly remote: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly authentication: {
    readonly at: number;
    readonly methods: readonly string[];
    readonly context?: string;
    readonly multiFactor: boolean;
  };
}

/** The condition because of which a policy does not apply. */
export type Applicability = 'people' | 'resources' | 'networks' | 'times';

type PolicyBody = Body<'access-policy'>;
type Principal = Exclude<PolicyBody['people']['include'], 'all'>[number];

/** Undefined when the policy applies. */
export function whyNotApplicable(policy: PolicyBody, facts: ConnectionFacts): Applicability | undefined {
  const { people, resources, conditions } = policy;
  const isPerson = (principal: Principal): boolean =>
    'user' in principal ? principal.user === facts.user : facts.groups.includes(principal.group);
  if (people.include !== 'all' && !people.include.some(isPerson)) return 'people';
  if (people.exclude.some(isPerson)) return 'people';
  if (resources.include !== 'all' && !resources.include.includes(facts.applicationGroup)) return 'resources';
  if (resources.exclude.includes(facts.applicationGroup)) return 'resources';
  if (conditions.networks && !appliesFrom(conditions.networks, facts.remote)) return 'networks';
  if (conditions.times && !appliesAt(conditions.times, facts.now)) return 'times';
  return undefined;
}

type Networks = NonNullable<PolicyBody['conditions']['networks']>;

/** An address that cannot be read is in no network that is trusted by name, and in every one that is not. */
function appliesFrom({ include, exclude }: Networks, remote: string): boolean {
  if (exclude.some((range) => isWithin(remote, range))) return false;
  return include.length === 0 || !ipaddr.isValid(remote) || include.some((range) => isWithin(remote, range));
}

/** IPv4 addresses that are written as IPv6 count as IPv4. */
export function isWithin(address: string, range: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  const [network, bits] = ipaddr.isValidCIDR(range)
    ? ipaddr.parseCIDR(range)
    : [ipaddr.process(range), ipaddr.process(range).kind() === 'ipv4' ? 32 : 128];
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

type Times = NonNullable<PolicyBody['conditions']['times']>;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Past midnight the day on which the span began counts. */
function appliesAt({ days, from, to, timeZone }: Times, now: number): boolean {
  const local = DateTime.fromMillis(now, { zone: timeZone });
  const time = local.toFormat('HH:mm');
  const isDay = (at: DateTime): boolean => days.includes(WEEKDAYS[at.weekday - 1]);
  if (from < to) return isDay(local) && from <= time && time < to;
  return (isDay(local) && from <= time) || (isDay(local.minus({ days: 1 })) && time < to);
}
