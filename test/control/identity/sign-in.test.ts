import t from 'tap';
import { eachStore } from '../../support/stores.js';
import { Browser, PASSWORD, startGateway } from './support.js';

t.test('somebody with a password only signs in at once', (t) =>
  eachStore(t, async (t, open) => {
    const { identity, addPerson, audit } = await startGateway(open);
    await addPerson('alice');
    const browser = new Browser();
    const step = browser.keep(await identity.signIn.password({ user: 'alice', password: PASSWORD }, browser.visit));
    t.equal(step.step, 'done');
    const signedIn = await identity.authenticate(browser.visit);
    t.match(signedIn?.actor, {
      user: 'alice',
      displayName: 'alice',
      authentication: { provider: 'local', methods: ['pwd'], multiFactor: false },
      remote: '198.51.100.7',
    });
    t.match(audit, [{ actor: 'alice', action: 'sign-in', outcome: 'done' }]);
    await t.rejects(identity.signIn.password({ user: 'alice', password: `${PASSWORD}!` }, new Browser().visit), {
      code: 'SIGN_IN_FAILED',
    });
    await t.rejects(identity.signIn.password({ user: 'nobody', password: PASSWORD }, new Browser().visit), {
      code: 'SIGN_IN_FAILED',
    });
    await identity.close();
  }),
);
