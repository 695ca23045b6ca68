/** A program of a real host without its desktop: RemoteApp as xrdp has it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Session } from '../../src/session/session.js';
import type { InputEvent } from '../../src/wire/input.js';
import { WorkerPool } from '../../src/workers/pool.js';
import type { RealHost } from '../hosts/host.js';
import { startXrdp, xrdpMissing } from '../hosts/xrdp.js';
import { ModelViewer } from '../session/model-viewer.js';
import { hostFor, needs, optionsFor } from './connect.js';

t.setTimeout(120_000);

const pool = new WorkerPool({ threads: 1 });
t.teardown(() => pool.close());

/** A terminal that takes another title at the first line that is typed, and ends at the second. */
const TERMINAL = `#!/bin/sh
exec xterm -T 'a first title' -e sh -c 'read a; printf "\\033]0;title of %s\\007" "$a"; read b'
`;

const TWO_WINDOWS = `#!/bin/sh
xterm -T one -geometry 40x10+20+20 -e cat &
exec xterm -T two -geometry 40x10+300+200 -e cat
`;

/** RemoteApp is for sessions without a window manager. */
const NO_MANAGER = () => 'exec sleep infinity';

function sessionOf(host: RealHost, path: string): Session {
  const { credentials, ...options } = optionsFor(host);
  const program = { path, arguments: '', workingFolder: '' };
  return new Session({ id: 'program', pool, credentials, host: { ...options, program } });
}

const SCANCODES: Readonly<Record<string, number>> = { a: 0x1e, b: 0x30, '\n': 0x1c };

const typed = (text: string): InputEvent[] =>
  [...text].flatMap((key) =>
    [true, false].map((down): InputEvent => ({ type: 'key', down, scancode: SCANCODES[key], extended: false })),
  );

/** A session at xrdp that shows this script's windows. */
async function open(t: Test, script: string) {
  const host = await hostFor(t, () => startXrdp({ session: 'Xorg', script: NO_MANAGER }));
  const path = join(host.folder, 'program');
  writeFileSync(path, script, { mode: 0o755 });
  const session = sessionOf(host, path);
  t.teardown(() => session.destroy());
  return { session, viewer: new ModelViewer(session, { hello: { windows: true, width: 1024, height: 768 } }) };
}

t.test('xrdp', needs(xrdpMissing()), async (t) => {
  const { session, viewer } = await open(t, TERMINAL);
  const title = () => viewer.last('windows')?.windows[0]?.title;

  await viewer.until(() => title() === 'a first title', 'the window');
  const windows = viewer.last('windows');
  t.match(windows, { desktop: false, main: windows?.windows[0].id, windows: [{ state: 'normal', auxiliary: false }] });
  await viewer.until(() => {
    const window = viewer.last('windows')?.windows[0];
    return window?.left === 0 && window.top === 0 && window.width === 1024 && window.height === 768;
  }, 'the window to fill the view');

  viewer.send('input', typed('ab\n'));
  await viewer.until(() => title() === 'title of ab', 'another title');
  t.pass('it has the keyboard');

  viewer.send('input', typed('\n'));
  const reason = await session.closed;
  t.match(reason, { code: 'SESSION_ENDED', message: /the program was closed/ });
});

t.test('xrdp with two windows', needs(xrdpMissing()), async (t) => {
  const { session, viewer } = await open(t, TWO_WINDOWS);
  const find = (title: string) => viewer.last('windows')?.windows.find((window) => window.title === title);
  await viewer.until(() => find('one') !== undefined && find('two') !== undefined, 'two windows');
  const [one, two] = [find('one')?.id ?? 0, find('two')?.id ?? 0];
  t.equal(viewer.last('windows')?.main, 0);
  viewer.send('window', { kind: 'activate', window: one });
  await viewer.until(() => viewer.last('windows')?.active === one, 'the first to be active');
  viewer.send('window', { kind: 'move', window: two, left: 400, top: 100, width: 300, height: 200 });
  await viewer.until(() => find('two')?.left === 400, 'the second to move');
  viewer.send('window', { kind: 'close', window: two });
  await viewer.until(() => find('two') === undefined && viewer.last('windows')?.main === one, 'it to be gone');
  viewer.send('window', { kind: 'close', window: one });
  t.match(await session.closed, { code: 'SESSION_ENDED', message: /the program was closed/ });
});
