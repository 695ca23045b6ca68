import { once } from 'node:events';
import { Writable } from 'node:stream';
import t, { type Test } from 'tap';
import { utf16 } from '../../src/bytes/text.js';
import { GatewayError } from '../../src/errors.js';
import { DataPduType } from '../../src/rdp/share/data-header.js';
import { RedirectionFlag } from '../../src/rdp/share/redirection.js';
import type { SessionInput } from '../../src/session/session-options.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { HELLO } from './model-viewer.js';
import { type Scene, scene as sceneAt, stripes } from './scene.js';
import { rectangle, type ScriptedConnection } from './scripted-host.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const scene = (t: Test, options: Partial<SessionInput> = {}): Promise<Scene> => sceneAt(t, { pool, ...options });

t.test('a viewer is welcomed, told how far it is, and shown the desktop as it is drawn', async (t) => {
  const { host, session, view, picture } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  t.equal(viewer.messages[0].type, 'welcome');
  t.match(viewer.last('welcome'), { version: 2, sessionId: 'one' });
  t.match(viewer.last('desktop'), { generation: 1, width: 640, height: 480, resizable: false });
  host.last.bitmaps(rectangle(10, 20, 300, 50, stripes(1)), rectangle(400, 300, 240, 60, stripes(2)));
  await viewer.until(({ frames }) => frames > 0, 'a frame');
  const expected = await picture();
  await viewer.shows(() => expected);
  t.equal(expected[(25 * 640 + 30) * 4 + 2], stripes(1)(30, 25) & 0xff);
  t.same(session.size, { width: 640, height: 480 });
  t.equal(host.asked[0].width, 640, 'the size of the first viewer');
});

t.test('a second viewer sees what the first one sees, and both what comes', async (t) => {
  const { host, view, picture } = await scene(t);
  const first = view();
  await first.status('active');
  host.last.bitmaps(rectangle(0, 0, 640, 25, stripes(3)));
  await first.until(({ frames }) => frames > 0, 'a frame');
  const second = view({ hello: { cacheSlots: 0 } });
  host.last.bitmaps(rectangle(100, 300, 200, 60, stripes(4)));
  await first.until(({ frames }) => frames > 1, 'another frame');
  const expected = await picture();
  await Promise.all([first.shows(() => expected), second.shows(() => expected)]);
  t.equal(second.last('status')?.state, 'active');
  t.pass();
});

t.test('frames are acknowledged to the host when they are drawn', async (t) => {
  const { host, view } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  for (let frame = 1; frame <= 3; frame++) {
    host.last.frame('begin', frame);
    host.last.bitmaps(rectangle(0, 0, 64, 64, stripes(frame)));
    host.last.frame('end', frame);
  }
  await host.last.until(DataPduType.FRAME_ACKNOWLEDGE, 3);
  t.equal(host.last.count(DataPduType.FRAME_ACKNOWLEDGE), 3);
});

t.test('an open frame is not shown before it ends, unless the host forgets to end it', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.frame('begin', 1);
  host.last.bitmaps(rectangle(0, 0, 64, 64, stripes(1)));
  const startedAt = performance.now();
  await viewer.until(({ frames }) => frames > 0, 'the forgotten frame');
  t.ok(performance.now() - startedAt >= 60, 'it was waited for');
  const { rgba } = await session.snapshot();
  await viewer.shows(() => rgba);
});

t.test('input reaches the host', async (t) => {
  const { host, view } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  viewer.send('input', [
    { type: 'move', x: 5, y: 6 },
    { type: 'key', down: true, scancode: 0x1e, extended: false },
  ]);
  await host.last.until('input');
  t.ok(host.last.count('input') >= 1);
});

t.test('what a viewer holds down is let go of when it leaves', async (t) => {
  const { host, view } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  viewer.send('input', [{ type: 'key', down: true, scancode: 0x2a, extended: false }]);
  await host.last.until('input');
  const before = host.last.count('input');
  viewer.leave();
  await host.last.until('input', before + 1);
  t.equal(host.last.count('input'), before + 1);
});

t.test('nobody looks: output is suppressed, and shown again to whoever comes', async (t) => {
  const { host, view } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  viewer.send('visibility', { visible: false });
  await host.last.until(DataPduType.SUPPRESS_OUTPUT);
  viewer.send('visibility', { visible: true });
  await host.last.until(DataPduType.SUPPRESS_OUTPUT, 2);
  await host.last.until(DataPduType.REFRESH_RECT);
  t.pass();
});

