import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import t from 'tap';
import { differing } from '../hosts/pictures.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { ourPicture, SIZE } from './compare.js';
import { hostFor, needs } from './connect.js';

const MAIN = new URL('../../src/main.js', import.meta.url).pathname;
const run = promisify(execFile);

t.test('sluice screenshot and connect-check', needs(shadowMissing(2)), async (t) => {
  const host = await hostFor(t, () => startShadow({ version: 2, security: 'nla', size: SIZE }));
  const address = `rdp://${host.username}@127.0.0.1:${host.port}`;
  const env = { ...process.env, TEST_PASSWORD: host.password, TEST_WRONG: 'wrong' };
  const sluice = (command: string, ...flags: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, [MAIN, command, address, '--size', SIZE, ...flags], { env });
  const trusted = ['--trust', 'ignore', '--password-env', 'TEST_PASSWORD'];

  t.test('the file holds the picture', async (t) => {
    const out = join(t.testdir(), 'out.png');
    const { stdout } = await sluice('screenshot', ...trusted, '--codecs', 'planar', '--after', '4s', '--out', out);
    t.match(stdout, /out\.png +1280x800\ncodecs +planar \d+\n$/);
    const picture = PNG.sync.read(await readFile(out));
    t.equal(differing(picture, await ourPicture(host, 'nla', 'planar')), 0);
  });

  t.test('connect-check says what was agreed on', async (t) => {
    const { stdout } = await sluice('connect-check', ...trusted);
    for (const said of [/dialed/, /nla/, /activated/, /security +NLA/, /SHA-256 [0-9a-f]{64}/, /1280x800/]) {
      t.match(stdout, said);
    }
    const report = JSON.parse((await sluice('connect-check', ...trusted, '--json')).stdout);
    t.match(report, { host: '127.0.0.1', port: host.port, desktop: { width: 1280, height: 800 } });
    t.notMatch(JSON.stringify(report), new RegExp(host.password));
  });

  t.test('failures have a code, advice, and a status of their own', async (t) => {
    const untrusted = sluice('connect-check', '--password-env', 'TEST_PASSWORD');
    await t.rejects(untrusted, { code: 4, stderr: /--trust pin:[0-9a-f]{64}\n +CERTIFICATE_UNTRUSTED/ });
    const wrong = sluice('connect-check', '--trust', 'ignore', '--password-env', 'TEST_WRONG');
    await t.rejects(wrong, { code: 5, stderr: /Check user name, domain and password.\n +CREDENTIALS_REJECTED/ });
    const unset = sluice('connect-check', '--trust', 'ignore', '--password-env', 'TEST_UNSET');
    await t.rejects(unset, { code: 2, stderr: /TEST_UNSET is not set/ });
  });
});
