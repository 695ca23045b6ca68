import fc from 'fast-check';
import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import type { InputEvent as CoreInputEvent } from '../../src/rdp/input/events.js';
import { appendInput, type InputEvent, readInput, writeInput } from '../../src/wire/input.js';

/** Compiles only while a session may pass on what a viewer sent, and a viewer may send what the core takes. */
const toCore = (event: InputEvent): CoreInputEvent => event;
const toWire = (event: CoreInputEvent): InputEvent => event;

/** Event, bytes, and what the bytes mean. */
const ROWS: readonly [string, InputEvent, string][] = [
  ['A down', { type: 'key', down: true, scancode: 0x1e, extended: false, extended1: false }, '01 01 1e'],
  ['right Ctrl up', { type: 'key', down: false, scancode: 0x1d, extended: true, extended1: false }, '01 02 1d'],
  ['Pause down', { type: 'key', down: true, scancode: 0x1d, extended: false, extended1: true }, '01 05 1d'],
  ['ß', { type: 'unicode', down: true, unit: 0xdf }, '02 01 df 00'],
  ['move', { type: 'move', x: 1279, y: 3 }, '03 ff 04 03 00'],
  ['x2 up', { type: 'button', down: false, button: 'x2', x: 1, y: 2 }, '04 00 04 01 00 02 00'],
  ['wheel left', { type: 'wheel', axis: 'horizontal', delta: -120, x: 1, y: 2 }, '05 01 88 ff 01 00 02 00'],
  ['locks', { type: 'synchronize', scrollLock: false, numLock: true, capsLock: false, kanaLock: true }, '06 0a'],
];

for (const [name, event, bytes] of ROWS) {
  t.test(`${name} is ${bytes}`, async (t) => {
    t.equal(hex(writeInput([toWire(toCore(event))])), bytes.replaceAll(' ', ''));
    t.same(readInput(fromHex(bytes)), [event]);
  });
}

t.test('events keep their order', async (t) => {
  const events = ROWS.map(([, event]) => event);
  t.same(readInput(writeInput(events)), events);
});

t.test('what no keyboard or mouse sends is refused', async (t) => {
  const rows: [string, string, string][] = [
    ['unknown kind', '07 00', 'kind'],
    ['kind 0', '00', 'kind'],
    ['cut short', '03 01 00 02', 'length'],
    ['unknown flags', '01 08 1e', 'flags'],
    ['scancode of two bytes', '01 01 80', 'scancode'],
    ['sixth button', '04 01 05 00 00 00 00', 'button'],
    ['third axis', '05 02 00 00 00 00 00 00', 'axis'],
  ];
  for (const [name, bytes, field] of rows) {
    t.throws(() => readInput(fromHex(bytes)), { code: 'WIRE_INVALID', field }, name);
  }
  t.throws(() => readInput(writeInput(new Array(1025).fill(ROWS[0][1]))), { code: 'WIRE_INVALID', field: 'events' });
  t.equal(readInput(writeInput(new Array(1024).fill(ROWS[0][1]))).length, 1024);
});

t.test('only a move that follows a move replaces it', async (t) => {
  const event = fc.constantFrom(...ROWS.map(([, row]) => row));
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const batch: InputEvent[] = [];
      for (const one of events) appendInput(batch, one);
      const expected = events.filter((one, i) => one.type !== 'move' || events[i + 1]?.type !== 'move');
      t.same(batch, expected);
    }),
  );
});