t.test('a viewer that comes back within the grace period finds the picture', async (t) => {
  const { host, view, picture, session } = await scene(t, { graceMs: 10_000 });
  const first = view();
  await first.status('active');
  host.last.bitmaps(rectangle(0, 0, 500, 30, stripes(5)));
  await first.until(({ frames }) => frames > 0, 'a frame');
  first.leave();
  await first.closed;
  t.equal(session.viewerCount, 0);
  host.last.bitmaps(rectangle(0, 200, 500, 30, stripes(6)));
  const again = view();
  await again.until(({ frames }) => frames > 0, 'a frame');
  await host.last.until(DataPduType.REFRESH_RECT, 0);
  const expected = await picture();
  await again.shows(() => expected);
  t.equal(host.connections.length, 1, 'the connection lived on');
});

t.test('a session that nobody comes back to ends', async (t) => {
  const { session, view, host } = await scene(t, { graceMs: 20 });
  const viewer = view();
  await viewer.status('active');
  const gone = new Promise((resolve) => host.last.socket.once('close', resolve));
  viewer.leave();
  t.equal((await session.closed).code, 'SESSION_ENDED');
  await gone;
});

t.test('what the host says when it ends the session reaches the viewer in words', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.errorInfo(0x03);
  host.last.disconnect(1);
  host.last.socket.end();
  const reason = await session.closed;
  t.equal(reason.code, 'HOST_ERROR');
  await viewer.closed;
  t.match(viewer.error, { code: 'HOST_ERROR' });
  t.equal(viewer.messages.at(-1)?.type, 'bye');
  t.match(viewer.last('bye'), { code: 'HOST_ERROR', detail: /idle/i });
});

t.test('signing out on the host has a code of its own', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.errorInfo(0x0c);
  host.last.socket.end();
  t.equal((await session.closed).code, 'HOST_LOGGED_OFF');
});

t.test('a dropped connection is resumed with the cookie, the picture intact', async (t) => {
  const { host, view, picture, metrics } = await scene(t, { reconnect: { attempts: 4, firstDelayMs: 5 } });
  const viewer = view();
  await viewer.status('active');
  host.last.cookie();
  host.last.bitmaps(rectangle(0, 0, 500, 30, stripes(5)));
  await viewer.until(({ frames }) => frames > 0, 'a frame');
  const before = await picture();
  await viewer.shows(() => before);
  host.refusals.push(new GatewayError('HOST_UNREACHABLE'), new GatewayError('HOST_TIMEOUT'));
  host.last.socket.destroy();
  await viewer.status('reconnecting');
  await viewer.status('active');
  t.equal(host.connections.length, 2);
  t.equal(host.asked.at(-1)?.autoReconnect?.logonId, 7);
  t.equal(viewer.last('desktop')?.generation, 1, 'no new desktop');
  await viewer.shows(() => before);
  host.last.bitmaps(rectangle(0, 100, 500, 30, stripes(6)));
  const frames = viewer.frames;
  await viewer.until((now) => now.frames > frames, 'a frame');
  const after = await picture();
  await viewer.shows(() => after);
  t.equal(metrics.reconnects, 1);
});

t.test('attempts to resume are bounded', async (t) => {
  const { host, view, session } = await scene(t, { reconnect: { attempts: 3, firstDelayMs: 1 } });
  const viewer = view();
  await viewer.status('active');
  host.last.cookie();
  host.last.frame('end', 1);
  await host.last.until(DataPduType.FRAME_ACKNOWLEDGE);
  for (let i = 0; i < 5; i++) host.refusals.push(new GatewayError('HOST_UNREACHABLE'));
  host.last.socket.destroy();
  t.equal((await session.closed).code, 'HOST_UNREACHABLE');
  t.equal(host.refusals.length, 2);
  await viewer.closed;
  t.match(viewer.error, { code: 'HOST_UNREACHABLE' });
});

t.test('without a cookie a dropped connection ends the session', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.socket.destroy();
  t.equal((await session.closed).code, 'HOST_CLOSED');
});

t.test('a host that redirects an active session is followed, the picture intact', async (t) => {
  const { host, view, picture } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.bitmaps(rectangle(0, 0, 300, 30, stripes(8)));
  await viewer.until(({ frames }) => frames > 0, 'a frame');
  const before = await picture();
  const password = utf16('theirs');
  const { LB_TARGET_FQDN, LB_USERNAME, LB_DOMAIN, LB_PASSWORD } = RedirectionFlag;
  const flags = LB_TARGET_FQDN | LB_USERNAME | LB_DOMAIN | LB_PASSWORD;
  host.last.redirect({ sessionId: 5, flags, targetFqdn: 'other.test', username: 'ada', domain: 'd', password });
  await viewer.status('reconnecting');
  await viewer.status('active');
  t.match(host.asked.at(-1), {
    target: { host: 'other.test' },
    credentials: { username: 'ada', password: /^theirs/ },
    redirectedSessionId: 5,
  });
  await viewer.shows(() => before);
});

