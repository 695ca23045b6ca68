/** Scaling plans, start on connect and image updates with a provider whose machines are files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { BodyInput } from '../../../src/control/resources/kinds.js';
import { eachStore, type OpenStore } from '../../support/stores.js';
import { ask, ended, type Office, openOffice, redeemed } from '../broker/office.js';

const MINUTE = 60_000;

/** Notes what is done to each machine, in a file of its name. */
function machines(folder: string): BodyInput<'host-pool'>['provider'] {
  const note = (what: string): string[] => [
    process.execPath,
    '-e',
    'const { SLUICE_HOST: name, SLUICE_IMAGE: image } = process.env;' +
      'require("fs").appendFileSync(process.argv[1] + "/" + name, process.argv[2] + (image ? " " + image : "") + "\\n")',
    folder,
    what,
  ];
  return { type: 'exec', start: note('start'), stop: note('stop'), timeoutMs: 60_000 };
}

const doneTo = (folder: string, name: string): string[] =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : [];

async function withMachines(t: Test, open: OpenStore, pool: Partial<BodyInput<'host-pool'>>, hosts = 2) {
  const folder = t.testdir({ machines: {} });
  const office = await openOffice(t, open, { hosts, pool: { provider: machines(folder), ...pool } });
  const { brokering } = office.first;
  /** What was begun is done, and hosts are checked. */
  const settle = async (): Promise<void> => {
    await brokering.images.idle();
    await brokering.power.idle();
    office.clock.now += 31_000;
    await brokering.checker.run();
  };
  const powers = async (): Promise<string> => {
    const { hosts: all } = await brokering.hosts.list({ limit: 10, reach: 'everywhere' });
    return all.map(({ name, power }) => `${name} ${power}`).join(', ');
  };
  /** Somebody switched it off, and it does not answer. */
  const switchOff = async (name: string): Promise<void> => {
    office.dead.add(`${name}.example`);
    await brokering.hostStates.setPower(name, 'stopped', { health: 'unavailable' });
  };
  return { ...office, folder, settle, powers, switchOff };
}

t.test('a connection starts a host, and those who come meanwhile wait for it', async (t) =>
  eachStore(t, async (t, open) => {
    const office = await withMachines(t, open, { startOnConnect: true, maxSessions: 1 }, 1);
    const { first, folder, dead, clock, settle, switchOff } = office;
    await switchOff('h1');
    const ann = await ask(first, 'ann');
    t.match(ann, { state: 'starting', host: 'h1' });
    t.equal(ann.estimateMs, 90_000);
    const ben = await ask(first, 'ben');
    t.match(ben, { state: 'starting', host: 'h1' });
    await first.brokering.power.idle();
    t.same(doneTo(folder, 'h1'), ['start'], 'once');
    clock.now += 20_000;
    t.match(await first.brokering.broker.get('ann', ann.id), { state: 'starting', estimateMs: 70_000 });
    dead.clear();
    await settle();
    await first.brokering.broker.place('office');
    t.match(await first.brokering.broker.get('ann', ann.id), { state: 'granted', host: 'h1' });
    t.match(await first.brokering.broker.get('ben', ben.id), { state: 'waiting', position: 1 });
  }),
);

t.test('a host that does not start is told, and another is tried', async (t) =>
  eachStore(t, async (t, open) => {
    const office = await withMachines(t, open, { startOnConnect: true });
    const { first, switchOff } = office;
    await switchOff('h1');
    await switchOff('h2');
    const { body } = await first.resources.require('host-pool', 'office');
    const broken = { ...body, provider: { ...body.provider, start: [process.execPath, '-e', 'process.exit(1)'] } };
    await first.resources.put('host-pool', 'office', broken);
    await first.brokering.published.current();
    const { broker } = first.brokering;
    let told = await ask(first, 'ann');
    while (told.state === 'starting') told = await broker.wait('ann', told.id, 500, new AbortController().signal);
    t.match(told, { state: 'failed', problem: { code: 'HOST_START_FAILED' } });
    const rows = await first.store.db.selectFrom('audit').selectAll().where('outcome', '=', 'failed').execute();
    t.same(
      rows.map(({ action, target }) => `${action} ${target}`),
      ['session-host.start session-host/h1', 'session-host.start session-host/h2'],
    );
  }),
);

const phase = { loadBalancer: 'DepthFirst' as const };
const PLAN: BodyInput<'scaling-plan'> = {
  displayName: 'Days',
  timeZone: 'UTC',
  schedules: [
    {
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
      rampUp: { start: '07:00', ...phase, minimumHostsPercent: 50, capacityThresholdPercent: 60 },
      peak: { start: '09:00', ...phase },
      rampDown: {
        ...{ start: '18:00', ...phase, minimumHostsPercent: 25, capacityThresholdPercent: 100 },
        ...{ forceLogoff: true, waitMinutes: 10, message: 'Good night.' },
      },
      offPeak: { start: '20:00', ...phase },
    },
  ],
};

