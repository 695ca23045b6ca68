/**
 * A long run: `node dist/test/fuzz/run.js [seconds] [oracle]`. Inputs that are bugs go to fixtures/fuzz-regressions/ and
 * from then on into every test run. Ends with status 1 when there were any.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mutate, random } from './mutate.js';
import { check, type Oracle } from './oracle.js';
import { ORACLES } from './oracles.js';
import { REGRESSIONS } from './regressions.js';

/** Inputs between two looks at the clock. */
const BATCH = 200;
/** More crashers of one oracle have the same cause more often than not. */
const CRASHERS_MAX = 5;

function keep(oracle: Oracle, bytes: Uint8Array, error: unknown): void {
  const folder = new URL(`${oracle.name}/`, REGRESSIONS);
  const file = `${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.bin`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(file, folder), bytes);
  console.error(`${oracle.name}: ${fileURLToPath(new URL(file, folder))}\n${(error as Error).stack}`);
}

function corpus(oracle: Oracle): Uint8Array[] {
  try {
    const folder = new URL(`${oracle.name}/`, REGRESSIONS);
    return [...oracle.seeds, ...readdirSync(folder).map((file) => readFileSync(new URL(file, folder)))];
  } catch {
    return [...oracle.seeds];
  }
}

/** Returns how many inputs were bugs. */
function run(oracle: Oracle, ms: number, seed: number): number {
  const next = random(seed);
  const seeds = corpus(oracle);
  const end = performance.now() + ms;
  let inputs = 0;
  let crashers = 0;
  while (performance.now() < end && crashers < CRASHERS_MAX) {
    for (let i = 0; i < BATCH && crashers < CRASHERS_MAX; i++, inputs++) {
      const bytes = mutate(seeds, next);
      try {
        check(oracle, bytes);
      } catch (error) {
        keep(oracle, bytes, error);
        crashers++;
      }
    }
  }
  console.log(`${oracle.name}: ${inputs} inputs, ${crashers} bugs`);
  return crashers;
}

const [seconds = '60', only] = process.argv.slice(2);
const chosen = ORACLES.filter((oracle) => only === undefined || oracle.name === only);
if (chosen.length === 0) {
  console.error(`oracles: ${ORACLES.map((oracle) => oracle.name).join(' ')}`);
  process.exit(2);
}
const seed = Date.now() & 0x7fffffff;
console.log(`seed ${seed}`);
let bugs = 0;
for (const oracle of chosen) bugs += run(oracle, (1000 * Number(seconds)) / chosen.length, seed);
process.exitCode = bugs > 0 ? 1 : 0;
