/** What a pool's description becomes for the data path: host, rights and credentials. */
import t from 'tap';
import { loadConfig } from '../../../src/config/load.js';
import { credentialSource } from '../../../src/control/broker/credentials.js';
import { rdpSettings } from '../../../src/control/broker/rdp-settings.js';
import { sessionHostOf, targetOf } from '../../../src/control/broker/session-host.js';
import { sessionRights } from '../../../src/control/broker/session-rights.js';
import { NO_LIMITS } from '../../../src/control/policy/rights.js';
import { checkBody } from '../../../src/control/resources/check.js';
import { Resources } from '../../../src/control/resources/repository.js';
import { eachStore } from '../../support/stores.js';

t.test('addresses', async (t) => {
  t.same(targetOf('desk.example'), { host: 'desk.example', port: 3389 });
  t.same(targetOf('10.0.0.7:3390'), { host: '10.0.0.7', port: 3390 });
  t.same(targetOf('[2001:db8::7]'), { host: '2001:db8::7', port: 3389 });
  t.same(targetOf('[::1]:33'), { host: '::1', port: 33 });
});

t.test('properties of .rdp files', async (t) => {
  const text =
    'session bpp:i:16;compression:i:0;keyboard layout:i:1031;disable wallpaper:i:1;allow font smoothing:i:0;' +
    'alternate shell:s:c:\\x.exe;drivestoredirect:s:;redirectclipboard:i:0;redirectprinters:i:1;audiomode:i:2';
  const { settings, ...rest } = rdpSettings(text);
  t.match(settings, { codecs: { colorDepth: 16 }, compression: false, performanceFlags: 1 });
  t.equal(settings.alternateShell, 'c:\\x.exe');
  t.same(rest, { keyboardLayout: 1031, remoteApp: true, clipboard: false, drive: false, printing: true });
  t.match(rdpSettings('session bpp:i:7').settings, { codecs: undefined }, 'a depth that there is not');
  t.match(rdpSettings('drivestoredirect:s:*'), { drive: true, clipboard: true });
});

t.test('the pool and the policies both have to allow it', async (t) => {
  const person = 'Ann (ann)';
  const pool = { clipboard: false, drive: true, printing: false };
  const rights = { ...NO_LIMITS, drive: false, watermark: true, lifetimeMinutes: 5 };
  t.same(sessionRights({ rights, pool, person, now: 1000 }), {
    ...{ clipboard: 'none', drive: false, printing: false, watermark: person, endsAt: 301_000 },
  });
});

t.test('an application is shown alone, or in place of the desktop', async (t) => {
  const config = loadConfig();
  const host = checkBody('session-host', { hostPool: 'p', address: 'h', trust: `pin:${'A'.repeat(64)}` });
  const app = { displayName: 'A', applicationGroup: 'g', program: '||a', arguments: '-x', workingFolder: 'c:\\' };
  const application = checkBody('application', app);
  const pool = checkBody('host-pool', { displayName: 'P', security: 'nla' });
  const alone = sessionHostOf({ pool, host, application }, config);
  t.match(alone, {
    program: { path: '||a', arguments: '-x', workingFolder: 'c:\\' },
    trust: { mode: 'pin', sha256: ['a'.repeat(64)] },
    security: { tls: false, nla: true, rdp: false },
  });
  const old = checkBody('host-pool', { displayName: 'P', rdpProperties: 'remoteapplicationmode:i:0' });
  const instead = sessionHostOf({ pool: old, host, application }, config);
  t.match(instead, { alternateShell: '||a -x', workingDirectory: 'c:\\' });
  t.equal(instead.program, undefined);
});

t.test('credentials are opened when a handshake asks for them', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await resources.put('user', 'ann', { displayName: 'Ann' });
    await resources.put('user', 'ben', { displayName: 'Ben', userPrincipalName: 'Ben@Example.com' });
    await resources.put('credential', 'shared', { displayName: 'S', userName: 'kiosk', domain: 'D', password: 'one' });
    await resources.put('credential', 'of-ann', { displayName: 'A', userName: 'a', password: 'two', owner: 'ann' });
    await resources.put('credential', 'ben@example.com', { displayName: 'B', userName: 'b', password: 'three' });
    const passwords = { of: (session: string) => (session === 's1' ? 'typed' : undefined) };
    const source = (mode: 'ask' | 'vault' | 'mapped' | 'portal' | 'none', user: string, browserSession = 's1') =>
      credentialSource(
        { mode, domain: 'EX', ...(mode === 'vault' && { credential: 'shared' }) },
        { user, browserSession },
        { resources, passwords },
      );
    t.equal(source('ask', 'ann'), undefined);
    t.same(await source('none', 'ann')!(), { username: '', domain: '', password: '' });
    const vault = source('vault', 'ann')!;
    t.same(await vault(), { username: 'kiosk', domain: 'D', password: 'one' });
    await resources.put('credential', 'shared', { displayName: 'S', userName: 'kiosk', domain: 'D', password: 'new' });
    t.match(await vault(), { password: 'new' }, 'each time anew');
    t.match(await source('mapped', 'ann')!(), { username: 'a', password: 'two' });
    t.match(await source('mapped', 'ben')!(), { username: 'b', password: 'three' });
    t.same(await source('portal', 'ben')!(), { username: 'Ben@Example.com', domain: 'EX', password: 'typed' });
    const gone = async () => source('portal', 'ann', 's2')!();
    await t.rejects(gone(), { code: 'CREDENTIALS_REQUIRED' }, 'then the person is asked');
    await resources.remove('credential', 'of-ann');
    await t.rejects(async () => source('mapped', 'ann')!(), { code: 'CREDENTIALS_REQUIRED' });
  }),
);
