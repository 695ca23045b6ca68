import t from 'tap';
import { ERRORS } from '../../src/errors.js';
import { Backoff } from '../../src/web/connection/backoff.js';
import { Meter } from '../../src/web/connection/meter.js';
import { LOCAL_PROBLEMS } from '../../src/web/connection/problem.js';
import { guessLayout, LAYOUTS } from '../../src/web/input/layout.js';
import { LockTracker } from '../../src/web/input/locks.js';
import { platformOf } from '../../src/web/input/platform.js';
import { PROBLEM_TITLES } from '../../src/web/strings.js';
import { splitDomain } from '../../src/web/view/credentials-card.js';
import { fingerprintOf } from '../../src/web/view/problem-card.js';
import { DEFAULT_SETTINGS, parseSettings } from '../../src/web/view/settings.js';
import { bitsPerSecond, milliseconds } from '../../src/web/view/stats-panel.js';

t.test('waits double up to a limit, and half of each is chance', async (t) => {
  const low = new Backoff({ firstMs: 250, maxMs: 1000, random: () => 0 });
  t.same([low.next(), low.next(), low.next(), low.next()], [125, 250, 500, 500]);
  const high = new Backoff({ firstMs: 250, maxMs: 1000, random: () => 0.999 });
  t.ok(high.next() < 250 && high.next() < 500);
  low.reset();
  t.equal(low.next(), 125);
});

t.test('figures of a period', async (t) => {
  const meter = new Meter(0);
  meter.received(1000);
  meter.drawn(4, 20);
  meter.received(500);
  meter.drawn(8, undefined);
  t.same(meter.take(500), { framesPerSecond: 4, bytesPerSecond: 3000, drawMs: 6, latencyMs: 20 });
  t.same(meter.take(1500), { framesPerSecond: 0, bytesPerSecond: 0, drawMs: 0, latencyMs: undefined });
  t.equal(milliseconds(3.14), '3.1 ms');
  t.equal(milliseconds(31.4), '31 ms');
  t.same([12, 12_345, 12_345_678].map(bitsPerSecond), ['12 bit/s', '12 kbit/s', '12.3 Mbit/s']);
});

t.test('stored settings', async (t) => {
  t.same(parseSettings(null), DEFAULT_SETTINGS);
  t.same(parseSettings('no json'), DEFAULT_SETTINGS);
  t.same(parseSettings('null'), DEFAULT_SETTINGS);
  t.same(parseSettings('{"mode":"actual","follow":"yes","constructor":1,"other":2}'), {
    ...DEFAULT_SETTINGS,
    mode: 'actual',
  });
});

t.test('the layout that a person types on', async (t) => {
  const map = (keys: Record<string, string>) => ({ get: (code: string) => keys[code] });
  const german = map({ KeyQ: 'q', KeyY: 'z', BracketLeft: 'ü', Minus: 'ß', Quote: 'ä', Semicolon: 'ö' });
  const american = map({ KeyQ: 'q', KeyY: 'y', Quote: "'", Semicolon: ';', Backslash: '\\' });
  const french = map({ KeyQ: 'a', KeyW: 'z', Digit2: 'é', Minus: ')', Quote: 'ù', Equal: '=' });
  t.equal(guessLayout(['en-US', 'en'], german), 0x0407, 'the keys say more than the language');
  t.equal(guessLayout(['de-DE', 'de'], american), 0x0409);
  t.equal(guessLayout(['pl', 'en'], american), 0x0415, 'of equal keyboards the one of the language');
  t.equal(guessLayout(['en-GB'], american), 0x0409, 'a British language with an American keyboard');
  t.equal(guessLayout(['fr-FR'], french), 0x040c);
  t.equal(guessLayout(['fr-CH', 'de']), 0x100c, 'without keys the language decides');
  t.equal(guessLayout(['xx']), 0x0409);
  t.equal(guessLayout([]), 0x0409);
  t.equal(new Set(LAYOUTS.map(({ id }) => id)).size, LAYOUTS.length);
});

t.test('platforms', async (t) => {
  const system = (userAgent: string, more = {}) => platformOf({ userAgent, ...more }).system;
  t.equal(system('Mozilla/5.0 (Windows NT 10.0; Win64; x64)'), 'windows');
  t.equal(system('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'), 'mac');
  t.equal(system('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', { maxTouchPoints: 5 }), 'ios');
  t.equal(system('Mozilla/5.0 (Linux; Android 14)'), 'android');
  t.equal(system('Mozilla/5.0 (X11; Linux x86_64)'), 'linux');
  t.equal(platformOf({ userAgent: 'Mac OS X' }).hasNumLock, false);
});

t.test('locks are told once, and again when they differ', async (t) => {
  const tracker = new LockTracker(true);
  const source = (...on: string[]) => ({ getModifierState: (name: string) => on.includes(name) });
  t.match(tracker.observe(source('NumLock')), { numLock: true, capsLock: false });
  t.equal(tracker.observe(source('NumLock')), undefined);
  tracker.toggled('CapsLock');
  t.equal(tracker.observe(source('NumLock', 'CapsLock')), undefined);
  t.match(tracker.observe(source('NumLock')), { capsLock: false });
  tracker.forget();
  t.ok(tracker.observe(source('NumLock')));
});

t.test('a domain may be typed before the name', async (t) => {
  t.same(splitDomain('CORP\\ada', ''), { username: 'ada', domain: 'CORP' });
  t.same(splitDomain('ada@corp.example', ''), { username: 'ada@corp.example', domain: '' });
  t.same(splitDomain('ada', 'CORP'), { username: 'ada', domain: 'CORP' });
});

t.test('a fingerprint is found in what the gateway says', async (t) => {
  const sha = 'ab'.repeat(32);
  const problem = (code: string, detail?: string) => fingerprintOf({ code, message: '', advice: '', detail });
  t.equal(problem('CERTIFICATE_UNTRUSTED', `self-signed, sha256 ${sha}`), sha);
  t.equal(problem('CERTIFICATE_CHANGED', Array(32).fill('AB').join(':')), sha);
  t.equal(problem('CERTIFICATE_EXPIRED', 'since 2020'), undefined);
  t.equal(problem('CERTIFICATE_EXPIRED'), undefined);
  t.equal(problem('HOST_ERROR', sha), undefined);
});

t.test('every problem that has a title exists', async (t) => {
  for (const code of Object.keys(PROBLEM_TITLES)) {
    t.ok(Object.hasOwn(ERRORS, code) || Object.hasOwn(LOCAL_PROBLEMS, code), code);
  }
});
