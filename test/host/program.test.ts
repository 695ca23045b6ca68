/** The demo's programs as a session sees them: what xrdp does not send of [MS-RDPERP]. */
import t, { type Test } from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { Session } from '../../src/session/session.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { ModelViewer } from '../session/model-viewer.js';

const pool = new WorkerPool({ threads: 1 });
t.teardown(() => pool.close());

async function open(t: Test, path: string) {
  const host = await startDemoHost();
  const session = new Session({
    ...{ id: 'program', pool, credentials: { username: '', domain: '', password: '' } },
    host: {
      ...HOST_DEFAULTS,
      target: { host: '127.0.0.1', port: host.port },
      trust: { mode: 'pin', sha256: [host.fingerprint] },
      program: { path, arguments: '', workingFolder: '' },
    },
  });
  t.teardown(async () => {
    session.destroy();
    await host.close();
  });
  const viewer = new ModelViewer(session, { hello: { windows: true, width: 800, height: 600 } });
  const windows = () => viewer.last('windows')?.windows ?? [];
  return { host, session, viewer, windows };
}

t.test('one window fills the view, and its title follows what it holds', async (t) => {
  const { viewer, windows, host } = await open(t, '||notes');
  await viewer.until(() => windows()[0]?.state === 'maximized', 'a maximized window');
  const [window] = windows();
  t.match(window, { left: 0, top: 0, width: 800, height: 600, title: 'Untitled – Notes', auxiliary: false });
  t.match(viewer.last('windows'), { main: window.id, active: window.id, desktop: false });
  await viewer.until(() => viewer.last('windowIcon') !== undefined, 'an icon');
  const icon = viewer.last('windowIcon');
  t.match(icon, { window: window.id, width: 32, height: 32 });
  t.equal(icon?.rgba[3], 0, 'its corner is transparent');
  t.equal(icon?.rgba[4 * (16 * 32 + 16) + 3], 255);
  viewer.send('input', [
    { type: 'key', down: true, scancode: 0x23, extended: false },
    { type: 'key', down: false, scancode: 0x23, extended: false },
  ]);
  await viewer.until(() => windows()[0].title === 'h – Notes', 'its new title');
  t.equal(host.received?.text, 'h');
  viewer.send('resize', { width: 900, height: 500, scaleFactor: 100 });
  await viewer.until(() => windows()[0].width === 900 && windows()[0].height === 500, 'it to follow');
});

t.test('two windows, and what a person does with them', async (t) => {
  const { viewer, windows, session } = await open(t, '||desk');
  await viewer.until(() => windows().length === 2, 'two windows');
  t.match(viewer.last('windows'), { main: 0, active: windows()[0].id });
  const [notes, log] = windows();
  t.same([notes.title, log.left, log.top, log.width], ['Untitled – Notes', 60, 40, 480]);

  viewer.send('window', { kind: 'activate', window: log.id });
  await viewer.until(() => windows()[0].id === log.id, 'the other in front');
  t.equal(viewer.last('windows')?.active, log.id);
  viewer.send('window', { kind: 'move', window: log.id, left: -20, top: 30, width: 300, height: 200 });
  await viewer.until(() => windows()[0].left === -20, 'it to move');
  t.match(windows()[0], { top: 30, width: 300, height: 200, state: 'normal' });
  viewer.send('window', { kind: 'minimize', window: log.id });
  await viewer.until(() => windows()[0].state === 'minimized', 'it to be minimized');
  t.same(windows()[0].visible, []);
  viewer.send('window', { kind: 'restore', window: log.id });
  await viewer.until(() => windows()[0].state === 'normal', 'it to come back');

  // By hand: its title bar is dragged, and then its button pressed.
  viewer.send('input', [
    { type: 'button', button: 'left', down: true, x: 100, y: 40 },
    { type: 'move', x: 140, y: 60 },
    { type: 'button', button: 'left', down: false, x: 140, y: 60 },
  ]);
  await viewer.until(() => windows()[0].left === 20 && windows()[0].top === 50, 'it to be dragged');
  viewer.send('input', [{ type: 'button', button: 'left', down: true, x: 300, y: 66 }]);
  await viewer.until(() => windows().length === 1, 'it to close');
  await viewer.until(() => windows()[0].state === 'maximized', 'the one that is left to fill the view');
  t.equal(viewer.last('windows')?.main, notes.id);
  viewer.send('window', { kind: 'close', window: notes.id });
  t.match(await session.closed, { code: 'SESSION_ENDED', message: /the program was closed/ });
});

t.test('programs that are not there', async (t) => {
  const unknown = await open(t, '||unknown');
  t.equal((await unknown.session.closed).code, 'PROGRAM_NOT_PUBLISHED');
  const path = await open(t, '/usr/bin/notes');
  t.equal((await path.session.closed).code, 'PROGRAM_NOT_FOUND');
});
