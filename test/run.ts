/**
 * Runs the tests: first what needs only this process, two files at a time; then what starts hosts, browsers or whole
 * gateways, one file at a time, so that they do not disturb each other. Prints each skip with its reason.
 *
 * `node dist/test/run.js [file…]`. With SLUICE_EXPECT_ALL=1, as in CI, a skipped test is a failure.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const SERIAL = new Set(['browser', 'edge', 'host', 'integration', 'native', 'session', 'transport']);

interface Totals {
  pass: number;
  fail: number;
  skips: string[];
}

function testFiles(): { parallel: string[]; serial: string[] } {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .sort();
  const isSerial = (file: string): boolean => SERIAL.has(file.split('/')[0]);
  const path = (file: string): string => relative(root, join(here, file));
  return {
    parallel: files.filter((file) => !isSerial(file)).map(path),
    serial: files.filter(isSerial).map(path),
  };
}

/** The totals in tap's closing comment, `# { total: 5, pass: 2, fail: 1, skip: 2 }`, and the reason of each skip. */
function readTotals(output: string): Totals {
  const totals: Totals = { pass: 0, fail: 0, skips: [] };
  const closing = /^# \{ (total: .*) \}$/m.exec(output)?.[1] ?? '';
  for (const part of closing.split(', ')) {
    const [name, count] = part.split(': ');
    if (name === 'pass') totals.pass = Number(count);
    if (name === 'fail') totals.fail = Number(count);
  }
  for (const line of output.split('\n')) {
    const skip = /^\s*ok \d+ - (.*?) # SKIP ?(.*)$/.exec(line);
    if (skip) totals.skips.push(`${skip[1]}: ${skip[2]}`);
  }
  return totals;
}

async function runTap(files: readonly string[], jobs: number, timeout: number): Promise<Totals> {
  if (files.length === 0) return { pass: 0, fail: 0, skips: [] };
  const args = [`--jobs=${jobs}`, `--timeout=${timeout}`, '--reporter=tap', ...files];
  const tap = spawn(join(root, 'node_modules', '.bin', 'tap'), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let printed = 0;
  tap.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const end = output.lastIndexOf('\n') + 1;
    process.stdout.write(condense(output.slice(printed, end)));
    printed = end;
  });
  const status = await new Promise<number>((resolve) => tap.once('close', (code) => resolve(code ?? 1)));
  const totals = readTotals(output);
  if (status !== 0 && totals.fail === 0) totals.fail = 1;
  return totals;
}

/** One line for each file and everything about a failure, not every passed assertion. */
function condense(lines: string): string {
  return lines
    .split(/(?<=\n)/)
    .filter((line) => !/^\s+(ok |# |1\.\.|$)|^\s*$|^# (Subtest|No coverage)/.test(line))
    .join('');
}

const asked = process.argv.slice(2);
const { parallel, serial } = asked.length > 0 ? { parallel: [], serial: asked } : testFiles();
const runs = [await runTap(parallel, 2, 120), await runTap(serial, 1, 240)];
const pass = runs.reduce((sum, run) => sum + run.pass, 0);
let fail = runs.reduce((sum, run) => sum + run.fail, 0);
const skips = runs.flatMap((run) => run.skips);
for (const skip of skips) console.log(`skipped: ${skip}`);
if (skips.length > 0 && process.env.SLUICE_EXPECT_ALL === '1') {
  console.log('Nothing may be skipped here: run npm run test:setup, or mend the test.');
  fail += skips.length;
}
console.log(`${pass} passed, ${fail} failed, ${skips.length} skipped`);
process.exitCode = fail === 0 ? 0 : 1;
