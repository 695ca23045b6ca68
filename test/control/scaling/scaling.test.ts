import { DateTime } from 'luxon';
import t from 'tap';
import { type BodyInput, KINDS } from '../../../src/control/resources/kinds.js';
import { decideScaling, type HostPower, type ScaledHost } from '../../../src/control/scaling/decide.js';
import { type Phase, phaseAt } from '../../../src/control/scaling/phase.js';
import { HOUR, MINUTE, simulate } from './week.js';

const ZONE = 'Europe/Berlin';
const at = (text: string): number => DateTime.fromISO(text, { zone: ZONE }).toMillis();

const OFFICE: BodyInput<'scaling-plan'> = {
  displayName: 'Office hours',
  timeZone: ZONE,
  schedules: [
    {
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      rampUp: { start: '07:00', loadBalancer: 'BreadthFirst', minimumHostsPercent: 20, capacityThresholdPercent: 60 },
      peak: { start: '09:00', loadBalancer: 'BreadthFirst' },
      rampDown: {
        ...{ start: '18:00', loadBalancer: 'DepthFirst', minimumHostsPercent: 10, capacityThresholdPercent: 90 },
        ...{ forceLogoff: true, waitMinutes: 30 },
      },
      offPeak: { start: '20:00', loadBalancer: 'DepthFirst' },
    },
    {
      days: ['saturday', 'sunday'],
      rampUp: { start: '09:00', loadBalancer: 'DepthFirst', minimumHostsPercent: 10, capacityThresholdPercent: 90 },
      peak: { start: '10:00', loadBalancer: 'DepthFirst' },
      rampDown: { start: '16:00', loadBalancer: 'DepthFirst', minimumHostsPercent: 10, capacityThresholdPercent: 90 },
      offPeak: { start: '18:00', loadBalancer: 'DepthFirst' },
    },
  ],
};
const plan = KINDS['scaling-plan'].schema.parse(OFFICE);

t.test('the phase follows weekday and time of the zone, over midnight and changes of the clock', async (t) => {
  const rows: readonly [string, string][] = [
    ['2026-07-01T06:59', 'offPeak'],
    ['2026-07-01T07:00', 'rampUp'],
    ['2026-07-01T09:00', 'peak'],
    ['2026-07-01T18:00', 'rampDown'],
    ['2026-07-01T23:59', 'offPeak'],
    ['2026-07-04T08:59', 'offPeak'],
    ['2026-07-04T09:30', 'rampUp'],
    ['2026-03-29T03:30', 'offPeak'],
    ['2026-03-30T07:00', 'rampUp'],
    ['2026-10-26T06:59', 'offPeak'],
  ];
  for (const [time, phase] of rows) t.equal(phaseAt(plan, at(time))?.name, phase, time);
  const mondays = { ...plan, schedules: [{ ...plan.schedules[0], days: ['monday' as const] }] };
  t.equal(phaseAt(mondays, at('2026-07-05T12:00'))?.name, 'offPeak', 'the last phase goes on until the next day');
});

const phase = (more: Partial<Phase> = {}): Phase => ({
  ...{ name: 'peak', loadBalancer: 'BreadthFirst', minimumHostsPercent: 25, capacityThresholdPercent: 50 },
  ...{ stops: false, forced: undefined },
  ...more,
});
const host = (name: string, power: HostPower, sessions = 0, more: Partial<ScaledHost> = {}): ScaledHost => ({
  ...{ name, power, sessions, drained: false, warnedAt: undefined },
  ...more,
});
const decide = (hosts: ScaledHost[], more: Partial<Phase> = {}, now = 0): string[] =>
  decideScaling({ phase: phase(more), hosts, maxSessions: 4, now }).map(({ action, host }) => `${action} ${host}`);
const DOWN = { stops: true, minimumHostsPercent: 0, capacityThresholdPercent: 100 };
const FORCED = { ...DOWN, forced: { waitMinutes: 10, message: 'Save.' } };

