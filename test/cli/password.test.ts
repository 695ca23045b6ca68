import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import t from 'tap';
import { findPassword, readHidden } from '../../src/cli/password.js';

/** A terminal that remembers in which mode it is. */
class FakeTerminal extends PassThrough {
  raw = false;

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
}

function ask(): { terminal: FakeTerminal; shown: () => string; answer: Promise<string> } {
  const terminal = new FakeTerminal();
  const out = new PassThrough();
  const answer = readHidden(terminal as unknown as ReadStream, 'Password: ', out);
  return { terminal, shown: () => String(out.read() ?? ''), answer };
}

t.test('a line is read without being shown', async (t) => {
  const { terminal, shown, answer } = ask();
  t.ok(terminal.raw, 'the terminal does not echo');
  terminal.write('geh');
  terminal.write('x\x7feim\u00e4\r');
  t.equal(await answer, 'geheim\u00e4');
  t.notOk(terminal.raw, 'the terminal is set back');
  t.equal(shown(), 'Password: \n');
});

t.test('Ctrl-C gives up and sets the terminal back', async (t) => {
  const { terminal, answer } = ask();
  terminal.write('abc\x03');
  await t.rejects(answer, { code: 'ABORTED' });
  t.notOk(terminal.raw);
});

t.test('a terminal that goes away gives up', async (t) => {
  const { terminal, answer } = ask();
  terminal.end();
  await t.rejects(answer, { code: 'ABORTED' });
});

t.test('sources in their order', async (t) => {
  const folder = t.testdir({ password: 'from file\n', empty: '' });
  process.env['CLI_TEST_PASSWORD'] = 'from environment';
  t.teardown(() => delete process.env['CLI_TEST_PASSWORD']);
  const sources = { passwordEnv: 'CLI_TEST_PASSWORD', passwordFile: `${folder}/password` };
  t.equal(await findPassword('ada@host', 'from address', sources), 'from address');
  t.equal(await findPassword('ada@host', undefined, sources), 'from environment');
  t.equal(await findPassword('ada@host', undefined, { passwordFile: sources.passwordFile }), 'from file');
  t.equal(await findPassword('ada@host', undefined, { passwordFile: `${folder}/empty` }), '');
});

t.test('a source that is named must be there', async (t) => {
  await t.rejects(findPassword('ada@host', undefined, { passwordEnv: 'CLI_TEST_UNSET' }), { code: 'USAGE' });
  await t.rejects(findPassword('ada@host', undefined, { passwordFile: '/nonexistent' }), { code: 'USAGE' });
});
