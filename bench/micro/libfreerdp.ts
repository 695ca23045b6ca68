/** Builds and runs `freerdp-harness.c`, where libfreerdp and a C compiler are installed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From `dist/bench/micro`. */
export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SOURCE = join(PROJECT, 'bench', 'micro', 'freerdp-harness.c');

export interface LibfreerdpDecode {
  readonly version: string;
  /** FNV-1a over blue, green and red of all pixels, as sixteen hexadecimal digits. */
  readonly hash: string;
  /** Median over the repeats. */
  readonly nanoseconds: number;
}

export interface Libfreerdp {
  /** Decodes a payload file; with `picturePath`, writes the BGRX pixels there. Throws when libfreerdp refuses it. */
  decode(path: string, repeats?: number, picturePath?: string): LibfreerdpDecode;
  /**
   * Writes the BGRX pixels of decoded H.264 views: Y, U and V of the main view, in whole macroblocks, and those of the
   * auxiliary one unless `kind` is 420. FreeRDP 3 only.
   */
  yuv(kind: '420' | '444' | '444v2', width: number, height: number, path: string, picturePath: string): void;
}

/** The harness, built when it has not been yet, or in words why there is none. */
export function findLibfreerdp(): Libfreerdp | string {
  const libraries = ['freerdp3 winpr3', 'freerdp2 winpr2'].find(
    (names) => run('pkg-config', ['--exists', ...names.split(' ')]) !== undefined,
  );
  if (libraries === undefined) return 'freerdp3-dev or freerdp2-dev is not installed';
  const flags =
    run('pkg-config', ['--cflags', '--libs', ...libraries.split(' ')])
      ?.trim()
      .split(/\s+/) ?? [];
  const source = readFileSync(SOURCE);
  const name = createHash('sha256').update(source).update(flags.join(' ')).digest('hex').slice(0, 16);
  const binary = join(tmpdir(), 'sluice-freerdp-harness', name);
  if (!existsSync(binary)) {
    mkdirSync(dirname(binary), { recursive: true });
    // Built beside its place, so that somebody who builds at the same time never runs half of it.
    const fresh = `${binary}.${process.pid}`;
    if (run('cc', ['-O2', '-o', fresh, SOURCE, ...flags]) === undefined) return 'no C compiler that builds the harness';
    renameSync(fresh, binary);
  }
  return {
    decode(path, repeats = 1, picturePath) {
      const extra = picturePath === undefined ? [] : [picturePath];
      const output = execFileSync(binary, ['decode', path, String(repeats), ...extra], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return JSON.parse(output.toString()) as LibfreerdpDecode;
    },
    yuv(kind, width, height, path, picturePath) {
      execFileSync(binary, ['yuv', kind, String(width), String(height), path, picturePath]);
    },
  };
}

function run(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch {
    return undefined;
  }
}
