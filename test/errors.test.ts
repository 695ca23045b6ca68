import t from 'tap';
import { DecodeError, ERRORS, type ErrorCode, type ErrorEntry, GatewayError, hasCode } from '../src/errors.js';
import { matchesSection } from './support/generated.js';

t.test('docs/errors.md lists the table', async (t) => {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const rows = Object.entries(ERRORS).map(([code, { message, advice, close, viewer, status }]: [string, ErrorEntry]) =>
    line([`\`${code}\``, message, advice, close, status ?? '', viewer ? 'yes' : 'no']),
  );
  const head = ['code', 'message', 'advice', 'close code', 'HTTP status', 'told to viewers'];
  matchesSection(t, 'docs/errors.md', 'errors', [line(head), line(head.map(() => '---')), ...rows].join('\n'));
});

t.test('messages compose, close codes are private', async (t) => {
  for (const [code, { message, advice, close }] of Object.entries(ERRORS)) {
    t.match(message, /^[a-z].*[^.]$/, code);
    t.match(advice, /^[A-Z].*\.$/, code);
    t.ok(close >= 4400 && close < 5000, code);
    t.ok(Buffer.byteLength(`${code}: ${message}`) <= 123, `${code} fits into a close frame`);
  }
});

t.test('an error is known by its code, wherever it was made', async (t) => {
  const error = new GatewayError('HOST_TIMEOUT', { host: 'desk' }, { detail: 'after 10 s' });
  t.match(error, {
    code: 'HOST_TIMEOUT',
    message: 'host does not answer in time: after 10 s',
    context: { host: 'desk' },
  });
  t.ok(hasCode(error));
  t.ok(hasCode({ code: 'WIRE_INVALID', message: 'from a worker' }));
  for (const other of [new Error('x'), { code: 'ENOENT' }, { code: 'toString' }, null, undefined, 'HOST_TIMEOUT']) {
    t.notOk(hasCode(other));
  }
  const decode = new DecodeError('PDU_INVALID' satisfies ErrorCode, 'TS_X', 'cbY', 7, 12);
  t.match(decode, { pdu: 'TS_X', field: 'cbY', offset: 12, message: /TS_X\.cbY = 7$/ });
});
