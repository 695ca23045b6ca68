/** The keys of the store as text: in a file of the data folder, unless they are given. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { GatewayError } from '../../errors.js';
import { KeyRing } from './key-ring.js';

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
const HEADER = `# Keys that seal the secrets in Sluice's store. Whoever has them and the store has the secrets;
# without them the secrets are lost. The first one seals, the others open what they sealed before.
`;

export const newKey = (): Uint8Array => randomBytes(KEY_BYTES);

/** Keys of 32 bytes in base64, by commas or lines; the first seals. A line that begins with # is a comment. */
export function parseKeys(text: string, where: string): Uint8Array[] {
  const words = text
    .replace(/^\s*#.*$/gm, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0) throw invalid(where, 'there is no key');
  if (!words.every((word) => BASE64.test(word))) {
    throw invalid(where, `a key is ${KEY_BYTES} bytes in base64, as of \`openssl rand -base64 ${KEY_BYTES}\``);
  }
  return words.map((word) => Buffer.from(word, 'base64url'));
}

/** Keys that are given: nothing is written, nothing changes. */
export const keysFromText = (text: string): KeyRing => new KeyRing(parseKeys(text, 'store.key'));

/**
 * Keys in a file, which is read again when it changes, so that a gateway takes part in a rotation without a restart.
 * Without the file, and where `mayMake` says that the store is new, one is made.
 */
export function keysFromFile(file: string, mayMake: boolean): KeyRing {
  if (mayMake) makeFirst(file);
  let stamp = stampOf(file);
  return new KeyRing(readKeyFile(file), () => {
    const now = stampOf(file);
    if (now === stamp) return undefined;
    const keys = readKeyFile(file);
    stamp = now;
    return keys;
  });
}

export function readKeyFile(file: string): Uint8Array[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid(file, `the store's keys cannot be read: ${(error as Error).message}`, error);
  }
  return parseKeys(text, file);
}

/** Replaces the keys; after a crash the file holds the former ones or these. */
export function writeKeyFile(file: string, keys: readonly Uint8Array[]): void {
  const text = keys.map((key) => `${Buffer.from(key).toString('base64')}\n`);
  withNewFile(file, HEADER + text.join(''), (made) => renameSync(made, file));
}

/** Of several gateways that start at once, one makes the file and the others read it. */
function makeFirst(file: string): void {
  if (stampOf(file) !== undefined) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const text = `${HEADER}${Buffer.from(newKey()).toString('base64')}\n`;
  withNewFile(file, text, (made) => {
    try {
      linkSync(made, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  });
}

/** Writes a file beside `file`, onto the disk, and has it put in place. */
function withNewFile(file: string, text: string, put: (made: string) => void): void {
  const made = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = openSync(made, 'wx', 0o600);
    try {
      chmodSync(made, 0o600);
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    put(made);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw invalid(file, `the store's keys cannot be written: ${(error as Error).message}`, error);
  } finally {
    rmSync(made, { force: true });
  }
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat && `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}

const invalid = (path: string, detail: string, cause?: unknown): GatewayError =>
  new GatewayError('CONFIG_INVALID', { path }, { detail: `${path}: ${detail}`, cause });
