import t from 'tap';
import { parseCodecs, parseDuration, parseSecurity, parseSize, parseTrust } from '../../src/cli/values.js';

const PIN = 'ab'.repeat(32);

t.test('sizes', async (t) => {
  t.same(parseSize('1280x800'), { width: 1280, height: 800 });
  for (const text of ['1280', '1280x', '0x0', '100x800', '9000x800', '8192x8192', '-1x5', '1280x800x2']) {
    t.throws(() => parseSize(text), { code: 'commander.invalidArgument' }, text);
  }
});

t.test('times', async (t) => {
  t.equal(parseDuration('2s'), 2000);
  t.equal(parseDuration('500ms'), 500);
  t.equal(parseDuration('1.5m'), 90_000);
  t.equal(parseDuration('3'), 3000);
  for (const text of ['', 's', '-1s', '1d', '1e3'])
    t.throws(() => parseDuration(text), { code: 'commander.invalidArgument' }, text);
});

t.test('legacy security is never among what auto offers', async (t) => {
  t.same(parseSecurity('auto'), { tls: true, nla: true, rdp: false });
  t.same(parseSecurity('rdp'), { tls: false, nla: false, rdp: true });
  for (const text of ['', 'ssl', 'toString'])
    t.throws(() => parseSecurity(text), { code: 'commander.invalidArgument' }, text);
});

t.test('trust', async (t) => {
  t.same(parseTrust('verify'), { mode: 'verify' });
  t.same(parseTrust('ignore'), { mode: 'ignore' });
  t.same(parseTrust('tofu:/var/lib/hosts'), { mode: 'tofu', store: '/var/lib/hosts' });
  t.match(parseTrust('tofu'), { mode: 'tofu', store: /sluice/ });
  t.same(parseTrust(`pin:${PIN}`), { mode: 'pin', sha256: [PIN] });
  t.same(parseTrust(`pin:${PIN.toUpperCase().replace(/..(?=.)/g, '$&:')}`), { mode: 'pin', sha256: [PIN] });
  for (const text of ['', 'none', 'pin', 'pin:abc', 'ignore:x'])
    t.throws(() => parseTrust(text), { code: 'commander.invalidArgument' }, text);
});

t.test('codecs', async (t) => {
  const none = { colorDepth: 32, nsCodec: false, remoteFx: false };
  t.same(parseCodecs('planar'), { codecs: none, graphics: undefined, wanted: 'planar' });
  t.same(parseCodecs('rle16').codecs, { colorDepth: 16, nsCodec: false, remoteFx: false });
  t.same(parseCodecs('remotefx,nscodec').codecs, { colorDepth: 32, nsCodec: true, remoteFx: true });
  const graphics = { avc: 'none', progressive: true, smallCache: false };
  t.same(parseCodecs('progressive'), { codecs: none, graphics, wanted: 'progressive' });
  const thin = { ...graphics, progressive: false };
  t.same(parseCodecs('rfx'), { codecs: { ...none, remoteFx: true }, graphics: thin, wanted: 'rfx' });
  t.same(parseCodecs('clear'), { codecs: none, graphics: thin, wanted: 'clear' });
  t.equal(parseCodecs('planar,clear').wanted, undefined, 'a list allows');
  t.same(parseCodecs('planar,remotefx,avc444').graphics, { ...graphics, avc: 'avc444' });
  for (const text of ['', 'h264', 'rle16,rle24', 'planar,foo', 'rle16,progressive', 'avc420,avc444', 'rfx,clear'])
    t.throws(() => parseCodecs(text), { code: 'commander.invalidArgument' }, text);
});
