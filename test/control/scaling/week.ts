/** A host pool over a week of virtual time: people come and go, hosts take minutes to start, a plan decides each minute. */
import { DateTime } from 'luxon';
import type { Body } from '../../../src/control/resources/kinds.js';
import { decideScaling, type HostPower } from '../../../src/control/scaling/decide.js';
import { type PhaseName, phaseAt } from '../../../src/control/scaling/phase.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const START_MINUTES = 4;

interface SimulatedHost {
  readonly name: string;
  power: HostPower;
  sessions: number;
  warnedAt: number | undefined;
  changesAt: number;
}

export interface WeekInput {
  readonly plan: Body<'scaling-plan'>;
  readonly hosts: number;
  readonly maxSessions: number;
  /** Sessions that people want at a time of the plan's zone. */
  readonly demand: (local: DateTime) => number;
  readonly from: number;
  readonly until: number;
}

export interface Minute {
  readonly local: DateTime;
  readonly phase: PhaseName;
  readonly running: number;
  readonly sessions: number;
  /** People who found no room in this minute. */
  readonly turnedAway: number;
  readonly loggedOff: number;
  readonly warned: number;
}

/** Runs the week and returns what was so in each minute. */
export function simulate({ plan, hosts: count, maxSessions, demand, from, until }: WeekInput): Minute[] {
  const hosts: SimulatedHost[] = Array.from({ length: count }, (_, index) => ({
    ...{ name: `host-${String(index).padStart(2, '0')}`, power: 'deallocated', sessions: 0 },
    ...{ warnedAt: undefined, changesAt: 0 },
  }));
  const minutes: Minute[] = [];
  for (let now = from; now < until; now += MINUTE) {
    for (const host of hosts) settle(host, now);
    const local = DateTime.fromMillis(now, { zone: plan.timeZone });
    const phase = phaseAt(plan, now);
    if (!phase) throw new Error('the plan has not begun');
    const turnedAway = comeAndGo(hosts, maxSessions, demand(local), phase.loadBalancer);
    let [loggedOff, warned] = [0, 0];
    for (const action of decideScaling({ phase, hosts: hosts.map(describe), maxSessions, now })) {
      const host = hosts.find(({ name }) => name === action.host)!;
      if (action.action === 'start')
        Object.assign(host, { power: 'starting', changesAt: now + START_MINUTES * MINUTE });
      if (action.action === 'stop') {
        if (host.sessions > 0) throw new Error('a host with people on it was stopped');
        Object.assign(host, { power: 'stopping', changesAt: now + MINUTE, warnedAt: undefined });
      }
      if (action.action === 'keep') host.warnedAt = undefined;
      if (action.action === 'warn') {
        host.warnedAt = now;
        warned += host.sessions;
      }
      if (action.action === 'logOff') {
        if (now - host.warnedAt! < shortestWait(plan)) throw new Error('logged off before the time was over');
        loggedOff += host.sessions;
        host.sessions = 0;
      }
    }
    const up = hosts.filter(({ power }) => power === 'running');
    const sessions = hosts.reduce((sum, host) => sum + host.sessions, 0);
    minutes.push({ local, phase: phase.name, running: up.length, sessions, turnedAway, loggedOff, warned });
  }
  return minutes;
}

const shortestWait = (plan: Body<'scaling-plan'>): number =>
  Math.min(...plan.schedules.map(({ rampDown }) => rampDown.waitMinutes)) * MINUTE;

const describe = (host: SimulatedHost) => ({ ...host, drained: false });

function settle(host: SimulatedHost, now: number): void {
  if (now < host.changesAt) return;
  if (host.power === 'starting') host.power = 'running';
  if (host.power === 'stopping') host.power = 'deallocated';
}

/** Brings sessions to what is wanted; returns how many found no room. */
function comeAndGo(hosts: SimulatedHost[], maxSessions: number, wanted: number, balancer: string): number {
  let sessions = hosts.reduce((sum, host) => sum + host.sessions, 0);
  for (; sessions > wanted; sessions--)
    hosts.reduce((most, host) => (host.sessions > most.sessions ? host : most)).sessions--;
  for (; sessions < wanted; sessions++) {
    const open = hosts.filter(
      (host) => host.power === 'running' && host.warnedAt === undefined && host.sessions < maxSessions,
    );
    if (open.length === 0) return wanted - sessions;
    const sign = balancer === 'BreadthFirst' ? 1 : -1;
    open.sort((one, other) => sign * (one.sessions - other.sessions))[0].sessions++;
  }
  return 0;
}
