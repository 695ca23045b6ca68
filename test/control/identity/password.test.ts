import { scryptSync } from 'node:crypto';
import t from 'tap';
import { PasswordHasher } from '../../../src/control/identity/password-hash.js';
import { passwordProblem } from '../../../src/control/identity/password-rules.js';

t.test('a hash says how it was made, and holds for its password only', async (t) => {
  const hasher = new PasswordHasher({ cost: 4, random: (size) => new Uint8Array(size).fill(7) });
  const stored = await hasher.hash('correct horse battery');
  t.match(stored, /^\$scrypt\$ln=4,r=8,p=1\$BwcHBwcHBwcHBwcHBwcHBw\$[A-Za-z0-9+/]{43}$/);
  t.equal(await hasher.verify('correct horse battery', stored), 'right');
  t.equal(await hasher.verify('correct horse batterz', stored), 'wrong');
  t.equal(await hasher.verify('correct horse battery', undefined), 'wrong');
});

t.test('the parameters are those that OWASP recommends', async (t) => {
  const stored = await new PasswordHasher().hash('correct horse battery');
  t.match(stored, /^\$scrypt\$ln=17,r=8,p=1\$/);
});

t.test('the third vector of RFC 7914 section 12', async (t) => {
  // Its salt is shorter than ours, so it stands here to hold Node's scrypt to the parameters by name.
  const found = scryptSync('pleaseletmein', 'SodiumChloride', 64, { N: 2 ** 14, r: 8, p: 1 });
  t.match(found.toString('hex'), /^7023bdcb3afd7348461c06cd81fd38eb/);
});

t.test('a password is the same however its letters are composed', async (t) => {
  const hasher = new PasswordHasher({ cost: 4 });
  const stored = await hasher.hash('caf\u00e9 au lait, s\u2019il vous');
  t.equal(await hasher.verify('cafe\u0301 au lait, s\u2019il vous', stored), 'right');
});

t.test('other parameters than those of today are outdated', async (t) => {
  const stored = await new PasswordHasher({ cost: 4 }).hash('correct horse battery');
  const stronger = new PasswordHasher({ cost: 5 });
  t.equal(await stronger.verify('correct horse battery', stored), 'outdated');
  t.equal(await stronger.verify('wrong', stored), 'wrong');
});

t.test('a stored hash that asks for too much, or is none, is not computed', async (t) => {
  const hasher = new PasswordHasher({ cost: 4 });
  const stored = await hasher.hash('correct horse battery');
  for (const bad of [stored.replace('ln=4', 'ln=40'), stored.replace('r=8', 'r=99'), 'plain', '']) {
    await t.rejects(hasher.verify('correct horse battery', bad), { code: 'INTERNAL' }, bad);
  }
});

t.test('few hash at a time, some wait, and more are turned away', async (t) => {
  const hasher = new PasswordHasher({ cost: 10, concurrent: 1, waiting: 2 });
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => hasher.hash('correct horse battery')));
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
  );
  t.match(results[5], { reason: { code: 'TOO_MANY_REQUESTS', context: { retryAfter: 5 } } });
  t.match(await hasher.hash('again'), /^\$scrypt/, 'places are free again');
});

t.test('an account that is not there costs the same work', async (t) => {
  const hasher = new PasswordHasher({ cost: 10, concurrent: 1, waiting: 0 });
  const unknown = hasher.verify('correct horse battery', undefined);
  await t.rejects(hasher.hash('x'), { code: 'TOO_MANY_REQUESTS' }, 'it hashes meanwhile');
  t.equal(await unknown, 'wrong');
});

t.test('what a new password must not be', (t) => {
  const problem = (password: string) => passwordProblem(password, { shortest: 12, names: ['alice', 'Alice Smith'] });
  const refused: [string, RegExp][] = [
    ['short', /at least 12/],
    ['\u{1f600}'.repeat(11), /at least 12/],
    ['x'.repeat(300), /at most 256/],
    ['alicealice12', /user name/],
    ['alice smith!', /user name/],
    ['aaaaaaaaaaaaaaa', /different characters/],
    ['123456789012', /common/],
    ['abcdefghijklmn', /common/],
    ['qwertyuiop12', /common/],
    ['Password1234', /common/],
    ['P@ssw0rd!2024', /common/],
    ['welcomewelcome1', /common/],
    ['summer-winter-2031', /common/],
  ];
  for (const [password, expected] of refused) t.match(problem(password), expected, password);
  for (const fine of [
    'correct horse battery',
    'Tr0ub4dor&3-and-more',
    'alice likes nine lizards',
    'zuhause ist es am sch\u00f6nsten',
  ]) {
    t.equal(problem(fine), undefined, fine);
  }
  t.end();
});
