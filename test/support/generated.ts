import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/**
 * Compares a file of the project with what it is generated from. With SLUICE_UPDATE=1 the file is written instead, which
 * is how it was made.
 */
export function matchesFile(t: Test, path: string, expected: string): void {
  const file = join(ROOT, path);
  if (process.env['SLUICE_UPDATE'] === '1') writeFileSync(file, expected);
  t.equal(readFileSync(file, 'utf8'), expected, `${path} is as generated (SLUICE_UPDATE=1 npm test writes it)`);
}

/** The same for the part of a file between `<!-- generated: NAME -->` and `<!-- /generated -->`. */
export function matchesSection(t: Test, path: string, name: string, expected: string): void {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const [begin, end] = [`<!-- generated: ${name} -->\n`, '<!-- /generated -->'];
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end, from);
  if (from < begin.length || to < 0) throw new Error(`${path} has no section ${name}`);
  matchesFile(t, path, `${text.slice(0, from)}\n${expected}\n\n${text.slice(to)}`);
}
