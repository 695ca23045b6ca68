import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../errors.js';
import type { HostTarget } from './types.js';

/**
 * Fingerprints of hosts trusted on first use: a text file with one `host:port sha256` per line, which a person can read
 * and edit. It is replaced as a whole by a rename, so a reader never sees half of it.
 */
const LINE = /^(\S+)\s+([0-9a-f]{64})$/;

export const storeKey = ({ host, port }: HostTarget): string => `${host.toLowerCase()}:${port}`;

/** Writers of one file take turns; another process that writes at the same moment may win, as with any such file. */
const turns = new Map<string, Promise<unknown>>();

async function readEntries(path: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return entries;
    throw error;
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = LINE.exec(line.trim());
    // A damaged store must not quietly become an empty one: that would trust whoever answers next.
    if (!match) throw new GatewayError('CONFIG_INVALID', { path, line: index + 1 }, { detail: `${path}:${index + 1}` });
    entries.set(match[1], match[2]);
  }
  return entries;
}

/** A key that would not be read back as it was written could stand for another host, or for none. */
function requireKey(key: string): void {
  if (/[\s#\p{Cc}]/u.test(key)) throw new GatewayError('CONFIG_INVALID', {}, { detail: 'not a name of a host' });
}

async function writeEntries(path: string, entries: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const text = [...entries].map(([key, sha256]) => `${key} ${sha256}\n`).join('');
  try {
    await writeFile(temporary, text, { mode: 0o600, flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(path) ?? Promise.resolve()).then(work, work);
  const settled = mine.catch(() => {});
  turns.set(path, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}

/** Stores `sha256` for a host not seen before. Returns the fingerprint that the store holds for it afterwards. */
export function trustOnFirstUse(path: string, target: HostTarget, sha256: string): Promise<string> {
  return inTurn(path, async () => {
    const entries = await readEntries(path);
    const known = entries.get(storeKey(target));
    if (known !== undefined) return known;
    requireKey(storeKey(target));
    entries.set(storeKey(target), sha256);
    await writeEntries(path, entries);
    return sha256;
  });
}
