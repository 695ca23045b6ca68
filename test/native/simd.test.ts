import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { native } from './canvas.js';

/** Pictures of many payloads and the bytes of their tiles, as hashes, with a level of vector instructions. */
function results(level: string): { readonly simd: string; readonly hashes: Readonly<Record<string, string>> } {
  const script = fileURLToPath(new URL('./simd-results.js', import.meta.url));
  const output = execFileSync(process.execPath, [script], { env: { ...process.env, SLUICE_SIMD: level } });
  return JSON.parse(output.toString());
}

t.test('vector instructions change nothing but the time', async (t) => {
  const plain = results('scalar');
  t.equal(plain.simd, 'scalar');
  t.ok(Object.keys(plain.hashes).length > 40);
  for (const level of ['ssse3', '']) {
    const other = results(level);
    t.same(other.hashes, plain.hashes, other.simd);
  }
  t.equal(results('').simd, native.simd);
});
