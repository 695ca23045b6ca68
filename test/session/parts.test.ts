/** The small parts of a session, each alone. */
import { Writable } from 'node:stream';
import t from 'tap';
import { GatewayError } from '../../src/errors.js';
import { Allowance } from '../../src/session/allowance.js';
import { retried } from '../../src/session/backoff.js';
import { CredentialDesk } from '../../src/session/credential-desk.js';
import { coded, farewellError, mayPass } from '../../src/session/end-reason.js';
import { HeldInput } from '../../src/session/held-input.js';
import { Histogram, MILLISECOND_BUCKETS } from '../../src/session/metrics.js';
import { Outbox } from '../../src/session/outbox.js';
import { PictureLock } from '../../src/session/picture-lock.js';
import { problemOf } from '../../src/session/problem.js';
import { SessionRegistry } from '../../src/session/registry.js';
import { allowedSize, Resizer } from '../../src/session/resizer.js';
import { Traffic } from '../../src/session/traffic.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { HOST } from './host-options.js';

const turn = (): Promise<void> => new Promise(setImmediate);

t.test('one writer or several readers, in the order of their asking', async (t) => {
  const lock = new PictureLock();
  const log: string[] = [];
  const finish: Record<string, () => void> = {};
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      log.push(name);
      finish[name] = resolve;
    });
  const done = [
    lock.read(work('r1')),
    lock.read(work('r2')),
    lock.write(work('w1')),
    lock.read(work('r3')),
    lock.read(work('r4')),
    lock.write(work('w2')),
  ];
  await turn();
  t.same(log, ['r1', 'r2']);
  finish.r1();
  await turn();
  t.same(log, ['r1', 'r2'], 'the writer waits for both readers');
  finish.r2();
  await turn();
  t.same(log.at(-1), 'w1');
  finish.w1();
  await turn();
  t.same(log.slice(-2), ['r3', 'r4'], 'readers that waited run together');
  finish.r3();
  finish.r4();
  await turn();
  finish.w2();
  await Promise.all(done);
  t.same(log, ['r1', 'r2', 'w1', 'r3', 'r4', 'w2']);
});

t.test('work that fails gives the lock back', async (t) => {
  const lock = new PictureLock();
  await t.rejects(
    lock.write(() => Promise.reject(new Error('no'))),
    { message: 'no' },
  );
  await t.rejects(
    lock.read(() => Promise.reject(new Error('no'))),
    { message: 'no' },
  );
  t.equal(await lock.write(async () => 1), 1);
});

t.test('only the newest wish is asked, once the host can be asked', async (t) => {
  const asked: number[] = [];
  let able = false;
  let tried = (): void => {};
  const firstTry = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const resizer = new Resizer(({ width }) => {
    tried();
    if (able) asked.push(width);
    return able;
  }, 5);
  t.teardown(() => resizer.close());
  resizer.want({ width: 801, height: 600, scaleFactor: 100 });
  resizer.want({ width: 1003, height: 700, scaleFactor: 100 });
  await firstTry;
  t.same(asked, []);
  t.equal(resizer.wish?.width, 1002, 'widths are even');
  able = true;
  resizer.flush();
  resizer.flush();
  t.same(asked, [1002]);
});

t.test('sizes are made such as a desktop may have', async (t) => {
  t.same(allowedSize({ width: 1, height: 9999 }), { width: 200, height: 8192 });
  const { width, height } = allowedSize({ width: 8192, height: 8192 });
  t.ok(width * height <= 8192 * 4096);
  t.same(allowedSize({ width: 1281, height: 801, extra: 1 }), { width: 1280, height: 801, extra: 1 });
});

t.test('a pair of credentials is given out once, a source is asked each time', async (t) => {
  const pair = new CredentialDesk({ username: 'u', domain: 'd', password: 'p' });
  t.same(await pair.take(), { username: 'u', domain: 'd', password: 'p' });
  t.same(await pair.take(), { username: 'u', domain: 'd', password: '' });
  let asked = 0;
  const source = new CredentialDesk(() => ({ username: 'u', domain: '', password: `${++asked}` }));
  await source.take();
  t.equal((await source.take()).password, '2');
});

t.test('an answer without a question is refused; a question can be withdrawn', async (t) => {
  const desk = new CredentialDesk();
  t.equal(desk.answer({ username: 'u', domain: '', password: 'p' }), false);
  const abort = new AbortController();
  const question = desk.ask(abort.signal);
  abort.abort(new GatewayError('SESSION_ENDED'));
  await t.rejects(question, { code: 'SESSION_ENDED' });
  t.equal(desk.answer({ username: 'u', domain: '', password: 'p' }), false);
  t.same(await desk.take(), { username: '', domain: '', password: '' });
});

t.test('attempts stop at success, at a failure that stays, and at the last', async (t) => {
  const options = { attempts: 3, firstDelayMs: 1 };
  const { signal } = new AbortController();
  let calls = 0;
  const fail = (code: 'HOST_TIMEOUT' | 'NLA_FAILED', until: number) => async () => {
    if (++calls < until) throw new GatewayError(code);
    return calls;
  };
  t.equal(await retried(fail('HOST_TIMEOUT', 3), options, mayPass, signal), 3);
  calls = 0;
  await t.rejects(retried(fail('HOST_TIMEOUT', 9), options, mayPass, signal), { code: 'HOST_TIMEOUT' });
  t.equal(calls, 3);
  calls = 0;
  await t.rejects(retried(fail('NLA_FAILED', 9), options, mayPass, signal), { code: 'NLA_FAILED' });
  t.equal(calls, 1);
});