t.test('growing', async (t) => {
  const off = ['a', 'b', 'c', 'd'].map((name) => host(name, 'stopped'));
  t.strictSame(decide(off), ['start a'], 'the minimum');
  t.strictSame(decide([host('a', 'starting'), ...off.slice(1)]), [], 'a host that starts counts');
  t.strictSame(decide([host('a', 'running', 3), ...off.slice(1)]), ['start b'], 'above the threshold');
  t.strictSame(decide([host('a', 'running', 2), ...off.slice(1)]), [], 'at the threshold');
  t.strictSame(decide([host('a', 'running', 4), host('b', 'running', 4)]), [], 'all run already');
  t.strictSame(
    decide([host('a', 'running', 3, { drained: true }), host('b', 'stopped', 0, { drained: true })]),
    [],
    'what an administrator drains is left alone',
  );
  t.strictSame(
    decide([host('a', 'running', 3), host('b', 'running', 1, { warnedAt: 0 }), host('c', 'stopped')], DOWN),
    [],
    'fits into one host',
  );
  t.strictSame(
    decide([host('a', 'running', 4), host('b', 'running', 1, { warnedAt: 0 }), host('c', 'stopped')], FORCED),
    ['keep b'],
    'a host that was to go is kept before another is started',
  );
});

t.test('shrinking', async (t) => {
  t.strictSame(decide([host('a', 'running'), host('b', 'running', 1)], DOWN), ['stop a'], 'empty hosts go');
  t.strictSame(decide([host('a', 'running'), host('b', 'running')]), [], 'not in peak');
  t.strictSame(decide([host('a', 'running', 1), host('b', 'running', 1)], DOWN), [], 'people are not sent away');
  t.strictSame(
    decide([host('a', 'running', 1), host('b', 'running', 2)], FORCED),
    ['warn a'],
    'unless the plan says so',
  );
  const warned = [host('a', 'running', 1, { warnedAt: 0 }), host('b', 'running', 2)];
  t.strictSame(decide(warned, FORCED, 10 * MINUTE - 1), [], 'they have time');
  t.strictSame(decide(warned, FORCED, 10 * MINUTE), ['logOff a'], 'and then they are logged off');
  t.strictSame(decide([host('a', 'running', 0, { warnedAt: 0 }), host('b', 'running', 2)], FORCED), ['stop a']);
  t.strictSame(decide([host('a', 'starting'), host('b', 'running', 1)], DOWN), [], 'what starts is let be');
});

t.test('a week of an office: there is room when people come, and hosts are off when they are not needed', async (t) => {
  const from = at('2026-06-29T00:00');
  const week = simulate({
    plan,
    hosts: 20,
    maxSessions: 10,
    from,
    until: from + 7 * 24 * HOUR,
    demand: ({ weekday, hour, minute }) => {
      if (weekday > 5) return hour >= 10 && hour < 15 ? 6 : 0;
      const time = hour + minute / 60;
      if (time < 7 || time >= 20) return 2;
      if (time < 9) return 2 + Math.floor(((time - 7) / 2) * 108);
      return time < 17 ? 110 : Math.max(5, 110 - Math.floor(((time - 17) / 2) * 105));
    },
  });
  const turnedAway = week.reduce((sum, minute) => sum + minute.turnedAway, 0);
  t.ok(turnedAway < 20, `${turnedAway} waited for a minute, in a week`);
  const peak = week.filter(({ phase, local }) => phase === 'peak' && local.weekday < 6 && local.hour >= 10);
  t.ok(
    peak.every(({ sessions, running }) => sessions <= running * 10 * 0.6),
    'the threshold holds in peak',
  );
  const nights = week.filter(({ local }) => local.weekday < 6 && (local.hour >= 21 || local.hour < 6));
  t.ok(
    nights.every(({ running }) => running <= 2),
    'two of twenty hosts at night',
  );
  const hostHours = week.reduce((sum, { running }) => sum + running, 0) / 60;
  t.ok(hostHours < 0.5 * 20 * 7 * 24, `${Math.round(hostHours)} host hours of ${20 * 7 * 24}`);
  t.ok(
    week.some(({ loggedOff }) => loggedOff > 0) &&
      week.every(({ loggedOff, phase }) => loggedOff === 0 || phase !== 'peak'),
    'people are logged off in the evening only',
  );
  t.ok(
    week.filter(({ local }) => local.weekday > 5).every(({ running, local }) => local.hour < 9 || running >= 1),
    'somebody who works on Sunday has a host',
  );
});
