/**
 * Records `fixtures/streams/` from real hosts: `node dist/test/hosts/record-fixtures.js [name…]`, as root, with what
 * `npm run test:setup` installs. Each recording is one run of `sluice record`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fixture } from './fixture.js';
import { GRAPHICS_FIXTURES } from './graphics-fixtures.js';
import { SURFACE_FIXTURES } from './surface-fixtures.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

async function record(fixture: Fixture): Promise<void> {
  const { name, software, scene, codecs, size, security, seconds } = fixture;
  const missing = fixture.missing();
  if (missing) throw new Error(`${name}: ${missing}`);
  const file = join(ROOT, 'fixtures', 'streams', `${name}.slr.gz`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const host = await fixture.start();
  try {
    const address = `rdp://${host.username}@127.0.0.1:${host.port}`;
    const connection = ['--size', size, '--security', security, '--trust', 'ignore', '--codecs', codecs];
    const output = ['--out', file, '--for', `${seconds}s`, '--origin', `${software}: ${scene}`];
    const args = ['record', address, ...connection, '--password-env', 'RECORD_PASSWORD', ...output];
    const env = { ...process.env, RECORD_PASSWORD: host.password };
    const run = spawn(process.execPath, [join(ROOT, 'dist', 'src', 'main.js'), ...args], { env, stdio: 'inherit' });
    const [status] = await once(run, 'exit');
    if (status !== 0) throw new Error(`${name}: sluice record failed`);
    console.log(`${name}  ${(statSync(file).size / 1024).toFixed(0)} KiB`);
  } finally {
    await host.close();
  }
}

const wanted = new Set(process.argv.slice(2));
for (const fixture of [...SURFACE_FIXTURES, ...GRAPHICS_FIXTURES])
  if (wanted.size === 0 || wanted.has(fixture.name)) await record(fixture);
