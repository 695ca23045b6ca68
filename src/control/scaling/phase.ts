import { DateTime } from 'luxon';
import type { Body } from '../resources/kinds.js';

type Schedule = Body<'scaling-plan'>['schedules'][number];

export type PhaseName = 'rampUp' | 'peak' | 'rampDown' | 'offPeak';

/** The part of the day that a plan is in. */
export interface Phase {
  readonly name: PhaseName;
  readonly loadBalancer: 'BreadthFirst' | 'DepthFirst';
  /** Hosts that run at least, of all. */
  readonly minimumHostsPercent: number;
  /** Sessions that running hosts carry at most, of those that they have room for, before another is started. */
  readonly capacityThresholdPercent: number;
  /** Hosts without sessions are stopped. */
  readonly stops: boolean;
  /** Sessions are ended, after a warning, so that hosts can be stopped. */
  readonly forced: { readonly waitMinutes: number; readonly message: string } | undefined;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const PHASES: readonly PhaseName[] = ['rampUp', 'peak', 'rampDown', 'offPeak'];
/** A schedule covers at most seven days, so the phase before today's first began in the last eight. */
const DAYS_BACK = 8;

/** The phase at a time (milliseconds since the Unix epoch); undefined for a plan whose schedules have not begun. */
export function phaseAt({ timeZone, schedules }: Body<'scaling-plan'>, now: number): Phase | undefined {
  const local = DateTime.fromMillis(now, { zone: timeZone });
  for (let back = 0; back < DAYS_BACK; back++) {
    const day = local.minus({ days: back });
    const schedule = schedules.find(({ days }) => days.includes(WEEKDAYS[day.weekday - 1]));
    const name = schedule && lastBegun(schedule, back === 0 ? local.toFormat('HH:mm') : '24:00');
    if (name) return describe(schedule, name);
  }
  return undefined;
}

/** Phases follow each other in the order of their times; of equal times the later phase counts. */
function lastBegun(schedule: Schedule, time: string): PhaseName | undefined {
  const begun = PHASES.filter((name) => schedule[name].start <= time);
  return begun.sort((one, other) => schedule[one].start.localeCompare(schedule[other].start)).at(-1);
}

/** Peak keeps the capacity of ramp-up, off-peak that of ramp-down. */
function describe(schedule: Schedule, name: PhaseName): Phase {
  const down = name === 'rampDown' || name === 'offPeak';
  const { minimumHostsPercent, capacityThresholdPercent } = down ? schedule.rampDown : schedule.rampUp;
  const { forceLogoff, waitMinutes, message } = schedule.rampDown;
  return {
    name,
    loadBalancer: schedule[name].loadBalancer,
    minimumHostsPercent,
    capacityThresholdPercent,
    stops: down,
    forced: down && forceLogoff ? { waitMinutes, message } : undefined,
  };
}
