/** What a scaling plan does next with the hosts of a pool. Pure: the caller acts, and asks again later. */
import type { Phase } from './phase.js';

export type HostPower = 'running' | 'stopped' | 'deallocated' | 'starting' | 'stopping' | 'unknown';

export interface ScaledHost {
  readonly name: string;
  readonly power: HostPower;
  readonly sessions: number;
  /** An administrator set it to drain: it is neither counted nor touched. */
  readonly drained: boolean;
  /** When the people on it were told that it will be stopped; undefined when they were not. */
  readonly warnedAt: number | undefined;
}

export type ScalingAction =
  | { readonly action: 'start' | 'stop'; readonly host: string }
  /** Takes no new sessions from now on, and its people are told. */
  | { readonly action: 'warn'; readonly host: string; readonly message: string; readonly waitMinutes: number }
  | { readonly action: 'logOff'; readonly host: string }
  /** It is needed after all. */
  | { readonly action: 'keep'; readonly host: string };

export interface ScalingInput {
  readonly phase: Phase;
  readonly hosts: readonly ScaledHost[];
  /** Sessions that a host has room for. */
  readonly maxSessions: number;
  readonly now: number;
}

const MINUTE_MS = 60_000;

/** The actions that bring the pool to its plan, most urgent first; none when it is there. */
export function decideScaling(input: ScalingInput): ScalingAction[] {
  const hosts = input.hosts.filter(({ drained }) => !drained);
  const wanted = wantedHosts(input, hosts);
  // Whoever is being emptied does not count: its room is not for new sessions.
  const serving = hosts.filter((host) => isUp(host) && host.warnedAt === undefined);
  if (serving.length < wanted) return grow(hosts, wanted - serving.length);
  return input.phase.stops ? shrink(input, hosts, serving, wanted) : [];
}

const isUp = ({ power }: ScaledHost): boolean => power === 'running' || power === 'starting';

/** The fewest hosts that keep the plan's minimum, and its share of room free. */
function wantedHosts({ phase, maxSessions }: ScalingInput, hosts: readonly ScaledHost[]): number {
  const sessions = hosts.reduce((sum, host) => sum + host.sessions, 0);
  const minimum = Math.ceil((hosts.length * phase.minimumHostsPercent) / 100);
  const forSessions = Math.ceil((sessions * 100) / (maxSessions * phase.capacityThresholdPercent));
  return Math.min(hosts.length, Math.max(minimum, forSessions));
}

/** Hosts that still run are kept before others are started. */
function grow(hosts: readonly ScaledHost[], missing: number): ScalingAction[] {
  const kept = hosts.filter((host) => isUp(host) && host.warnedAt !== undefined).sort(bySessions(-1));
  const off = hosts.filter(({ power }) => power === 'stopped' || power === 'deallocated').sort(byName);
  return [
    ...kept.map(({ name }) => ({ action: 'keep', host: name }) as const),
    ...off.map(({ name }) => ({ action: 'start', host: name }) as const),
  ].slice(0, missing);
}

/** Empty hosts are stopped at once; the emptiest of the others are emptied where the plan forces it. */
function shrink(
  { phase, now }: ScalingInput,
  hosts: readonly ScaledHost[],
  serving: readonly ScaledHost[],
  wanted: number,
): ScalingAction[] {
  const leaving = hosts.filter((host) => host.power === 'running' && host.warnedAt !== undefined);
  const actions = leaving.flatMap((host): ScalingAction[] => {
    if (host.sessions === 0) return [{ action: 'stop', host: host.name }];
    const waited = phase.forced && now - host.warnedAt! >= phase.forced.waitMinutes * MINUTE_MS;
    return waited ? [{ action: 'logOff', host: host.name }] : [];
  });
  const candidates = serving.filter(({ power }) => power === 'running').sort(bySessions(1));
  for (const { name, sessions } of candidates.slice(0, serving.length - wanted)) {
    if (sessions === 0) actions.push({ action: 'stop', host: name });
    else if (phase.forced) actions.push({ action: 'warn', host: name, ...phase.forced });
  }
  return actions;
}

const byName = (one: ScaledHost, other: ScaledHost): number => one.name.localeCompare(other.name);
const bySessions =
  (sign: 1 | -1) =>
  (one: ScaledHost, other: ScaledHost): number =>
    sign * (one.sessions - other.sessions) || byName(one, other);
