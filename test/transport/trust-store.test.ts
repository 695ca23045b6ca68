import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { trustOnFirstUse } from '../../src/transport/trust-store.js';

const print = (digit: string): string => digit.repeat(64);

t.test('hosts that are seen at the same moment are all remembered', async (t) => {
  const store = join(t.testdir(), 'known-hosts');
  const ports = Array.from({ length: 20 }, (_, i) => 3389 + i);
  await Promise.all(ports.map((port) => trustOnFirstUse(store, { host: 'Host', port }, print('a'))));
  const lines = (await readFile(store, 'utf8')).trim().split('\n');
  t.same(
    lines,
    ports.map((port) => `host:${port} ${print('a')}`),
  );
  t.same(await readdir(join(store, '..')), ['known-hosts'], 'no temporary file is left behind');
});

t.test('what is known is kept', async (t) => {
  const store = join(t.testdir({ 'known-hosts': `# by hand\n\nhost:3389 ${print('b')}\n` }), 'known-hosts');
  t.equal(await trustOnFirstUse(store, { host: 'host', port: 3389 }, print('c')), print('b'));
});

t.test('a damaged store trusts nobody', async (t) => {
  const store = join(t.testdir(), 'known-hosts');
  await writeFile(store, `host:3389 ${print('b')}\nhost:33`);
  await t.rejects(trustOnFirstUse(store, { host: 'new', port: 3389 }, print('c')), { code: 'CONFIG_INVALID' });
  t.match(await readFile(store, 'utf8'), /host:33$/, 'it is left as it was');
});

t.test('a name cannot write lines of its own', async (t) => {
  const store = join(t.testdir({ 'known-hosts': `host:3389 ${print('b')}\n` }), 'known-hosts');
  for (const host of [`evil:1 ${print('c')}\nother`, '#other', 'a b', 'a\u0000b']) {
    await t.rejects(trustOnFirstUse(store, { host, port: 3389 }, print('c')), { code: 'CONFIG_INVALID' });
  }
  t.equal(await readFile(store, 'utf8'), `host:3389 ${print('b')}\n`);
});
