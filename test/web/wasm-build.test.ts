/** The committed WebAssembly module is what its sources and Debian's compiler give. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { wasmBuild, wasmPath } from './kernels.js';

/** Another compiler makes other code of the same sources. */
const VERSION = 'clang version 14.';

function compilerMissing(): string | false {
  const { stdout } = spawnSync('clang++-14', ['--version'], { encoding: 'utf8' });
  if (!stdout?.includes(VERSION)) return 'clang-14 is not installed';
  return spawnSync('wasm-ld-14', ['--version']).status === 0 ? false : 'lld-14 is not installed';
}

t.test('the committed module is up to date', { skip: compilerMissing() }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-wasm-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const fresh = join(folder, 'sluice.wasm');
  execFileSync('bash', [wasmBuild, fresh], { stdio: ['ignore', 'ignore', 'inherit'] });
  t.ok(readFileSync(fresh).equals(readFileSync(wasmPath)), 'npm run build:wasm changes nothing');
});

t.test('it asks for memory and for nothing else', async (t) => {
  const module = new WebAssembly.Module(readFileSync(wasmPath));
  t.same(WebAssembly.Module.imports(module), [{ module: 'env', name: 'memory', kind: 'memory' }]);
});
