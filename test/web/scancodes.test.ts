import t from 'tap';
import { SCANCODE_NAMES, scancodeOf, usPlaceOf } from '../../src/web/input/scancodes.js';

t.test('every scancode fits the wire: seven bits, with or without E0', async (t) => {
  for (const name of SCANCODE_NAMES) {
    const scancode = scancodeOf(name) ?? 0;
    t.ok((scancode & 0xff) > 0 && (scancode & 0xff) <= 0x7f, `${name} has a code`);
    t.ok(scancode >> 8 === 0 || scancode >> 8 === 0xe0, `${name} has no other prefix`);
  }
});

t.test('no two places share a scancode, but for names of the same key', async (t) => {
  const aliases = new Set(['OSLeft', 'OSRight', 'VolumeMute', 'VolumeDown', 'VolumeUp', 'Lang5']);
  const seen = new Map<number, string>();
  for (const name of SCANCODE_NAMES.filter((candidate) => !aliases.has(candidate))) {
    const scancode = scancodeOf(name) ?? 0;
    t.equal(seen.get(scancode), undefined, name);
    seen.set(scancode, name);
  }
});

t.test('writing keys, pads and keys of other countries', async (t) => {
  const expected: Record<string, number> = {
    KeyA: 0x1e,
    IntlBackslash: 0x56,
    IntlRo: 0x73,
    IntlYen: 0x7d,
    Convert: 0x79,
    NonConvert: 0x7b,
    KanaMode: 0x70,
    Lang1: 0x72,
    Lang2: 0x71,
    NumpadEnter: 0xe01c,
    NumpadDivide: 0xe035,
    NumpadMultiply: 0x37,
    NumpadComma: 0x7e,
    Delete: 0xe053,
    ControlRight: 0xe01d,
    AltRight: 0xe038,
    MetaLeft: 0xe05b,
    ContextMenu: 0xe05d,
    MediaPlayPause: 0xe022,
    F24: 0x76,
  };
  for (const [code, scancode] of Object.entries(expected)) t.equal(scancodeOf(code), scancode, code);
});

t.test('names that every object has are no keys', async (t) => {
  t.equal(scancodeOf('constructor'), undefined);
  t.equal(scancodeOf(''), undefined);
  t.equal(usPlaceOf('toString'), undefined);
});

t.test('shortcuts by character find their place on a US keyboard', async (t) => {
  t.equal(usPlaceOf('z'), 'KeyZ');
  t.equal(usPlaceOf('Z'), 'KeyZ');
  t.equal(usPlaceOf('1'), 'Digit1');
  t.equal(usPlaceOf('/'), 'Slash');
  t.equal(usPlaceOf('é'), undefined);
});
