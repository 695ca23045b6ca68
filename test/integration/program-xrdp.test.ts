/** A program of a real host without its desktop: RemoteApp as xrdp has it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
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

/** A terminal that takes another title at the first line that is typed, opens a dialog, and ends at the second. */
const TERMINAL = `#!/bin/sh
exec xterm -T 'a first title' -e sh -c 'read a; printf "\\033]0;title of %s\\007" "$a"; read b'
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

t.test('xrdp', needs(xrdpMissing()), async (t) => {
  const host = await hostFor(t, () => startXrdp({ session: 'Xorg', script: NO_MANAGER }));
  const path = join(host.folder, 'terminal');
  writeFileSync(path, TERMINAL, { mode: 0o755 });
  const session = sessionOf(host, path);
  t.teardown(() => session.destroy());
  const viewer = new ModelViewer(session, { hello: { windows: true, width: 1024, height: 768 } });
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