t.test('an allowance refills with time, up to its burst', async (t) => {
  const allowance = new Allowance(10, 20, 0);
  t.equal(allowance.take(20, 0), true);
  t.equal(allowance.take(1, 50), false);
  t.equal(allowance.take(1, 100), true);
  t.equal(allowance.take(21, 1e6), false);
  t.equal(allowance.take(20, 1e6), true);
});

t.test('keys and buttons that are held, and what lets go of them', async (t) => {
  const held = new HeldInput();
  const shift = { type: 'key', down: true, scancode: 0x2a, extended: false } as const;
  const left = { type: 'button', down: true, button: 'left', x: 3, y: 4 } as const;
  held.note([shift, left, { type: 'unicode', down: true, unit: 0x61 }, { type: 'unicode', down: false, unit: 0x61 }]);
  t.same(held.release(), [
    { ...shift, down: false },
    { ...left, down: false },
  ]);
  t.same(held.release(), []);
  held.note([shift, left, { type: 'synchronize', scrollLock: false, numLock: true, capsLock: false, kanaLock: false }]);
  t.same(held.release(), [{ ...left, down: false }]);
});

t.test('while a sink is full only the newest of each kind waits', async (t) => {
  const written: Uint8Array[] = [];
  let release = (): void => {};
  const sink = new Writable({
    highWaterMark: 1,
    write: (message: Uint8Array, _encoding, done) => {
      written.push(message);
      release = done;
    },
  });
  const outbox = new Outbox(sink);
  sink.on('drain', () => outbox.flush());
  outbox.sendLatest('stats', 'stats', { hostFrames: 1, hostBytes: 1 });
  for (let x = 0; x < 50; x++) outbox.sendLatest('pointer position', 'pointer', { kind: 'position', x, y: 0 });
  outbox.sendLatest('pointer', 'pointer', { kind: 'hidden' });
  t.equal(written.length, 1);
  while (written.length < 3) {
    release();
    await turn();
  }
  release();
  await turn();
  const messages = written.map((message) => readGatewayMessage(message));
  t.same(
    messages.map(({ sequence }) => sequence),
    [1, 2, 3],
  );
  t.same(
    messages.slice(1).map(({ body }) => body),
    [{ kind: 'position', x: 49, y: 0 }, { kind: 'hidden' }],
  );
});

t.test('why a connection ended', async (t) => {
  t.equal(farewellError({}), undefined);
  t.equal(farewellError({ errorInfo: { code: 0, text: '' } }), undefined);
  t.match(farewellError({ errorInfo: { code: 3, text: 'idle' }, disconnectReason: 1 }), { code: 'HOST_ERROR' });
  t.match(farewellError({ disconnectReason: 3 }), { code: 'HOST_LOGGED_OFF' });
  t.match(farewellError({ disconnectReason: 1 }), { code: 'HOST_CLOSED' });
  t.match(coded(new TypeError('x')), { code: 'INTERNAL' });
});

t.test('a viewer is told what it may know', async (t) => {
  t.match(problemOf(new GatewayError('HOST_ERROR', {}, { detail: 'idle for too long' })), {
    code: 'HOST_ERROR',
    detail: 'idle for too long',
  });
  const hidden = problemOf(new GatewayError('CONFIG_INVALID', {}, { detail: 'secret path' }));
  t.equal(hidden.code, 'INTERNAL');
  t.equal(hidden.detail, undefined);
  const ours = problemOf(
    new GatewayError('INTERNAL', {}, { detail: "EACCES: permission denied, open '/home/gw/known'" }),
  );
  t.equal(ours.detail, undefined, 'what the system says is for the log');
  const long = problemOf(new GatewayError('CERTIFICATE_MISMATCH', {}, { detail: 'DNS:a, '.repeat(5000) }));
  t.ok((long.detail?.length ?? 0) < 4096, 'what a host wrote is cut before the wire refuses it');
});

t.test('frames of the host are counted by its markers, or by what draws', async (t) => {
  const traffic = new Traffic();
  traffic.chunk(100, true);
  traffic.chunk(50, false);
  t.match(traffic.take(), { hostFrames: 1, hostBytes: 150 });
  traffic.frame();
  traffic.chunk(10, true);
  t.match(traffic.take(), { hostFrames: 1, hostBytes: 10 });
  t.match(traffic.take(), { hostFrames: 0, hostBytes: 0 });
});

t.test('a histogram counts each value in one bucket', async (t) => {
  const histogram = new Histogram();
  for (const ms of [0.1, 0.25, 3, 1e9]) histogram.observe(ms);
  t.equal(histogram.count, 4);
  t.equal(
    histogram.counts.reduce((a, b) => a + b),
    4,
  );
  t.equal(histogram.counts[0], 2);
  t.equal(histogram.counts[MILLISECOND_BUCKETS.length], 1);
});

t.test('a registry has room for so many sessions, and forgets those that ended', async (t) => {
  const registry = new SessionRegistry({ maxSessions: 2 });
  const pool = { threads: 1, busy: false, decode: unused, encode: unused, findCopy: unused };
  const [one, two] = [registry.create({ host: HOST, pool }), registry.create({ host: HOST, pool })];
  t.not(one.id, two.id);
  t.equal(registry.get(one.id), one);
  t.throws(() => registry.create({ host: HOST, pool }), { code: 'TOO_MANY_SESSIONS' });
  one.destroy();
  await one.closed;
  await turn();
  t.equal(registry.size, 1);
  t.equal(registry.get(one.id), undefined);
  await registry.close();
  t.equal((await two.closed).code, 'SESSION_ENDED');
  t.equal(registry.metrics.sessionsEnded.get('SESSION_ENDED'), 2);
});

const unused = (): Promise<never> => Promise.reject(new Error('not used here'));
