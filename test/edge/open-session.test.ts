import { Writable } from 'node:stream';
import t from 'tap';
import { OpenSession } from '../../src/edge/open-session.js';
import { FakeSession } from '../support/fake-session.js';
import { HELLO } from '../support/viewer-client.js';

const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

t.test('a session that nobody looks at ends after the grace period', async (t) => {
  // The session's own timer does not keep a process alive.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));
  const session = new FakeSession({ name: 'First' });
  const open = new OpenSession(session, session.desktop, 20);
  await open.closed;
  t.throws(() => open.attach(sink(), HELLO), { code: 'SESSION_ENDED' });
});

t.test('from the first viewer on it looks after itself', async (t) => {
  const session = new FakeSession({ name: 'First' });
  const open = new OpenSession(session, session.desktop, 20);
  open.attach(sink(), HELLO);
  // A timer that was set later and runs longer than the grace period.
  const first = await Promise.race([
    open.closed.then(() => 'closed'),
    new Promise((resolve) => setTimeout(resolve, 60, 'open')),
  ]);
  t.equal(first, 'open');
  await open.close();
});

t.test("a desktop's keyboard layout is told instead of the browser's", async (t) => {
  for (const [keyboardLayout, told] of [
    [0x0407, 0x0407],
    [undefined, HELLO.keyboardLayout],
  ]) {
    const session = new FakeSession({ name: 'First' });
    const open = new OpenSession(session, { name: 'First', keyboardLayout }, 1000);
    open.attach(sink(), HELLO);
    t.same(session.viewers[0].hello, { ...HELLO, keyboardLayout: told });
    await open.close();
  }
});
