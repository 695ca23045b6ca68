/** `sluice screenshot` through the graphics pipeline: what only our own host sends, and what needs a browser. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import type { Surface } from '../../src/host/demo/pixels/surface.js';
import { type CodecSet, type EgfxScriptHost, startEgfxScript } from '../../src/host/egfx/script/script-host.js';
import { missing, PASSWORD } from '../hosts/host.js';
import { differing, type Pixels, psnr } from '../hosts/pictures.js';
import { until } from '../hosts/processes.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { referencePicture, xfreerdpMissing } from '../hosts/xfreerdp.js';
import { SIZE } from './compare.js';
import { hostFor, needs } from './connect.js';

t.setTimeout(240_000);

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;
const run = promisify(execFile);
const browserMissing = (): string | undefined => missing('chromium', ['chromium']);
/** Between two decoders of H.264 that was encoded twice, in dB. */
const LEAST_PSNR = 35;
/** Our own host is through with what it shows in a fifth of that. */
const WHOLE_SCRIPT = ['--after', '10s'];

interface Taken {
  readonly stdout: string;
  readonly picture: PNG;
  /** What is left of what the command made for itself. */
  readonly left: readonly string[];
}

/** Where a command puts its picture, and what is temporary. */
function folderFor(t: Test): { out: string; tmp: string } {
  const folder = t.testdir({ tmp: {} });
  return { out: join(folder, 'out.png'), tmp: join(folder, 'tmp') };
}

const environment = (tmp: string): NodeJS.ProcessEnv => ({ ...process.env, TMPDIR: tmp, TEST_PASSWORD: PASSWORD });

async function screenshot(t: Test, address: string, ...flags: string[]): Promise<Taken> {
  const { out, tmp } = folderFor(t);
  const args = [MAIN, 'screenshot', address, '--password-env', 'TEST_PASSWORD', '--out', out, ...flags];
  const { stdout } = await run(process.execPath, args, { env: environment(tmp) });
  return { stdout, picture: PNG.sync.read(await readFile(out)), left: readdirSync(tmp) };
}

async function scriptFor(t: Test, codecs: CodecSet): Promise<EgfxScriptHost & { address: string; flags: string[] }> {
  const host = await startEgfxScript({ codecs });
  t.teardown(() => host.close());
  const flags = ['--trust', `pin:${host.fingerprint}`, '--size', '640x480'];
  return Object.assign(host, { address: `rdp://ada@127.0.0.1:${host.port}`, flags });
}

function pixelsOf(surface: Surface | undefined): Pixels {
  if (!surface) throw new Error('nobody connected');
  const { width, height, pixels } = surface;
  const data = new Uint8Array(4 * pixels.length);
  for (const [at, color] of pixels.entries()) data.set([color >> 16, color >> 8, color, 0xff], 4 * at);
  return { width, height, data };
}

t.test('ClearCodec, pixel by pixel', async (t) => {
  const host = await scriptFor(t, 'clear');
  const { stdout, picture } = await screenshot(t, host.address, ...host.flags, '--codecs', 'clear', ...WHOLE_SCRIPT);
  t.ok(host.finished, 'everything was shown');
  t.match(stdout, /^codecs +clear \d+, .*planar \d+/m);
  t.equal(differing(picture, pixelsOf(host.picture)), 0);
});

t.test('a codec that does not come is missed', async (t) => {
  const host = await scriptFor(t, 'rfx');
  const taken = screenshot(t, host.address, ...host.flags, '--codecs', 'clear', '--after', '1s');
  await t.rejects(taken, {
    code: 1,
    stderr: /it sent rfx instead of clear\n.*\n +CODEC_NOT_SENT/,
    stdout: /codecs +rfx/,
  });
  const allowed = await screenshot(t, host.address, ...host.flags, '--codecs', 'planar,nscodec,clear', '--after', '1s');
  t.match(allowed.stdout, /codecs +rfx \d+/, 'in a list it may be missing');
});

