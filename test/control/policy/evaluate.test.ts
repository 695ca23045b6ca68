import t from 'tap';
import { isWithin } from '../../../src/control/policy/applies.js';
import { evaluatePolicies, type Policy } from '../../../src/control/policy/evaluate.js';
import { type BodyInput, KINDS } from '../../../src/control/resources/kinds.js';

/** A Wednesday, noon in Berlin. */
const NOON = Date.UTC(2026, 6, 1, 10);
const HOUR = 3_600_000;

const policy = (name: string, body: Partial<BodyInput<'access-policy'>>): Policy => ({
  name,
  body: KINDS['access-policy'].schema.parse({ displayName: name, state: 'enabled', ...body }),
});

const facts = {
  user: 'alice',
  groups: ['finance'],
  applicationGroup: 'ledger',
  remote: '10.1.2.3',
  now: NOON,
  authentication: { at: NOON - HOUR, methods: ['pwd'], multiFactor: false },
};

const block = { grant: { control: 'block' } } as const;

t.test('without policies everything is allowed', async (t) => {
  t.match(evaluatePolicies([], facts), { outcome: 'allow', rights: { clipboard: 'both', drive: true }, findings: [] });
});

t.test('a policy applies to the people and resources that it includes and does not exclude', async (t) => {
  const rows: readonly [string, Partial<BodyInput<'access-policy'>>, string][] = [
    ['everybody', {}, 'block'],
    ['by name', { people: { include: [{ user: 'alice' }] } }, 'block'],
    ['by group', { people: { include: [{ group: 'finance' }] } }, 'block'],
    ['somebody else', { people: { include: [{ user: 'bob' }, { group: 'sales' }] } }, 'people'],
    ['excluded', { people: { exclude: [{ group: 'finance' }] } }, 'people'],
    ['this resource', { resources: { include: ['ledger'] } }, 'block'],
    ['another resource', { resources: { include: ['mail'] } }, 'resources'],
    ['not this resource', { resources: { exclude: ['ledger'] } }, 'resources'],
  ];
  for (const [name, body, expected] of rows) {
    const [finding] = evaluatePolicies([policy('p', { ...body, ...block })], facts).findings;
    t.equal(finding.reason ?? finding.outcome, expected, name);
  }
});

t.test('networks: included, not excluded, and IPv4 written as IPv6', async (t) => {
  const from = (remote: string, networks: { include?: string[]; exclude?: string[] }): string =>
    evaluatePolicies([policy('p', { conditions: { networks }, ...block })], { ...facts, remote }).outcome;
  t.equal(from('10.1.2.3', { include: ['10.0.0.0/8'] }), 'block');
  t.equal(from('192.0.2.1', { include: ['10.0.0.0/8'] }), 'allow');
  t.equal(from('10.1.2.3', { exclude: ['10.1.0.0/16'] }), 'allow');
  t.equal(from('::ffff:10.1.2.3', { exclude: ['10.1.0.0/16'] }), 'allow');
  t.equal(from('2001:db8::1', { include: ['2001:db8::/32'] }), 'block');
  t.equal(from('nowhere', { exclude: ['10.0.0.0/8'] }), 'block', 'what is not known is not trusted');
  t.equal(from('nowhere', { include: ['10.0.0.0/8'] }), 'block');
  t.ok(isWithin('192.0.2.7', '192.0.2.7') && !isWithin('192.0.2.8', '192.0.2.7'), 'one address is a range');
});

t.test('times: in the zone of the policy, past midnight with the day on which it began', async (t) => {
  const at = (now: number, days: ('wednesday' | 'thursday')[], from: string, to: string): string =>
    evaluatePolicies(
      [policy('p', { conditions: { times: { days, from, to, timeZone: 'Europe/Berlin' } }, ...block })],
      { ...facts, now },
    ).outcome;
  t.equal(at(NOON, ['wednesday'], '12:00', '12:01'), 'block');
  t.equal(at(NOON, ['wednesday'], '11:00', '12:00'), 'allow', 'the end is not in it');
  t.equal(at(NOON, ['thursday'], '00:00', '23:59'), 'allow');
  t.equal(at(NOON + 15 * HOUR, ['wednesday'], '22:00', '06:00'), 'block', 'Thursday, three at night');
  t.equal(at(NOON - 9 * HOUR, ['wednesday'], '22:00', '06:00'), 'allow', 'Wednesday, three at night');
});

t.test('what is asked for adds up, and says what is missing', async (t) => {
  const strong = policy('strong', { grant: { control: 'allow', multiFactor: true, authenticationContext: ['gold'] } });
  const fresh = policy('fresh', { grant: { control: 'allow', signedInWithinMinutes: 30 } });
  const { outcome, requirements } = evaluatePolicies([strong, fresh], facts);
  t.equal(outcome, 'stepUp');
  t.strictSame(requirements, { multiFactor: true, contexts: [['gold']], methods: [], signedInWithinMinutes: 30 });
  const authentication = { at: NOON - HOUR / 2, methods: ['pwd', 'otp'], context: 'gold', multiFactor: true };
  t.equal(evaluatePolicies([strong, fresh], { ...facts, authentication }).outcome, 'allow');
  const passkey = policy('passkey', { grant: { control: 'allow', authenticationMethods: ['hwk', 'swk'] } });
  t.equal(evaluatePolicies([passkey], { ...facts, authentication }).outcome, 'stepUp');
  t.equal(evaluatePolicies([strong, policy('no', block)], facts).outcome, 'block', 'a block wins');
});

t.test('report-only policies are found and change nothing; disabled ones are not looked at', async (t) => {
  const session = { clipboard: 'none' } as const;
  const decision = evaluatePolicies(
    [policy('watch', { state: 'reportOnly', session, ...block }), policy('off', { state: 'disabled', ...block })],
    facts,
  );
  t.match(decision, { outcome: 'allow', rights: { clipboard: 'both' } });
  t.strictSame(decision.findings, [{ policy: 'watch', enforced: false, outcome: 'block' }]);
});

t.test('rights are the strictest of all', async (t) => {
  const rightsOf = (...sessions: BodyInput<'access-policy'>['session'][]): object =>
    evaluatePolicies(
      sessions.map((session, index) => policy(`p${index}`, { session })),
      facts,
    ).rights;
  t.strictSame(
    rightsOf({ clipboard: 'toHost', lifetimeMinutes: 60 }, { drive: false, lifetimeMinutes: 30 }, { watermark: true }),
    { lifetimeMinutes: 30, clipboard: 'toHost', drive: false, printing: true, watermark: true },
  );
  t.match(rightsOf({ clipboard: 'toHost' }, { clipboard: 'fromHost' }), { clipboard: 'none' });
  t.match(rightsOf({ clipboard: 'none' }, { clipboard: 'both' }), { clipboard: 'none' });
});
