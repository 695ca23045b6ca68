import t, { type Test } from 'tap';
import type { SessionInput } from '../../../src/session/session-options.js';
import { WorkerPool } from '../../../src/workers/pool.js';
import { HOST } from '../host-options.js';
import { scene as sceneAt } from '../scene.js';
import { change, DIALOG, newWindow } from './scenes.js';

const pool = new WorkerPool({ threads: 1 });
t.teardown(() => pool.close());

const PROGRAM = { path: '||notes', arguments: '-n', workingFolder: '' };
const HELLO = { windows: true } as const;
const HANDSHAKE = { type: 'handshake', buildNumber: 7601 } as const;

/** A session of a program at a host of this kind, and a viewer that is at it. */
async function scene(t: Test, remotePrograms: 'none' | 'asked' | 'greets', options: Partial<SessionInput> = {}) {
  const started = await sceneAt(t, { pool, host: { ...HOST, program: PROGRAM }, ...options });
  started.host.remotePrograms = remotePrograms;
  return { ...started, viewer: started.view({ hello: HELLO }) };
}

/** With the program started. */
async function running(t: Test, options: Partial<SessionInput> = {}) {
  const started = await scene(t, 'greets', options);
  await started.viewer.status('active');
  started.host.last.rail(HANDSHAKE);
  await started.host.last.untilRail('exec');
  return started;
}

t.test('the program is started and its windows are told of', async (t) => {
  const { host, viewer, view, session } = await running(t);
  t.match(host.asked[0].program, { ...PROGRAM, running: false });
  t.match(await host.last.untilRail('exec'), { exeOrFile: '||notes', arguments: '-n' });
  host.last.rail({ type: 'execResult', flags: 8, execResult: 0, rawResult: 0, exeOrFile: '||notes' });
  host.last.windows(newWindow(1, { title: 'Notes' }));
  await viewer.until(() => viewer.last('windows') !== undefined, 'windows');
  t.match(viewer.last('windows'), { desktop: false, main: 1, windows: [{ id: 1, title: 'Notes' }] });
  const move = await host.last.untilRail('windowMove');
  t.match(move, { windowId: 1, left: 0, top: 0, right: 640, bottom: 480 }, 'it fills the window of the viewer');
  t.match(await host.last.untilRail('systemCommand'), { windowId: 1, command: 0xf030 });
  host.last.windows(change(1, { title: 'Other' }), newWindow(2, { owner: 1, style: DIALOG }));
  await viewer.until(() => viewer.last('windows')?.windows.length === 2, 'two windows');
  t.match(viewer.last('windows'), { main: 1, windows: [{ id: 2, owner: 1 }, { title: 'Other' }] });
  const late = view({ hello: HELLO });
  await late.until(() => late.last('windows') !== undefined, 'windows for who comes later');
  t.same(late.last('windows'), viewer.last('windows'));
  const plain = view();
  await plain.status('active');
  await session.drained();
  t.equal(plain.last('windows'), undefined, 'a viewer that does not show any');
  t.equal(host.last.railReceived.filter(({ type }) => type === 'windowMove').length, 1, 'asked once');
});

t.test('icons', async (t) => {
  const { host, viewer, view } = await running(t);
  const icon = {
    ...{ cacheEntry: 0, cacheId: 0, bitsPerPixel: 32, width: 1, height: 1 },
    ...{ bitsMask: new Uint8Array(0), colorTable: new Uint8Array(0), bitsColor: Uint8Array.of(1, 2, 3, 255) },
  };
  host.last.windows(newWindow(1), { type: 'windowIcon', windowId: 1, big: true, overlay: false, icon });
  const expected = { window: 1, width: 1, height: 1, rgba: Uint8Array.of(3, 2, 1, 255) };
  for (const who of [viewer, view({ hello: HELLO })]) {
    await who.until(() => who.last('windowIcon') !== undefined, 'an icon');
    t.same(who.last('windowIcon'), expected);
  }
});

