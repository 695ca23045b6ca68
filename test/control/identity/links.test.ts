import t from 'tap';
import { eachStore } from '../../support/stores.js';
import type { Gateway } from './support.js';
import { Browser, HOUR, PASSWORD, startGateway } from './support.js';

const tokenIn = (path: string | undefined): string => path?.split('#')[1] ?? '';

const setUp = ({ identity }: Gateway, token: string, name = 'root', password = PASSWORD) =>
  identity.setup.complete({ token, name, displayName: 'The administrator', password }, '192.0.2.1');

const signIn = ({ identity }: Gateway, user: string, password: string, browser = new Browser()) =>
  identity.signIn.password({ user, password }, browser.visit).then((step) => browser.keep(step));

t.test('on first start one link makes the administrator', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, resources } = gateway;
    const former = await identity.setupPath();
    const path = await identity.setupPath();
    t.match(path, /^\/setup#[\w-]{43}$/);
    await t.rejects(setUp(gateway, tokenIn(former)), { code: 'LINK_INVALID' }, 'only the last one works');
    await t.rejects(setUp(gateway, 'x'.repeat(43)), { code: 'LINK_INVALID' });
    await t.rejects(setUp(gateway, ''), { code: 'LINK_INVALID' });
    await t.rejects(setUp(gateway, tokenIn(path), 'root', 'short'), { code: 'REQUEST_INVALID' });

    const both = await Promise.allSettled([setUp(gateway, tokenIn(path)), setUp(gateway, tokenIn(path), 'other')]);
    t.same(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'of two one is the administrator');
    const name = both[0].status === 'fulfilled' ? 'root' : 'other';
    t.match(await signIn(gateway, name, PASSWORD), { step: 'done' });
    t.match((await resources.require('role-assignment', 'first-administrator')).body, {
      principal: { user: name },
      role: 'Administrator',
      scope: '/',
    });
    t.equal(await identity.setupPath(), undefined, 'and there is no further link');
    await t.rejects(setUp(gateway, tokenIn(path)), { code: 'LINK_INVALID' });
    const stored = await gateway.store.db.selectFrom('one_time_link').selectAll().execute();
    t.same(stored, []);
  }),
);

t.test('the link for the administrator expires, and is not in the store', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const token = tokenIn(await gateway.identity.setupPath());
    const rows = await gateway.store.db.selectFrom('one_time_link').selectAll().execute();
    t.equal(rows.length, 1);
    t.notMatch(JSON.stringify(rows), token);
    gateway.clock.advance(25 * HOUR);
    await t.rejects(setUp(gateway, token), { code: 'LINK_INVALID' });
  }),
);

t.test('administrators by a role assignment count, roles over a part do not', (t) =>
  eachStore(t, async (t, open) => {
    const { identity, resources, addPerson } = await startGateway(t, open);
    await addPerson('alice');
    await resources.put('workspace', 'office', { displayName: 'Office' });
    const principal = { user: 'alice' };
    await resources.put('role-assignment', 'a', { principal, role: 'Administrator', scope: { workspace: 'office' } });
    await resources.put('role-assignment', 'b', { principal, role: 'Reader' });
    t.ok(await identity.setupPath());
    await resources.put('role-assignment', 'c', { principal, role: 'Administrator' });
    t.equal(await identity.setupPath(), undefined);
  }),
);

t.test('an administrator hands over a link that sets a password', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, resources, clock } = gateway;
    await resources.put('user', 'alice', { displayName: 'Alice' });
    const by = { by: 'root', remote: '192.0.2.1', clearsFactors: false };
    await t.rejects(identity.passwords.makeLink('nobody', by), { code: 'NOT_FOUND' });

    const { path } = await identity.passwords.makeLink('alice', by);
    const token = tokenIn(path);
    t.equal(await identity.passwords.lookAtLink(token), 'alice');
    await t.rejects(setUp(gateway, token), { code: 'LINK_INVALID' }, 'good for nothing else');
    await t.rejects(identity.passwords.setByLink(token, 'alice', ''), { code: 'REQUEST_INVALID' });
    await identity.passwords.setByLink(token, PASSWORD, '192.0.2.1');
    await t.rejects(identity.passwords.setByLink(token, 'another password', ''), { code: 'LINK_INVALID' });
    const browser = new Browser();
    t.match(await signIn(gateway, 'alice', PASSWORD, browser), { step: 'done' });

    const actor = (await identity.authenticate(browser.visit))!.actor;
    await identity.factors.renewRecoveryCodes(actor);
    const next = await identity.passwords.makeLink('alice', { ...by, clearsFactors: true });
    await identity.passwords.setByLink(tokenIn(next.path), 'entirely different', '192.0.2.1');
    t.equal(await identity.authenticate(browser.visit), undefined, 'whoever was signed in is signed out');
    t.match((await identity.factors.of('alice'))?.factors, { recoveryCodes: 0 });

    const expired = await identity.passwords.makeLink('alice', by);
    clock.advance(25 * HOUR);
    await t.rejects(identity.passwords.lookAtLink(tokenIn(expired.path)), { code: 'LINK_INVALID' });
    t.match(
      gateway.audit.map(({ action }) => action).filter((action) => action.startsWith('password')),
      ['password.link', 'password.set', 'password.link', 'password.set', 'password.link'],
    );
  }),
);

t.test('a link goes with the person it is for', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, resources, addPerson } = gateway;
    await addPerson('alice');
    const link = await identity.passwords.makeLink('alice', { by: 'root', remote: '', clearsFactors: false });
    await resources.remove('user', 'alice');
    await resources.put('user', 'alice', { displayName: 'Another Alice' });
    await t.rejects(identity.passwords.setByLink(tokenIn(link.path), PASSWORD, ''), { code: 'LINK_INVALID' });
    await t.rejects(signIn(gateway, 'alice', PASSWORD), { code: 'SIGN_IN_FAILED' }, 'and so does the password');
  }),
);

t.test('a password is changed by who knows it, and others are signed out', (t) =>
  eachStore(t, async (t, open) => {
    const gateway = await startGateway(t, open);
    const { identity, addPerson } = gateway;
    await addPerson('alice');
    const [here, there] = [new Browser(), new Browser()];
    await signIn(gateway, 'alice', PASSWORD, here);
    await signIn(gateway, 'alice', PASSWORD, there);
    const { actor } = (await identity.authenticate(here.visit))!;
    const change = (current: string, password: string) =>
      identity.passwords.change(actor, { current, password }, here.visit);
    await t.rejects(change('not this one', 'entirely different'), { code: 'SIGN_IN_FAILED' });
    await t.rejects(change(PASSWORD, 'alicealice11'), { code: 'REQUEST_INVALID' });
    await change(PASSWORD, 'entirely different');
    t.ok(await identity.authenticate(here.visit));
    t.equal(await identity.authenticate(there.visit), undefined);
    await t.rejects(signIn(gateway, 'alice', PASSWORD), { code: 'SIGN_IN_FAILED' });
    t.match(await signIn(gateway, 'alice', 'entirely different'), { step: 'done' });
  }),
);