t.test('a host that drops or redirects every connection is not followed for ever', async (t) => {
  const circles: readonly [code: string, push: (connection: ScriptedConnection) => void][] = [
    ['HOST_REDIRECTED', (host) => host.redirect({ sessionId: 5, flags: RedirectionFlag.LB_NOREDIRECT })],
    [
      'HOST_CLOSED',
      (host) => {
        host.cookie();
        host.socket.end();
      },
    ],
  ];
  for (const [code, push] of circles) {
    const { host, session, view } = await scene(t);
    host.on('connection', push);
    view();
    t.equal((await session.closed).code, code);
    t.ok(host.connections.length <= 12, `${host.connections.length} connections`);
  }
});

t.test('credentials are asked for where they are missing or wrong', async (t) => {
  const { host, view } = await scene(t);
  host.refusals.push(new GatewayError('CREDENTIALS_REQUIRED'), new GatewayError('CREDENTIALS_REJECTED'));
  const viewer = view();
  await viewer.status('credentials');
  t.equal(viewer.last('status')?.error, undefined, 'nothing was wrong yet');
  viewer.send('credentials', { username: 'u', domain: '', password: 'wrong' });
  await viewer.until((v) => v.last('status')?.error?.code === 'CREDENTIALS_REJECTED', 'a second question');
  viewer.send('credentials', { username: 'u', domain: 'd', password: 'right' });
  await viewer.status('active');
  t.same(
    host.asked.map(({ credentials }) => credentials.password),
    ['', 'wrong', 'right'],
  );
});

t.test('a person who does not answer ends the attempt, not the process', async (t) => {
  const { host, view, session } = await scene(t, { credentialsMs: 20 });
  host.refusals.push(new GatewayError('CREDENTIALS_REQUIRED'));
  view();
  t.equal((await session.closed).code, 'CREDENTIALS_REQUIRED');
});

t.test('a password given at the start is used once', async (t) => {
  const credentials = { username: 'u', domain: '', password: 'secret' };
  const { host, session } = await scene(t, { credentials, reconnect: { attempts: 1, firstDelayMs: 1 } });
  await session.connect();
  host.last.cookie();
  host.last.frame('end', 1);
  await host.last.until(DataPduType.FRAME_ACKNOWLEDGE);
  const again = new Promise((resolve) => host.once('connection', resolve));
  host.last.socket.destroy();
  await again;
  t.same(
    host.asked.map(({ credentials: { username, password } }) => [username, password]),
    [
      ['u', 'secret'],
      ['u', ''],
    ],
  );
});

t.test('connect rejects with the reason, and can be aborted', async (t) => {
  const refused = await scene(t);
  refused.host.refusals.push(new GatewayError('CERTIFICATE_UNTRUSTED'));
  await t.rejects(refused.session.connect(), { code: 'CERTIFICATE_UNTRUSTED' });
  const aborted = await scene(t);
  await t.rejects(aborted.session.connect({ signal: AbortSignal.abort() }), { code: 'ABORTED' });
});

t.test('close says goodbye to the host and tells viewers', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.socket.on('end', () => host.last.socket.end());
  await session.close();
  t.equal(host.last.count('disconnect'), 1);
  await viewer.closed;
  t.match(viewer.error, { code: 'SESSION_ENDED' });
  t.throws(() => view(), { code: 'SESSION_ENDED' });
  t.equal((await session.closed).code, 'SESSION_ENDED');
});

t.test('what a codec cannot decode ends the session with its code', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.bitmaps({ ...rectangle(0, 0, 64, 64, stripes(1)), compressed: true, data: new Uint8Array(5).fill(0xff) });
  t.equal((await session.closed).code, 'CODEC_INVALID');
  await viewer.closed;
  t.match(viewer.error, { code: 'CODEC_INVALID' });
});

t.test('bytes that are no PDU end the session with their code', async (t) => {
  const { host, view, session } = await scene(t);
  const viewer = view();
  await viewer.status('active');
  host.last.send([Uint8Array.of(0xff, 0xff, 0xff)]);
  t.equal((await session.closed).code, 'PDU_INVALID');
});

