/** What becomes of sessions that grants opened: written down, ended in time, and told to whoever chooses hosts. */
import { EventEmitter } from 'node:events';
import t, { type Test } from 'tap';
import type { RunningSession } from '../../../src/control/sessions/running.js';
import { GatewayError } from '../../../src/errors.js';
import { Figures } from '../../../src/session/figures.js';
import type { Notice } from '../../../src/wire/messages.js';
import { eachStore, type OpenStore } from '../../support/stores.js';
import { ask, type Office, openOffice, redeemed } from './office.js';

/** A session without a data path. */
class Played extends EventEmitter {
  readonly figures = new Figures(() => this.emit('shown'));
  readonly notices: Notice[] = [];
  readonly closed: Promise<GatewayError>;
  viewerCount = 0;
  end: (reason: GatewayError) => void = () => {};

  constructor(readonly id: string) {
    super();
    this.closed = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  notify(notice: Notice): void {
    this.notices.push(notice);
  }

  async close({ reason = new GatewayError('SESSION_ENDED') } = {}): Promise<void> {
    this.end(reason);
  }
}

interface Scene extends Office {
  readonly played: Played;
  /** As the store has it. */
  state(): Promise<{ state: string; code: string | undefined }>;
}

async function opened(t: Test, open: OpenStore, endsAfter?: number): Promise<Scene> {
  const office = await openOffice(t, open, { hosts: 1 });
  const { first, clock } = office;
  const connection = await ask(first, 'ann');
  const played = new Played(await redeemed(first, connection));
  first.brokering.running.opened(played as unknown as RunningSession, {
    ...{ activityId: connection.activityId, user: 'ann', host: 'h1', hostPool: 'office' },
    endsAt: endsAfter === undefined ? undefined : clock.now + endsAfter,
  });
  const state = async () => {
    // What was told is told in turns of the event loop.
    await new Promise(setImmediate);
    await first.brokering.running.flush();
    const { state, code } = await first.brokering.userSessions.require(played.id);
    return { state, code };
  };
  return { ...office, played, state };
}

t.test('it lasts no longer than a policy says', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, clock, played, state } = await opened(t, open, 60_000);
    played.emit('status', { state: 'active' });
    clock.now += 59_000;
    first.brokering.running.tick();
    t.same(await state(), { state: 'active', code: undefined });
    clock.now += 1000;
    first.brokering.running.tick();
    t.equal((await played.closed).code, 'SESSION_LIFETIME');
    t.same(await state(), { state: 'disconnected', code: undefined }, 'the host keeps what is open there');
  }),
);

t.test('a session is left and come back to as viewers come and go', async (t) =>
  eachStore(t, async (t, open) => {
    const { played, state } = await opened(t, open);
    played.emit('status', { state: 'active' });
    played.emit('viewers', 0);
    t.match(await state(), { state: 'disconnected' });
    played.emit('viewers', 1);
    t.match(await state(), { state: 'active' });
    played.end(new GatewayError('HOST_LOGGED_OFF'));
    t.match(await state(), { state: 'ended' });
  }),
);

t.test('a host that cannot be connected to gets nobody else', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, played, state } = await opened(t, open);
    played.end(new GatewayError('HOST_UNREACHABLE'));
    t.same(await state(), { state: 'ended', code: 'HOST_UNREACHABLE' });
    t.match(await first.brokering.hostStates.get('h1'), { health: 'unavailable', problem: 'HOST_UNREACHABLE' });
    t.match(await ask(first, 'ben'), { state: 'failed', problem: { code: 'NO_HOST' } });
  }),
);

t.test('a wrong password is no fault of the host', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, played, state } = await opened(t, open);
    played.end(new GatewayError('CREDENTIALS_REJECTED'));
    t.same(await state(), { state: 'ended', code: 'CREDENTIALS_REJECTED' });
    t.match(await first.brokering.hostStates.get('h1'), { health: 'available' });
  }),
);

t.test('orders of administrators', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, played } = await opened(t, open);
    const { userSessions } = first.brokering;
    const message = { title: 'Tonight', text: 'We update.' };
    await userSessions.message(played.id, message);
    await userSessions.logOff(played.id);
    t.equal((await played.closed).code, 'SESSION_SIGNED_OUT');
    t.same(played.notices, [message]);
    await new Promise(setImmediate);
    await first.brokering.running.flush();
    await t.rejects(userSessions.message(played.id, message), { code: 'CONFLICT' });
    await t.rejects(userSessions.disconnect(played.id, 'ben'), { code: 'NOT_FOUND' });
  }),
);

t.test('whoever may not sign in any more has no session either', async (t) =>
  eachStore(t, async (t, open) => {
    const { first, played } = await opened(t, open);
    await first.resources.put('user', 'ann', { displayName: 'Ann', disabled: true });
    t.equal((await played.closed).code, 'ACCOUNT_DISABLED');
  }),
);
