import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';

const SCRIPT = join(PROJECT, 'native-bindings', 'test', 'fuzz.sh');
const SECONDS = 3;
const found = spawnSync('clang++', ['--version']).status === 0;

// Compiling takes longer than fuzzing.
t.setTimeout(230_000);

t.test('kernels under the sanitizers', { skip: found ? false : 'clang++ is not installed' }, async (t) => {
  const targets = readdirSync(join(PROJECT, 'fixtures', 'fuzz-regressions', 'native'))
    .filter((name) => !name.endsWith('.md'))
    .sort();
  t.same(targets, [
    'avc',
    'batch',
    'clear',
    'find-copy',
    'graphics',
    'handed-tile',
    'interleaved',
    'nscodec',
    'pack',
    'planar',
    'progressive',
    'raw',
    'remotefx',
    'tiles',
  ]);
  for (const target of targets) {
    // What was found before comes first.
    const run = () => execFileSync(SCRIPT, [String(SECONDS), target], { stdio: ['ignore', 'pipe', 'pipe'] });
    t.doesNotThrow(run, target);
  }
});