t.test('a viewer that misbehaves ends alone', async (t) => {
  const { host, view, session, picture } = await scene(t);
  const good = view();
  const bad = view();
  await good.status('active');
  bad.sendRaw(Uint8Array.of(1, 2, 3));
  await bad.closed;
  t.match(bad.error, { code: 'WIRE_INVALID' });
  const flooding = view();
  const moves = Array.from({ length: 1024 }, (_, x) => ({ type: 'move', x, y: 1 }) as const);
  for (let i = 0; i < 5; i++) flooding.send('input', moves);
  await flooding.closed;
  t.match(flooding.error, { code: 'VIEWER_FLOOD' });
  host.last.bitmaps(rectangle(0, 0, 100, 100, stripes(9)));
  await good.until(({ frames }) => frames > 0, 'a frame');
  const expected = await picture();
  await good.shows(() => expected);
  t.equal(session.viewerCount, 1);
});

t.test('a viewer that left before it was let in is not', async (t) => {
  const { session } = await scene(t);
  const sink = new Writable().destroy();
  t.throws(() => session.attach(sink, HELLO), { code: 'ABORTED' });
  t.equal(session.viewerCount, 0);
});

t.test('there is room for so many viewers', async (t) => {
  const { view } = await scene(t, { maxViewers: 2 });
  view();
  view();
  t.throws(() => view(), { code: 'TOO_MANY_VIEWERS' });
});

t.test('viewers that come and go, or ask for every pixel again, share the memory of their pictures', async (t) => {
  const shadows = new Set<unknown>();
  const watching = {
    threads: pool.threads,
    busy: false,
    decode: pool.decode.bind(pool),
    findCopy: pool.findCopy.bind(pool),
    encode: (job: Parameters<typeof pool.encode>[0]) => {
      shadows.add(job.shadow.pixels.buffer);
      return pool.encode(job);
    },
  };
  const { host, view } = await scene(t, { pool: watching });
  const first = view();
  await first.status('active');
  host.last.bitmaps(rectangle(0, 0, 640, 25, stripes(1)));
  await first.until(({ frames }) => frames > 0, 'a frame');
  for (let i = 0; i < 10; i++) {
    const viewer = view();
    await viewer.until(({ frames }) => frames > 0, 'a frame');
    viewer.send('refresh', {});
    viewer.send('refresh', {});
    const { frames } = viewer;
    await viewer.until((now) => now.frames > frames, 'another frame');
    viewer.leave();
  }
  t.ok(shadows.size <= 4, `${shadows.size} shadows`);
});

t.test('viewers come and go so often and no more', async (t) => {
  const { session } = await scene(t, { now: () => 0 });
  const comeAndGo = async (): Promise<void> => {
    const sink = new Writable({ write: (_message, _encoding, done) => done() });
    session.attach(sink, HELLO);
    sink.destroy();
    await once(sink, 'close');
  };
  for (let i = 0; i < 30; i++) await comeAndGo();
  await t.rejects(comeAndGo(), { code: 'TOO_MANY_VIEWERS' });
});

t.test('a program reads frames, and a snapshot', async (t) => {
  const { host, session } = await scene(t);
  await session.connect();
  const frames = session.frames();
  const first = (await frames.next()).value;
  t.match(first, { sequence: 1, width: 640, height: 480, stride: 2560 });
  t.same(first?.rectangles, [{ left: 0, top: 0, width: 640, height: 480 }]);
  host.last.bitmaps(rectangle(130, 70, 10, 10, () => 0x112233));
  const second = (await frames.next()).value;
  t.same(second?.rectangles, [{ left: 128, top: 64, width: 64, height: 64 }]);
  t.same([...(second?.pixels.subarray(75 * 2560 + 135 * 4).subarray(0, 3) ?? [])], [0x33, 0x22, 0x11]);
  const { rgba, width } = await session.snapshot();
  t.same([...rgba.subarray((75 * width + 135) * 4).subarray(0, 4)], [0x11, 0x22, 0x33, 0xff]);
  const last = frames.next();
  session.destroy();
  t.same(await last, { value: undefined, done: true });
});

t.test('frames end with the reason when the session fails', async (t) => {
  const { host, session } = await scene(t);
  await session.connect();
  const frames = session.frames();
  await frames.next();
  const next = frames.next();
  host.last.errorInfo(0x03);
  host.last.socket.end();
  await t.rejects(next, { code: 'HOST_ERROR' });
});
