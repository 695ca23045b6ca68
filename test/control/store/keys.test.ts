import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  keysFromFile,
  keysFromText,
  newKey,
  parseKeys,
  readKeyFile,
  writeKeyFile,
} from '../../../src/control/store/key-file.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';

const base64 = (key: Uint8Array): string => Buffer.from(key).toString('base64');

t.test('what is sealed opens where it was, and only there', async (t) => {
  const keys = new KeyRing([newKey()]);
  const sealed = keys.seal('geheim ä', 'credential/alice/password');
  t.equal(keys.open(sealed, 'credential/alice/password'), 'geheim ä');
  t.not(keys.seal('geheim ä', 'credential/alice/password'), sealed, 'never the same twice');
  t.throws(() => keys.open(sealed, 'credential/bob/password'), { code: 'STORE_SEALED' });
  t.throws(() => new KeyRing([newKey()]).open(sealed, 'credential/alice/password'), { code: 'STORE_SEALED' });
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    // The last letter of base64 holds bits that mean nothing.
    if (Buffer.from(changed, 'base64url').equals(Buffer.from(sealed, 'base64url'))) continue;
    t.throws(() => keys.open(changed, 'credential/alice/password'), { code: 'STORE_SEALED' }, `letter ${at}`);
  }
  for (const text of ['', 'A', sealed.slice(0, 20)]) t.throws(() => keys.open(text, ''), { code: 'STORE_SEALED' });
});

t.test('the first key seals, all open', async (t) => {
  const [one, two] = [newKey(), newKey()];
  const sealed = new KeyRing([one]).seal('a', 'b');
  const both = new KeyRing([two, one]);
  t.equal(both.open(sealed, 'b'), 'a');
  t.ok(both.isOld(sealed));
  t.notOk(both.isOld(both.seal('a', 'b')));
});

t.test('keys are read from text by commas or lines', async (t) => {
  const [one, two] = [newKey(), newKey()];
  const both = [Buffer.from(one), Buffer.from(two)];
  t.same(parseKeys(`${base64(one)},${base64(two)}`, ''), both);
  t.same(parseKeys(`# first\n${base64(one)}\n\n  # second\n${Buffer.from(two).toString('base64url')}\n`, ''), both);
  for (const text of ['', '#', 'short', `${base64(one)},${base64(two).slice(4)}`, base64(Buffer.alloc(33))]) {
    t.throws(() => keysFromText(text), { code: 'CONFIG_INVALID' }, text);
  }
  const error = t.throws(() => keysFromText(`${base64(one)},x`)) as unknown as Error;
  t.notMatch(String(error.message), base64(one), 'an error does not hold the key');
});

t.test('the file is made once, for its user only, and by one of several', async (t) => {
  const folder = join(t.testdir(), 'data');
  const file = join(folder, 'store.key');
  t.throws(() => keysFromFile(file, false), { code: 'CONFIG_INVALID' });
  t.notOk(existsSync(file));
  const sealed = keysFromFile(file, true).seal('a', 'b');
  t.same([statSync(file).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
  t.equal(keysFromFile(file, true).open(sealed, 'b'), 'a');
  t.same(readdirSync(folder), ['store.key']);
});

t.test('a ring follows its file', async (t) => {
  const file = join(t.testdir(), 'store.key');
  const ring = keysFromFile(file, true);
  const before = ring.seal('a', 'b');
  const [first] = readKeyFile(file);
  const added = newKey();
  writeKeyFile(file, [added, first]);
  const after = ring.seal('a', 'b');
  t.notOk(new KeyRing([added]).isOld(after), 'seals with the new one');
  t.same([ring.open(before, 'b'), ring.open(after, 'b')], ['a', 'a']);
  t.equal(keysFromFile(file, false).open(after, 'b'), 'a');

  // Whatever else happens to the file, what is known stays.
  writeFileSync(file, 'nonsense');
  utimesSync(file, 1, 1);
  t.throws(() => ring.seal('a', 'b'), { code: 'CONFIG_INVALID' });
  t.equal(ring.open(after, 'b'), 'a');
  t.equal(readFileSync(file, 'utf8'), 'nonsense');
});