/** To a time of the office's day. */
const at = ({ clock }: Office, hours: number): void => {
  clock.now = Date.UTC(2026, 10, 20, 0) + hours * 60 * MINUTE;
};

t.test('a day with a plan', async (t) =>
  eachStore(t, async (t, open) => {
    const office = await withMachines(t, open, { maxSessions: 2 }, 4);
    const { first, dead, settle, powers, folder, switchOff } = office;
    const { brokering, resources } = first;
    await resources.put('scaling-plan', 'days', PLAN);
    const { body } = await resources.require('host-pool', 'office');
    await resources.put('host-pool', 'office', { ...body, scalingPlan: 'days' });
    for (const name of ['h1', 'h2', 'h3', 'h4']) await switchOff(name);

    at(office, 7);
    await brokering.scaler.run();
    dead.clear();
    for (const name of ['h3', 'h4']) dead.add(`${name}.example`);
    await settle();
    t.equal(await powers(), 'h1 running, h2 running, h3 stopped, h4 stopped', 'half of them in the morning');

    at(office, 10);
    const [ann, ben, cem] = [await ask(first, 'ann'), await ask(first, 'ben'), await ask(first, 'cem')];
    t.same(
      [ann, ben, cem].map(({ host }) => host),
      ['h1', 'h1', 'h2'],
      'the plan spreads depth first',
    );
    const sessions = [await redeemed(first, ann), await redeemed(first, ben), await redeemed(first, cem)];
    await brokering.scaler.run();
    dead.delete('h3.example');
    await settle();
    t.equal(await powers(), 'h1 running, h2 running, h3 running, h4 stopped', 'one more, for room');

    at(office, 18.1);
    await brokering.scaler.run();
    dead.add('h3.example');
    await settle();
    t.same(doneTo(folder, 'h3'), ['start', 'stop'], 'the empty one is stopped');
    await ended(first, sessions[1]);
    await brokering.scaler.run();
    t.match(
      await brokering.hostStates.get('h1'),
      { warned_at: office.clock.now },
      'one of two that are half full is emptied',
    );
    t.match(await ask(first, 'dan'), { host: 'h2' }, 'and takes nobody new');
    office.clock.now += 11 * MINUTE;
    await brokering.scaler.run();
    await brokering.running.flush();
    // No data path is here to end it.
    await ended(first, sessions[0]);
    await brokering.scaler.run();
    dead.add('h1.example');
    await settle();
    t.equal(await powers(), 'h1 stopped, h2 running, h3 stopped, h4 stopped');
    const actions = (await first.store.db.selectFrom('audit').selectAll().orderBy('seq').execute()).map(
      ({ actor, action, target }) => `${actor} ${action} ${target}`,
    );
    t.ok(actions.includes('scaling session-host.warn session-host/h1'));
    t.ok(actions.includes('scaling session.logoff session-host/h1'));
  }),
);

t.test('hosts are brought to the image of their collection, validation first, when they are empty', async (t) =>
  eachStore(t, async (t, open) => {
    const office = await withMachines(t, open, {}, 2);
    const { first, folder, settle } = office;
    const { resources, brokering } = first;
    await resources.put('image', 'v2', { displayName: 'Two', version: '2' });
    await resources.put('collection', 'all', { displayName: 'All', image: 'v2' });
    const { body } = await resources.require('host-pool', 'office');
    await resources.put('host-pool', 'office', { ...body, collection: 'all' });
    await resources.put('host-pool', 'trial', { ...body, displayName: 'Trial', collection: 'all', validation: true });
    await resources.put('session-host', 't1', { hostPool: 'trial', address: 't1.example' });
    await brokering.published.current();
    await brokering.checker.check('t1');
    const step = async (): Promise<void> => {
      await brokering.images.run();
      await settle();
    };
    const images = async (): Promise<string> => {
      const { items } = await resources.list('session-host', { limit: 10 });
      return items.map(({ name, body: { image } }) => `${name} ${image ?? '-'}`).join(', ');
    };
    const session = await redeemed(first, await ask(first, 'ann'));
    await step();
    await step();
    t.equal(await images(), 'h1 -, h2 -, t1 v2');
    t.same(doneTo(folder, 't1'), ['stop', 'start v2']);
    await step();
    t.match(await ask(first, 'ben'), { host: 'h2' }, 'the one that is emptied takes nobody new');
    office.clock.now += 2 * MINUTE;
    await brokering.userSessions.sweep();
    await step();
    t.equal(await images(), 'h1 -, h2 -, t1 v2', 'somebody is on it');
    await ended(first, session);
    await step();
    await step();
    await step();
    await step();
    t.equal(await images(), 'h1 v2, h2 v2, t1 v2');
    t.same(
      [doneTo(folder, 'h1'), doneTo(folder, 'h2')],
      [
        ['stop', 'start v2'],
        ['stop', 'start v2'],
      ],
    );
    t.match(await ask(first, 'cem'), { state: 'granted' });
  }),
);
