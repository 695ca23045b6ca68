import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { Browser } from '../../src/cli/browser/browser.js';
import { DevTools } from '../../src/cli/browser/dev-tools.js';
import { findBrowser } from '../../src/cli/browser/find-browser.js';

t.test('the first browser of the PATH, or the one that is named', async (t) => {
  const folder = t.testdir();
  const path = `/nonexistent:${folder}`;
  await t.rejects(findBrowser(undefined, path), { code: 'USAGE', message: /install one of chromium/ });
  for (const name of ['google-chrome', 'mine']) program(folder, name, '');
  t.equal(await findBrowser(undefined, path), join(folder, 'google-chrome'));
  t.equal(await findBrowser('mine', path), join(folder, 'mine'));
  t.equal(await findBrowser(join(folder, 'mine'), ''), join(folder, 'mine'));
  writeFileSync(join(folder, 'chromium'), 'no program');
  t.equal(await findBrowser(undefined, path), join(folder, 'google-chrome'), 'what cannot be run is passed over');
  for (const name of ['other', '/nonexistent/chromium'])
    await t.rejects(findBrowser(name, path), { code: 'USAGE', message: /is no program/ });
});

t.test('answers find their commands however they are cut', async (t) => {
  const { tools, commands, answers } = connected();
  const [first, second] = [tools.send('A.one', { x: 1 }, 'page'), tools.send('B.two')];
  const sent = String(commands.read()).split('\0');
  t.same(JSON.parse(sent[0]), { id: 1, method: 'A.one', params: { x: 1 }, sessionId: 'page' });
  t.same(JSON.parse(sent[1]), { id: 2, method: 'B.two', params: {} });
  const bytes = Buffer.from('{"method":"some.event"}\0{"id":2,"result":{"b":"é"}}\0{"id":1,"result":{"a":1}}\0');
  for (const byte of bytes) answers.write(Uint8Array.of(byte));
  t.same(await Promise.all([first, second]), [{ a: 1 }, { b: 'é' }]);
});

t.test('what goes wrong is told', async (t) => {
  const { tools, answers } = connected();
  const refused = tools.send('A.one');
  answers.write('{"id":1,"error":{"message":"no such page"}}\0');
  await t.rejects(refused, { code: 'BROWSER_FAILED', message: /no such page/ });
  const waiting = tools.send('A.two');
  tools.fail('it ended with status 1');
  await t.rejects(waiting, { code: 'BROWSER_FAILED', message: /status 1/ });
  await t.rejects(tools.send('A.three'), { code: 'BROWSER_FAILED', message: /status 1/ }, 'from then on');
});

t.test('another protocol is recognized', async (t) => {
  const { tools, answers } = connected();
  const waiting = tools.send('A.one');
  answers.write('HTTP/1.1 400 Bad Request\0');
  await t.rejects(waiting, { code: 'BROWSER_FAILED', message: /DevTools/ });
});

t.test('a program that is no browser says why it ended', async (t) => {
  const file = program(t.testdir(), 'chromium', 'echo "needs a screen" >&2; exec 3<&- 4>&-; exit 7');
  await t.rejects(Browser.start(file), { code: 'BROWSER_FAILED', message: /status 7/ });
});

function program(folder: string, name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function connected(): { tools: DevTools; commands: PassThrough; answers: PassThrough } {
  const [commands, answers] = [new PassThrough(), new PassThrough()];
  return { tools: new DevTools(commands, answers), commands, answers };
}
