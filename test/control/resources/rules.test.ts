import t from 'tap';
import type { KindName } from '../../../src/control/resources/kinds.js';
import { Resources } from '../../../src/control/resources/repository.js';
import { eachStore } from '../../support/stores.js';

const group = { displayName: 'Group', hostPool: 'pool', workspace: 'main' };

async function prepare(resources: Resources): Promise<void> {
  await resources.put('workspace', 'main', { displayName: 'Main' });
  await resources.put('user', 'alice', { displayName: 'Alice' });
  await resources.put('host-pool', 'pool', { displayName: 'Pool' });
  await resources.put('host-pool', 'personal', { displayName: 'Personal', type: 'Personal' });
}

t.test('an application stands in a RemoteApp group', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await prepare(resources);
    await resources.put('application-group', 'desktop', { ...group, type: 'Desktop' });
    await resources.put('application-group', 'apps', { ...group, type: 'RemoteApp' });
    const app = (applicationGroup: string) =>
      resources.put('application', 'notepad', { displayName: 'Notepad', program: '||notepad', applicationGroup });
    await t.rejects(app('desktop'), { code: 'REQUEST_INVALID', issues: [{ path: 'applicationGroup' }] });
    await app('apps');
    await t.rejects(resources.put('application-group', 'apps', { ...group, type: 'Desktop' }), {
      code: 'CONFLICT',
      message: /application\/notepad/,
    });
    await resources.remove('application', 'notepad');
    await resources.put('application-group', 'apps', { ...group, type: 'Desktop' });
  }),
);

t.test('a host belongs to somebody in a personal pool only', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await prepare(resources);
    const host = (hostPool: string) =>
      resources.put('session-host', 'h1', { hostPool, address: 'h1.example.com', assignedUser: 'alice' });
    await t.rejects(host('pool'), { code: 'REQUEST_INVALID', issues: [{ path: 'assignedUser' }] });
    await host('personal');
    await t.rejects(resources.put('host-pool', 'personal', { displayName: 'Pooled now' }), {
      code: 'CONFLICT',
      message: /session-host\/h1/,
    });
  }),
);

t.test('two changes that contradict each other do not both happen', async (t) =>
  eachStore(t, async (t, open) => {
    const gateways = [new Resources(await open()), new Resources(await open())];
    await prepare(gateways[0]);
    for (let round = 0; round < 8; round++) {
      const apps = `apps-${round}`;
      await gateways[0].put('application-group', apps, { ...group, type: 'RemoteApp' });
      const [app, desktop] = await Promise.allSettled([
        gateways[0].put('application', `app-${round}`, { displayName: 'App', program: 'app', applicationGroup: apps }),
        gateways[1].put('application-group', apps, { ...group, type: 'Desktop' }),
      ]);
      t.not(app.status, desktop.status, 'one of both');
    }
  }),
);

t.test('what the fields of one description ask of each other', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await prepare(resources);
    const plan = (...days: string[][]) => {
      const phase = { start: '08:00', loadBalancer: 'BreadthFirst' };
      const ramp = { ...phase, minimumHostsPercent: 10, capacityThresholdPercent: 60 };
      const schedules = days.map((days) => ({ days, rampUp: ramp, peak: phase, rampDown: ramp, offPeak: phase }));
      return { displayName: 'Plan', timeZone: 'Europe/Berlin', schedules };
    };
    const host = (address: string) => ({ hostPool: 'pool', address });
    const provider = (issuer: string) => ({ displayName: 'P', issuer, clientId: 'c' });
    const pool = (credentials: object) => ({ displayName: 'Pool', credentials });
    const rows: [KindName, object, string | undefined][] = [
      ['scaling-plan', plan(['monday'], ['tuesday', 'sunday']), undefined],
      ['scaling-plan', plan(['monday'], ['sunday', 'monday']), 'schedules.1.days'],
      ['session-host', host('h1.example.com:3390'), undefined],
      ['session-host', host('[2001:db8::1]:3390'), undefined],
      ['session-host', host('[2001:db8::1]'), undefined],
      ['session-host', host('h1.example.com:0'), 'address'],
      ['session-host', host('h1.example.com:65536'), 'address'],
      ['session-host', host('[::1:2:3:4:5:6:7:8:9]'), 'address'],
      ['identity-provider', provider('https://idp.example.com'), undefined],
      ['identity-provider', provider('http://127.0.0.1:3000'), undefined],
      ['identity-provider', provider('http://[::1]:3000'), undefined],
      ['identity-provider', provider('http://localhost:3000'), undefined],
      ['identity-provider', provider('http://idp.example.com'), 'issuer'],
      ['identity-provider', provider('http://127.0.0.1.example.com'), 'issuer'],
      ['collection', { displayName: 'C', type: 'Cloud' }, undefined],
      ['collection', { displayName: 'C', type: 'Hybrid' }, 'connectorGroup'],
      ['host-pool', pool({ mode: 'vault' }), 'credentials.credential'],
      ['host-pool', pool({ mode: 'mapped' }), undefined],
    ];
    for (const [kind, body, path] of rows) {
      const put = resources.put(kind, 'it', body);
      const said = `${kind} ${JSON.stringify(body)}`;
      if (path === undefined) await t.resolves(put, said);
      else await t.rejects(put, { code: 'REQUEST_INVALID', issues: [{ path }] }, said);
    }
  }),
);
