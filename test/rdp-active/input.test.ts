import fc from 'fast-check';
import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import type { InputEvent } from '../../src/rdp/input/events.js';
import { readFastPathInput, writeFastPathInput } from '../../src/rdp/input/fast-path-input.js';
import { readSlowPathInput, writeSlowPathInput } from '../../src/rdp/input/slow-path-input.js';
import { damage, onlyDecodeError } from './rows.js';
import { XorCipher } from './xor-cipher.js';

const key = (down: boolean, scancode: number, extended = false, extended1 = false): InputEvent => ({
  type: 'key',
  down,
  scancode,
  extended,
  extended1,
});

/** Name, event, fast-path event, slow-path event without its time. */
const TABLE: readonly [string, InputEvent, string, string][] = [
  ['A pressed', key(true, 0x1e), '00 1e', '0400 0000 1e00 0000'],
  ['A released', key(false, 0x1e), '01 1e', '0400 0080 1e00 0000'],
  ['right Ctrl pressed', key(true, 0x1d, true), '02 1d', '0400 0001 1d00 0000'],
  ['Pause released', key(false, 0x1d, false, true), '05 1d', '0400 0082 1d00 0000'],
  ['é pressed', { type: 'unicode', down: true, unit: 0xe9 }, '80 e900', '0500 0000 e900 0000'],
  ['é released', { type: 'unicode', down: false, unit: 0xe9 }, '81 e900', '0500 0080 e900 0000'],
  ['move', { type: 'move', x: 640, y: 400 }, '20 0008 8002 9001', '0180 0008 8002 9001'],
  ['left down', button('left', true), '20 0090 0100 0200', '0180 0090 0100 0200'],
  ['left up', button('left', false), '20 0010 0100 0200', '0180 0010 0100 0200'],
  ['right down', button('right', true), '20 00a0 0100 0200', '0180 00a0 0100 0200'],
  ['middle down', button('middle', true), '20 00c0 0100 0200', '0180 00c0 0100 0200'],
  ['x1 down', button('x1', true), '40 0180 0100 0200', '0280 0180 0100 0200'],
  ['x2 up', button('x2', false), '40 0200 0100 0200', '0280 0200 0100 0200'],
  ['wheel up', wheel('vertical', 120), '20 7802 0100 0200', '0180 7802 0100 0200'],
  ['wheel down', wheel('vertical', -120), '20 8803 0100 0200', '0180 8803 0100 0200'],
  ['wheel right', wheel('horizontal', 120), '20 7804 0100 0200', '0180 7804 0100 0200'],
  ['wheel left, furthest', wheel('horizontal', -255), '20 0105 0100 0200', '0180 0105 0100 0200'],
  [
    'locks',
    { type: 'synchronize', scrollLock: false, numLock: true, capsLock: true, kanaLock: false },
    '66',
    '0000 0000 0600 0000',
  ],
];

function button(name: 'left' | 'right' | 'middle' | 'x1' | 'x2', down: boolean): InputEvent {
  return { type: 'button', down, button: name, x: 1, y: 2 };
}

function wheel(axis: 'vertical' | 'horizontal', delta: number): InputEvent {
  return { type: 'wheel', axis, delta, x: 1, y: 2 };
}

const slowPath = (events: readonly InputEvent[]): Uint8Array => {
  const w = new ByteWriter();
  writeSlowPathInput(w, events);
  return w.finish();
};

t.test('each event in both formats', async (t) => {
  for (const [name, event, fast, slow] of TABLE) {
    const [frame] = writeFastPathInput([event]);
    const body = fromHex(fast);
    t.equal(hex(frame), `04${hex(Uint8Array.of(2 + body.length))}${hex(body)}`, `${name}: fast-path`);
    t.same(readFastPathInput(frame), [event], `${name}: from fast-path`);
    const bytes = slowPath([event]);
    t.equal(hex(bytes), hex(fromHex(`0100 0000 00000000 ${slow}`)), `${name}: slow-path`);
    t.same(readSlowPathInput(new ByteReader(bytes)), [event], `${name}: from slow-path`);
  }
});

