import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../src/edge/log.js';
import { GatewayError } from '../../src/errors.js';
import { openSession, start } from './support.js';

t.test('lines are JSON, and secrets are taken out', async (t) => {
  const file = join(t.testdir({}), 'log');
  const log = createLogger({ level: 'debug', requests: false }, file);
  log.info({ password: 'hunter2', credentials: { username: 'ada' }, host: { password: 'hunter2' } }, 'One');
  log.info({ desktops: [{ name: 'a', password: 'hunter2' }], request: { authorization: 'Bearer hunter2' } }, 'Two');
  log.error({ err: new GatewayError('HOST_TIMEOUT', { host: 'desk' }) }, 'Three');
  log.trace({}, 'Four');
  const text = readFileSync(file, 'utf8');
  t.notMatch(text, /hunter2|ada/);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(lines, [
    { level: 30, msg: 'One', password: '[Redacted]' },
    { msg: 'Two', desktops: [{ name: 'a' }] },
    { level: 50, msg: 'Three', err: { code: 'HOST_TIMEOUT', context: { host: 'desk' } } },
  ]);
  t.equal(lines.length, 3);
});

t.test('sessions and requests leave a line, tokens and keys do not', async (t) => {
  const file = join(t.testdir({}), 'log');
  const logger = createLogger({ level: 'trace', requests: true }, file);
  const gateway = await start(t, { log: { requests: true } }, { logger });
  const { session, at, headers } = await openSession(gateway);
  await (await fetch(at, { headers })).json();
  await (await fetch(`${gateway.url}/sessions/nothing`, { headers })).json();
  const text = readFileSync(file, 'utf8');
  t.match(text, /"msg":"Session opened"/);
  t.match(text, new RegExp(`"sessionId":"${session.id}"`));
  t.match(text, /"msg":"Request answered"/);
  t.match(text, /"code":"SESSION_NOT_FOUND"/);
  t.notMatch(text, headers.authorization.slice('Bearer '.length));
});
