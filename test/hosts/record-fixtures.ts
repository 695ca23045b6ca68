/**
 * Records `fixtures/streams/` from real hosts: `node dist/test/hosts/record-fixtures.js [name…]`, as root, with what
 * `npm run test:setup` installs. Each recording is one run of `sluice record`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grdMissing, startGrd } from './grd.js';
import type { RealHost } from './host.js';
import { type MovingScene, SCROLLING_LOG, sceneScript, scenesMissing } from './scenes.js';
import { shadowMissing, startShadow } from './shadow.js';
import { startWeston, westonMissing } from './weston.js';
import { startXrdp, xrdpMissing } from './xrdp.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SIZE = '1280x800';

interface Fixture {
  /** Host, codec, scene. */
  readonly name: string;
  readonly software: string;
  readonly scene: string;
  readonly codecs: string;
  readonly security: 'nla' | 'tls';
  readonly seconds: number;
  readonly missing: () => string | undefined;
  readonly start: () => Promise<RealHost>;
}

function onXrdp(session: 'Xvnc' | 'Xorg', codec: string, scene: MovingScene, seconds: number, codecs = codec): Fixture {
  return {
    name: `xrdp-${codec}-${scene}`,
    software: `xrdp 0.9.21 (${session} session)`,
    ...{ scene, codecs, seconds, security: 'tls' },
    missing: () => xrdpMissing() ?? scenesMissing(),
    start: () => startXrdp({ session, script: (folder) => sceneScript(scene, folder) }),
  };
}

function onShadow(version: 2 | 3, codec: string, scene: MovingScene, seconds: number, codecs = codec): Fixture {
  return {
    name: `shadow${version}-${codec}-${scene}`,
    software: `freerdp-shadow ${version === 2 ? '2.11' : '3.10'}`,
    ...{ scene, codecs, seconds, security: 'nla' },
    missing: () => shadowMissing(version) ?? scenesMissing(),
    start: () => startShadow({ version, security: 'nla', size: SIZE, script: (folder) => sceneScript(scene, folder) }),
  };
}

const FIXTURES: readonly Fixture[] = [
  onXrdp('Xvnc', 'rle16', 'typing', 8),
  onXrdp('Xvnc', 'rle24', 'scrolling', 5),
  onXrdp('Xvnc', 'planar', 'window', 6),
  onXrdp('Xvnc', 'planar', 'photo', 5),
  onXrdp('Xorg', 'remotefx', 'photo', 6),
  onShadow(2, 'rle16', 'window', 6),
  onShadow(2, 'nscodec', 'photo', 5),
  onShadow(2, 'remotefx', 'video', 4),
  onShadow(3, 'remotefx', 'typing', 5),
  {
    name: 'weston-nscodec-animation',
    software: 'weston 10.0 RDP backend',
    scene: 'an animated client and a scrolling terminal',
    ...{ codecs: 'nscodec', security: 'tls', seconds: 4, missing: westonMissing },
    start: () => startWeston({ size: SIZE, script: SCROLLING_LOG, clients: ['weston-simple-shm'] }),
  },
  {
    name: 'weston-remotefx-animation',
    software: 'weston 10.0 RDP backend',
    scene: 'an animated client and a scrolling terminal',
    ...{ codecs: 'remotefx', security: 'tls', seconds: 3, missing: westonMissing },
    start: () => startWeston({ size: SIZE, script: SCROLLING_LOG, clients: ['weston-simple-shm'] }),
  },
  {
    name: 'grd-remotefx-scrolling',
    software: 'gnome-remote-desktop 43 on mutter 43',
    scene: 'a scrolling terminal',
    ...{ codecs: 'remotefx', security: 'nla', seconds: 5, missing: grdMissing },
    start: () => startGrd({ size: SIZE, script: SCROLLING_LOG }),
  },
];

async function record(fixture: Fixture): Promise<void> {
  const { name, software, scene, codecs, security, seconds } = fixture;
  const missing = fixture.missing();
  if (missing) throw new Error(`${name}: ${missing}`);
  const file = join(ROOT, 'fixtures', 'streams', `${name}.slr.gz`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const host = await fixture.start();
  try {
    const address = `rdp://${host.username}@127.0.0.1:${host.port}`;
    const connection = ['--size', SIZE, '--security', security, '--trust', 'ignore', '--codecs', codecs];
    const output = ['--out', file, '--for', `${seconds}s`, '--origin', `${software}: ${scene}`];
    const args = ['record', address, ...connection, '--password-env', 'RECORD_PASSWORD', ...output];
    const env = { ...process.env, RECORD_PASSWORD: host.password };
    const run = spawnSync(process.execPath, [join(ROOT, 'dist', 'src', 'main.js'), ...args], { env, stdio: 'inherit' });
    if (run.status !== 0) throw new Error(`${name}: sluice record failed`);
    console.log(`${name}  ${(statSync(file).size / 1024).toFixed(0)} KiB`);
  } finally {
    await host.close();
  }
}

const wanted = new Set(process.argv.slice(2));
for (const fixture of FIXTURES) if (wanted.size === 0 || wanted.has(fixture.name)) await record(fixture);
