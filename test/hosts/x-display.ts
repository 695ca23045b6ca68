import { execFileSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Processes } from './processes.js';

/** What the screen shows: a picture that never changes, or windows that do. `empty` starts no program. */
export type Scene = 'still' | 'moving' | 'empty';

/** Starts a private X server and returns its display, such as `:3`. */
export async function startDisplay(processes: Processes, size: string): Promise<string> {
  const screen = ['-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'];
  const child = processes.start('xvfb', ['Xvfb', '-displayfd', '3', ...screen], { reportPipe: true });
  // The server still writes the line's end when the number is there, so the whole line is awaited.
  let line = '';
  for await (const chunk of child.stdio[3] as Readable) {
    line += chunk;
    if (line.endsWith('\n')) return `:${line.trim()}`;
  }
  throw new Error(`Xvfb did not start\n${processes.log('xvfb')}`);
}

type Programs = Readonly<Record<string, readonly string[]>>;

/** Text and shapes that stay as they are, so that two clients can be compared. */
const STILL: Programs = {
  terminal: [
    ...['xterm', '-geometry', '80x24+20+20', '-e', 'sh', '-c'],
    "seq -s ' ' 1 400; printf '\\033[31mred \\033[32mgreen \\033[34mblue\\n'; exec sleep infinity",
  ],
  logo: ['xlogo', '-geometry', '300x200+620+30'],
  message: ['xmessage', '-geometry', '+620+320', 'The quick brown fox jumps over the lazy dog'],
};

const MOVING: Programs = {
  terminal: [
    ...['xterm', '-geometry', '80x24+20+20', '-e', 'sh', '-c'],
    'while :; do date; ls -la /usr/bin | head -n 18; sleep 1; done',
  ],
  clock: ['xclock', '-digital', '-update', '1', '-geometry', '300x60+620+30'],
  eyes: ['xeyes', '-geometry', '200x140+620+160'],
};

/** Windows that a property of the root window names. */
function windows(display: string, property: string): number {
  const command = ['-display', display, '-root', property];
  return execFileSync('xprop', command, { encoding: 'utf8' }).match(/0x[0-9a-f]+/g)?.length ?? 0;
}

/** The same for shell scripts: a window that opens while the window manager starts may stay hidden. */
export const AWAIT_MANAGER = "until xprop -root _NET_SUPPORTING_WM_CHECK | grep -q '#'; do sleep 0.1; done";

/** Starts a window manager and the scene's programs, and waits until their windows are there. */
export async function startScene(processes: Processes, display: string, scene: Scene): Promise<void> {
  const env = { DISPLAY: display };
  processes.start('openbox', ['openbox'], { env });
  await processes.ready('openbox', 'the manager', () => windows(display, '_NET_SUPPORTING_WM_CHECK') === 1);
  const programs: Programs = { still: STILL, moving: MOVING, empty: {} }[scene];
  for (const [name, command] of Object.entries(programs)) processes.start(name, command, { env });
  await awaitWindows(processes, display, Object.keys(programs).length);
}

/** Waits until a window manager shows so many windows. */
export function awaitWindows(processes: Processes, display: string, wanted: number): Promise<void> {
  return processes.ready('xvfb', 'windows', () => wanted <= windows(display, '_NET_CLIENT_LIST'));
}

/** Programs that a display with a scene needs. */
export const DISPLAY_PROGRAMS = ['Xvfb', 'openbox', 'xterm', 'xlogo', 'xmessage', 'xclock', 'xeyes', 'xprop'];
