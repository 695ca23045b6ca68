/** The command line against the demo host and itself; needs nothing but this package. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { type DemoHost, startDemoHost } from '../../src/host/demo/demo-host.js';
import { missing } from '../hosts/host.js';
import { until } from '../hosts/processes.js';
import { needs } from './connect.js';

t.setTimeout(120_000);

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;
const LINK = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/;
const SETUP = /http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]+/;
const run = promisify(execFile);

const sluice = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [MAIN, ...args], { env: { ...process.env, XDG_STATE_HOME: '/nonexistent' } });

async function demoFor(t: Test): Promise<DemoHost & { address: string; pin: string }> {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  return Object.assign(demo, { address: `rdp://127.0.0.1:${demo.port}`, pin: `pin:${demo.fingerprint}` });
}

/** A running command and what it has printed so far. */
function start(t: Test, program: string, args: readonly string[]): { child: ChildProcess; output: () => string } {
  const data = mkdtempSync(join(tmpdir(), 'sluice-data-'));
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, SLUICE_DATA: data } });
  t.teardown(() => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true });
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk));
  return { child, output: () => text };
}

async function stopped(child: ChildProcess): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  const [status] = (await exit) as [number | null];
  return status;
}

t.test('serve without a configuration prints one link, which makes the first administrator', async (t) => {
  const { child, output } = start(t, process.execPath, [MAIN, 'serve', '--port', '0']);
  await until('a link', () => SETUP.test(output()));
  t.notMatch(output(), LINK);
  const [link] = SETUP.exec(output()) ?? [''];
  const page = await fetch(link);
  t.equal(page.status, 200);
  t.match(await page.text(), /<sluice-desktop|<script/);
  t.equal(await stopped(child), 0, 'Ctrl-C ends it in order');
});

t.test('serve asks for the password without showing it', needs(missing('bsdutils', ['script'])), async (t) => {
  const demo = await demoFor(t);
  const address = `rdp://ada@127.0.0.1:${demo.port}`;
  const command = `exec ${process.execPath} ${MAIN} serve --port 0 --host ${address} --trust ${demo.pin}`;
  const { child, output } = start(t, 'script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null']);
  await until('a question', () => output().includes('Password for ada@127.0.0.1: '));
  child.stdin?.write('s3cret-typed\r');
  await until('a link', () => LINK.test(output()));
  t.notMatch(output(), /s3cret/);
  child.stdin?.write('\x03');
  const [status] = (await once(child, 'exit')) as [number | null];
  t.equal(status, 0);
});

t.test('what is recorded can be replayed', async (t) => {
  const demo = await demoFor(t);
  const folder = t.testdir();
  const file = join(folder, 'demo.slr.gz');
  const connection = ['--trust', demo.pin, '--security', 'tls', '--size', '800x600'];
  await sluice('record', demo.address, ...connection, '--out', file, '--for', '1500ms', '--origin', 'the demo');
  await t.rejects(sluice('record', demo.address, ...connection, '--out', file, '--for', '100ms'), {
    code: 2,
    stderr: /file already exists/,
  });

  const { child, output } = start(t, process.execPath, [MAIN, 'replay', file, '--speed', 'max']);
  await until('an address', () => /pin:[0-9a-f]{64}/.test(output()));
  const [address] = /rdp:\/\/\S+/.exec(output()) ?? [''];
  const [pin] = /pin:\w+/.exec(output()) ?? [''];
  const picture = join(folder, 'replay.png');
  await sluice('screenshot', address, '--trust', pin, '--out', picture, '--after', '1s');
  const { width, height, data } = PNG.sync.read(await readFile(picture));
  t.same([width, height], [800, 600], 'in the recorded size');
  t.ok(
    new Set(new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)).size > 100,
    'with the recorded colours',
  );
  t.equal(await stopped(child), 0);
});

t.test('a host that cannot be verified is refused with a pin to copy', async (t) => {
  const demo = await demoFor(t);
  const stderr = new RegExp(`--trust ${demo.pin}\\n +CERTIFICATE_UNTRUSTED`);
  await t.rejects(sluice('connect-check', demo.address), { code: 4, stderr });
  const { stdout } = await sluice('connect-check', demo.address, '--trust', demo.pin);
  t.match(stdout, /security +TLS/);
});

t.test('trust on first use remembers in the file that is named', async (t) => {
  const demo = await demoFor(t);
  const store = join(t.testdir(), 'hosts');
  await sluice('connect-check', demo.address, '--trust', `tofu:${store}`);
  t.equal(await readFile(store, 'utf8'), `127.0.0.1:${demo.port} ${demo.fingerprint}\n`);
});

t.test('wrong arguments', async (t) => {
  await t.rejects(sluice('screenshot', 'rdp://host'), { code: 2, stderr: /--out/ });
  await t.rejects(sluice('connect-check', 'host'), { code: 2, stderr: /rdp:\/\/user@host/ });
  await t.rejects(sluice('connect-check', 'rdp://127.0.0.1:1'), { code: 3, stderr: /HOST_UNREACHABLE/ });
  await t.rejects(sluice('replay', '/nonexistent'), { code: 2, stderr: /nonexistent/ });
  t.match((await sluice('--help')).stdout, /connect-check/);
});
