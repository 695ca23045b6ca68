import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { mutate, random } from './mutate.js';
import { check } from './oracle.js';
import { ORACLES } from './oracles.js';
import { NATIVE, REGRESSIONS } from './regressions.js';

/** Damaged inputs per oracle; long runs are `node dist/test/fuzz/run.js`. */
const CASES = 400;

t.test('no two oracles share a folder', async (t) => {
  const names = ORACLES.map((oracle) => oracle.name);
  t.same([...new Set(names)], names);
});

t.test('inputs that were bugs once', async (t) => {
  const byName = new Map(ORACLES.map((oracle) => [oracle.name, oracle]));
  const folders = readdirSync(REGRESSIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) {
    if (name === NATIVE) continue;
    const oracle = byName.get(name);
    if (!oracle) {
      t.fail(`no oracle for ${name}`);
      continue;
    }
    for (const file of readdirSync(new URL(`${name}/`, REGRESSIONS)))
      t.doesNotThrow(() => check(oracle, readFileSync(new URL(`${name}/${file}`, REGRESSIONS))), `${name}/${file}`);
  }
});

for (const oracle of ORACLES) {
  t.test(oracle.name, async (t) => {
    t.doesNotThrow(() => {
      for (const seed of oracle.seeds) check(oracle, seed);
    }, 'seeds');
    const next = random(2);
    t.doesNotThrow(() => {
      for (let i = 0; i < CASES; i++) check(oracle, mutate(oracle.seeds, next));
    }, 'damaged seeds');
  });
}
