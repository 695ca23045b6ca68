import t from 'tap';
import { Links } from '../../src/edge/links.js';

t.test('a token opens once, within its lifetime', async (t) => {
  let now = 0;
  const links = new Links<string>(1000, () => now);
  const [a, b] = [links.issue('a'), links.issue('b')];
  t.equal(
    links.redeem(a, (name) => name),
    'a',
  );
  t.equal(
    links.redeem(a, (name) => name),
    undefined,
  );
  now = 1000;
  t.equal(
    links.redeem(b, (name) => name),
    undefined,
  );
});

t.test('a token whose opening fails stays good', async (t) => {
  const links = new Links<string>(1000, () => 0);
  const token = links.issue('a');
  t.throws(
    () =>
      links.redeem(token, () => {
        throw new Error('no room');
      }),
    { message: 'no room' },
  );
  t.equal(
    links.redeem(token, (name) => name),
    'a',
  );
});

t.test('links that nobody opens do not pile up', async (t) => {
  let now = 0;
  const links = new Links<number>(1000, () => now);
  const first = links.issue(0);
  for (let i = 1; i < 10_001; i++) links.issue(i);
  t.equal(
    links.redeem(first, (value) => value),
    undefined,
    'the oldest was forgotten',
  );
  now = 2000;
  const last = links.issue(1);
  t.equal(
    links.redeem(last, (value) => value),
    1,
  );
});
