import t from 'tap';
import { RequestInvalid } from '../../../src/control/request-invalid.js';
import { checkBody } from '../../../src/control/resources/check.js';
import { KINDS, type KindName } from '../../../src/control/resources/kinds.js';

const issues = (kind: KindName, body: unknown): string[] => {
  try {
    checkBody(kind, body);
    return [];
  } catch (error) {
    if (!(error instanceof RequestInvalid)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
};

t.test('everything that is wrong is said with its field', async (t) => {
  t.same(issues('workspace', { displayName: '', description: 7 }), [
    'displayName: too small: expected string to have >=1 characters',
    'description: invalid input: expected string, received number',
  ]);
  t.same(issues('workspace', undefined), [': invalid input: expected object, received undefined']);
  t.same(issues('workspace', [1]), [': invalid input: expected object, received array']);
});

t.test('an unknown field is named with the one that may have been meant', async (t) => {
  t.same(issues('workspace', { displayName: 'A', displayname: 'B', colour: 'red' }), [
    'displayname: unknown field, did you mean "displayName"?',
    'colour: unknown field',
  ]);
  t.same(issues('host-pool', { displayName: 'A', health: { interval: 5 } }), [
    'health.interval: unknown field, did you mean "intervalMs"?',
  ]);
  t.same(issues('group', { displayName: 'A', claims: [{ provider: 'a', valeu: 'b', value: 'c' }] }), [
    'claims.0.valeu: unknown field, did you mean "value"?',
  ]);
});

t.test('of a union, what is wrong with the branch that is nearest', async (t) => {
  t.same(issues('assignment', { principal: { user: 'Alice' }, applicationGroup: 'apps' }), [
    'principal.user: lower-case letters, digits and . _ @ + - only, at most 128, with a letter or digit at both ends',
  ]);
  t.ok(
    issues('assignment', { principal: { usr: 'a' }, applicationGroup: 'b' }).includes(
      'principal.usr: unknown field, did you mean "user"?',
    ),
  );
  t.same(issues('assignment', { principal: 7, applicationGroup: 'b' }), ['principal: invalid input']);
  t.same(issues('access-policy', { displayName: 'A', grant: { control: 'forbid' } }).length, 1);
});

t.test('a hostile body is refused, not suffered', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field-${index}`, 1]));
  t.equal(issues('workspace', { displayName: 'A', ...many }).length, 100);
  t.same(issues('workspace', JSON.parse('{"displayName": "A", "__proto__": {"admin": true}}')), [
    '__proto__: unknown field',
  ]);
  t.same(issues('workspace', { displayName: 'A', ['x'.repeat(10_000)]: 1 }).length, 1);
  const error = t.throws(() => checkBody('workspace', many)) as unknown as Error;
  t.ok(error.message.length < 500, 'the message is short');
});

t.test('every kind takes an empty object without failing otherwise', async (t) => {
  for (const kind of Object.keys(KINDS) as KindName[]) t.ok(issues(kind, {}).length > 0, kind);
});
