import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { GatewayError } from '../../errors.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

async function runnable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The program of this name in a folder of `path`, or the program at a place. */
async function find(name: string, path: string): Promise<string | undefined> {
  if (name.includes('/')) return (await runnable(name)) ? name : undefined;
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && (await runnable(file))) return file;
  }
  return undefined;
}

/** The browser that is named, or the first one that is installed. Throws USAGE where there is none. */
export async function findBrowser(named: string | undefined, path = process.env['PATH'] ?? ''): Promise<string> {
  for (const name of named === undefined ? NAMES : [named]) {
    const found = await find(name, path);
    if (found) return found;
  }
  const detail =
    named === undefined
      ? `H.264 is decoded by a browser, and there is none: install one of ${NAMES.join(', ')}, or name one with --browser`
      : `${named} is no program; --browser takes Chromium or Google Chrome`;
  throw new GatewayError('USAGE', {}, { detail });
}