t.test('H.264 asks for a browser', async (t) => {
  const host = await scriptFor(t, 'avc420');
  const none = screenshot(t, host.address, ...host.flags, '--codecs', 'avc420', '--browser', '/nonexistent/chromium');
  await t.rejects(none, { code: 2, stderr: /Chromium or Google Chrome\n.*\n +USAGE/ });
  const other = screenshot(t, host.address, ...host.flags, '--codecs', 'avc420', '--browser', '/bin/false');
  await t.rejects(other, { code: 1, stderr: /it ended with status 1\n.*\n +BROWSER_FAILED/ });
});

t.test('what fails behind the browser keeps its code', needs(browserMissing()), async (t) => {
  const host = await scriptFor(t, 'avc420');
  const untrusted = screenshot(t, host.address, '--codecs', 'avc420');
  await t.rejects(untrusted, { code: 4, stderr: /CERTIFICATE_UNTRUSTED/ });
});

t.test('Ctrl-C ends what the command started', needs(browserMissing()), async (t) => {
  const host = await scriptFor(t, 'avc420');
  const { tmp } = folderFor(t);
  const begun = { browser: () => readdirSync(tmp).length !== 0, desktop: () => host.frames !== 0 };
  for (const [what, reached] of Object.entries(begun)) {
    const flags = ['--codecs', 'avc420', '--after', '10m', '--out', '/nonexistent/out.png'];
    const args = [MAIN, 'screenshot', host.address, ...host.flags, '--password-env', 'TEST_PASSWORD', ...flags];
    const child = spawn(process.execPath, args, { env: environment(tmp), stdio: 'ignore' });
    t.teardown(() => child.kill('SIGKILL'));
    const exit = once(child, 'exit');
    await until(what, reached);
    child.kill('SIGINT');
    t.same(await exit, [1, null], `when the ${what} is there`);
    t.same(readdirSync(tmp), [], 'no profile is left');
  }
});

for (const [set, codec] of [
  ['avc420', 'avc420'],
  ['avc444v1', 'avc444'],
  ['avc444v2', 'avc444'],
] as const) {
  t.test(`${set} of our own host in a browser`, needs(browserMissing()), async (t) => {
    const host = await scriptFor(t, set);
    const taken = await screenshot(t, host.address, ...host.flags, '--codecs', codec, ...WHOLE_SCRIPT);
    t.match(taken.stdout, new RegExp(`640x480\ncodecs +${codec} \\d+\n$`));
    t.ok(host.finished, 'everything was shown');
    const quality = psnr(taken.picture, pixelsOf(host.picture));
    t.ok(LEAST_PSNR <= quality, `${quality.toFixed(1)} dB`);
    t.same(taken.left, [], 'no profile is left');
  });
}

t.test(
  'H.264 of freerdp-shadow 3 as xfreerdp shows it',
  needs(browserMissing() ?? shadowMissing(3) ?? xfreerdpMissing()),
  async (t) => {
    const host = await hostFor(t, () => startShadow({ version: 3, security: 'nla', size: SIZE }));
    const address = `rdp://${host.username}@127.0.0.1:${host.port}`;
    for (const codec of ['avc420', 'avc444'] as const) {
      const flags = ['--trust', 'ignore', '--size', SIZE, '--codecs', codec, '--after', '4s'];
      const { stdout, picture } = await screenshot(t, address, ...flags);
      t.match(stdout, new RegExp(`codecs +${codec} \\d+`));
      const codecs = ['/bpp:32', `/gfx:${codec.toUpperCase()}`];
      const theirs = await referencePicture(host, { size: SIZE, security: 'nla', codecs });
      t.same([picture.width, picture.height], [theirs.width, theirs.height], `${codec}: size`);
      const quality = psnr(picture, theirs);
      t.ok(LEAST_PSNR <= quality, `${codec}: ${quality.toFixed(1)} dB`);
    }
  },
);