t.test('a wheel that turned further than one PDU can say', async (t) => {
  const turns = readFastPathInput(writeFastPathInput([wheel('vertical', -600)])[0]);
  t.same(turns, [wheel('vertical', -255), wheel('vertical', -255), wheel('vertical', -90)]);
  t.same(writeFastPathInput([wheel('vertical', 0)]), []);
  t.equal(readSlowPathInput(new ByteReader(slowPath([wheel('horizontal', 1e9)]))).length, 16, 'has an end');
});

t.test('coordinates outside the desktop', async (t) => {
  const [frame] = writeFastPathInput([{ type: 'move', x: -5, y: 1e6 }]);
  t.same(readFastPathInput(frame), [{ type: 'move', x: 0, y: 0xffff }]);
});

t.test('many events are batched, in order, with and without encryption', async (t) => {
  const events = Array.from({ length: 100 }, (_, i) => key(i % 2 === 0, i % 0x58));
  for (const cipher of [undefined, new XorCipher()]) {
    const frames = writeFastPathInput(events, cipher);
    t.equal(frames.length, 7);
    t.same(
      frames.flatMap((frame) => readFastPathInput(frame, cipher)),
      events,
    );
  }
  t.throws(() => readFastPathInput(writeFastPathInput(events, new XorCipher())[0]), { code: 'PDU_INVALID' });
});

t.test('what a host may also see: numEvents in a byte of its own, QoE time stamps, relative moves', async (t) => {
  t.same(readFastPathInput(fromHex('00 0a 02 c0 01020304 00 1e')), [key(true, 0x1e)]);
  t.same(readFastPathInput(fromHex('08 0b a0 0008 0100 0100 00 1e')), [key(true, 0x1e)]);
  t.throws(() => readFastPathInput(fromHex('04 04 e0 00')), { code: 'PDU_INVALID' });
});

t.test('one PDU that moves and presses', async (t) => {
  t.same(readFastPathInput(fromHex('04 09 20 0098 0100 0200')), [{ type: 'move', x: 1, y: 2 }, button('left', true)]);
});

t.test('truncated and damaged input', async (t) => {
  const events = TABLE.map(([, event]) => event);
  const [frame] = writeFastPathInput(events.slice(0, 15));
  const bytes = slowPath(events);
  t.doesNotThrow(() => {
    for (let end = 0; end < frame.length; end++) onlyDecodeError(() => readFastPathInput(frame.slice(0, end)));
    for (let end = 0; end < bytes.length; end++)
      onlyDecodeError(() => readSlowPathInput(new ByteReader(bytes.slice(0, end))));
  });
  t.doesNotThrow(() => damage(frame, (copy) => onlyDecodeError(() => readFastPathInput(copy)), 500));
  t.doesNotThrow(() => damage(bytes, (copy) => onlyDecodeError(() => readSlowPathInput(new ByteReader(copy))), 500));
});

t.test('any events come back as they were', async (t) => {
  const coordinate = fc.nat(0xffff);
  const event: fc.Arbitrary<InputEvent> = fc.oneof(
    fc.record({
      type: fc.constant('key' as const),
      down: fc.boolean(),
      scancode: fc.nat(255),
      extended: fc.boolean(),
      extended1: fc.boolean(),
    }),
    fc.record({ type: fc.constant('unicode' as const), down: fc.boolean(), unit: fc.nat(0xffff) }),
    fc.record({ type: fc.constant('move' as const), x: coordinate, y: coordinate }),
    fc.record({
      type: fc.constant('button' as const),
      down: fc.boolean(),
      button: fc.constantFrom('left' as const, 'right' as const, 'middle' as const, 'x1' as const, 'x2' as const),
      x: coordinate,
      y: coordinate,
    }),
    fc.record({
      type: fc.constant('wheel' as const),
      axis: fc.constantFrom('vertical' as const, 'horizontal' as const),
      delta: fc.integer({ min: -255, max: 255 }).filter((delta) => delta !== 0),
      x: coordinate,
      y: coordinate,
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      t.same(
        writeFastPathInput(events).flatMap((frame) => readFastPathInput(frame)),
        events,
      );
      t.same(readSlowPathInput(new ByteReader(slowPath(events))), events);
    }),
    { seed: 2, numRuns: 60 },
  );
});
