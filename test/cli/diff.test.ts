import t from 'tap';
import { differences } from '../../src/cli/control/diff.js';
import { paintFor, showDifference } from '../../src/cli/control/paint.js';

t.test('descriptions are compared field by field', async (t) => {
  const before = { displayName: 'A', description: '', health: { intervalMs: 1, timeoutMs: 2 }, list: [1, 2], gone: 1 };
  const after = { displayName: 'B', description: '', health: { intervalMs: 1, timeoutMs: 3 }, list: [2], fresh: true };
  t.strictSame(differences('host-pool', before, after), [
    { sign: '~', path: 'displayName', before: 'A', after: 'B' },
    { sign: '~', path: 'health.timeoutMs', before: 2, after: 3 },
    { sign: '~', path: 'list', before: [1, 2], after: [2] },
    { sign: '-', path: 'gone', before: 1 },
    { sign: '+', path: 'fresh', after: true },
  ]);
  t.strictSame(differences('host-pool', before, before), []);
  t.match(differences('credential', { userName: 'a' }, { userName: 'a', password: 'hidden' }), [
    { sign: '~', path: 'password', after: '(secret)' },
  ]);
  t.strictSame(differences('credential', { userName: 'a' }, { userName: 'a' }), [], 'what is left out stays');
});

t.test('colours are for terminals that want them, control characters for none', async (t) => {
  const change = { sign: '~', path: 'a', before: 'x', after: '\u001b[2Jy' } as const;
  const plain = '    ~ a: "x" → "\\u001b[2Jy"';
  t.equal(showDifference(change, paintFor({ isTTY: true }, {})), `\u001b[33m${plain}\u001b[0m`);
  t.equal(showDifference(change, paintFor({ isTTY: false }, {})), plain);
  t.equal(showDifference(change, paintFor({ isTTY: true }, { NO_COLOR: '1' })), plain);
});