t.test('what a person does with windows', async (t) => {
  const { host, viewer } = await running(t);
  host.last.windows(newWindow(1), newWindow(2));
  await viewer.until(() => viewer.last('windows')?.windows.length === 2, 'two windows');
  t.equal(viewer.last('windows')?.main, 0);
  viewer.send('window', { kind: 'move', window: 1, left: -5, top: 6, width: 300, height: 200 });
  t.match(await host.last.untilRail('windowMove'), { windowId: 1, left: -5, top: 6, right: 295, bottom: 206 });
  const commands = { close: 0xf060, minimize: 0xf020, maximize: 0xf030, restore: 0xf120 } as const;
  for (const [at, kind] of (Object.keys(commands) as (keyof typeof commands)[]).entries()) {
    viewer.send('window', { kind, window: 2 });
    t.match(await host.last.untilRail('systemCommand', at + 1), { windowId: 2, command: commands[kind] });
  }
  viewer.send('window', { kind: 'close', window: 77 });
  const before = host.last.railReceived.filter(({ type }) => type === 'activate').length;
  viewer.send('window', { kind: 'activate', window: 1 });
  t.match(await host.last.untilRail('activate', before + 1), { windowId: 1, enabled: true });
  t.equal(host.last.railReceived.filter(({ type }) => type === 'systemCommand').length, 4, 'none of another window');
});

t.test('the last window ends the session', async (t) => {
  const { host, viewer, session } = await running(t);
  host.last.windows(newWindow(1));
  await viewer.until(() => viewer.last('windows') !== undefined, 'windows');
  host.last.windows({ type: 'windowDeleted', windowId: 1 });
  host.last.windows(newWindow(2));
  await viewer.until(() => viewer.last('windows')?.windows[0]?.id === 2, 'the next window');
  host.last.windows({ type: 'windowDeleted', windowId: 2 });
  await host.last.until('disconnect');
  host.last.socket.end();
  const reason = await session.closed;
  t.match(reason, { code: 'SESSION_ENDED', message: /the program was closed/ });
  await viewer.closed;
  t.match(viewer.last('bye'), { code: 'SESSION_ENDED', detail: 'the program was closed' });
});

const REFUSALS = [
  [1, 0, 'PROGRAM_LOCKED'],
  [2, 0, 'PROGRAM_INVALID'],
  [3, 0, 'PROGRAM_NOT_PUBLISHED'],
  [5, 2, 'PROGRAM_NOT_FOUND'],
  [6, 2, 'PROGRAM_FAILED'],
  [6, 5, 'PROGRAM_DENIED'],
  [7, 0, 'PROGRAM_LOCKED'],
  [99, 0, 'PROGRAM_FAILED'],
] as const;

for (const [execResult, rawResult, code] of REFUSALS) {
  t.test(`a program that is refused with ${execResult}, ${rawResult}`, async (t) => {
    const { host, session } = await running(t);
    host.last.rail({ type: 'execResult', flags: 8, execResult, rawResult, exeOrFile: '||notes' });
    await host.last.until('disconnect');
    host.last.socket.end();
    const reason = await session.closed;
    t.equal(reason.code, code);
    t.match(reason.context, { program: '||notes', execResult });
  });
}

t.test('a host that cannot', async (t) => {
  const { session, host } = await scene(t, 'none');
  host.on('connection', (connection) => void connection.until('disconnect').then(() => connection.socket.end()));
  t.equal((await session.closed).code, 'PROGRAM_UNSUPPORTED');
});

t.test('a host that waits to be asked', async (t) => {
  const { host, viewer } = await scene(t, 'asked');
  await viewer.status('active');
  await host.last.untilRail('exec', 2);
  t.same(
    host.last.railReceived.map(({ type }) => type),
    ['exec', 'exec'],
    'until it hears',
  );
  host.last.rail(HANDSHAKE);
  host.last.windows(newWindow(1));
  t.match(await host.last.untilRail('activate'), { windowId: 1 }, 'it is told which window has the keyboard');
  await viewer.until(() => viewer.last('windows')?.active === 1, 'an active window');
});

t.test('a connection that breaks off is resumed with the program it has', async (t) => {
  const { host, viewer } = await running(t, { reconnect: { attempts: 3, firstDelayMs: 1 } });
  host.last.cookie();
  host.last.windows(newWindow(1));
  await viewer.until(() => viewer.last('windows') !== undefined, 'windows');
  host.last.socket.destroy();
  await viewer.status('reconnecting');
  await viewer.status('active');
  t.equal(host.asked[1].program?.running, true);
  host.last.rail(HANDSHAKE);
  await host.last.untilRail('systemParameters', 6);
  host.last.windows(newWindow(1, { title: 'again' }));
  await viewer.until(() => viewer.last('windows')?.windows[0]?.title === 'again', 'its window');
  t.notOk(host.last.railReceived.some(({ type }) => type === 'exec'));
});
