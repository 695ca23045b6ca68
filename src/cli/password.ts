import { readFileSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { GatewayError } from '../errors.js';

export interface PasswordSources {
  readonly passwordEnv?: string;
  readonly passwordFile?: string;
}

const usage = (detail: string): GatewayError => new GatewayError('USAGE', {}, { detail });

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw usage(`environment variable ${name} is not set`);
  return value;
}

/** A file's text without the line end that editors add. */
function fromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new GatewayError('USAGE', { path }, { cause: error, detail: `${path} cannot be read` });
  }
}

const BACKSPACE = new Set(['\b', '\x7f']);
const CANCEL = new Set(['\x03', '\x04']);

/** Reads a line from a terminal that shows none of it. The terminal is set back whatever happens. */
export async function readHidden(terminal: ReadStream, question: string, out: NodeJS.WritableStream): Promise<string> {
  // In this order: whoever answers the moment the question appears is not shown either.
  terminal.setRawMode(true);
  out.write(question);
  let typed: string[] = [];
  try {
    for await (const chunk of terminal.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (CANCEL.has(character)) throw new GatewayError('ABORTED');
        if (character === '\r' || character === '\n') return typed.join('');
        typed = BACKSPACE.has(character) ? typed.slice(0, -1) : [...typed, character];
      }
    }
    throw new GatewayError('ABORTED');
  } finally {
    terminal.setRawMode(false).pause();
    out.write('\n');
  }
}

/**
 * The password for `who`: from the address, an environment variable, a file, or the terminal, in this order. Undefined
 * when nobody can be asked.
 */
export async function findPassword(
  who: string,
  inAddress: string | undefined,
  sources: PasswordSources,
): Promise<string | undefined> {
  if (inAddress !== undefined) return inAddress;
  if (sources.passwordEnv !== undefined) return fromEnvironment(sources.passwordEnv);
  if (sources.passwordFile !== undefined) return fromFile(sources.passwordFile);
  if (!process.stdin.isTTY) return undefined;
  return readHidden(process.stdin, `Password for ${who}: `, process.stderr);
}
