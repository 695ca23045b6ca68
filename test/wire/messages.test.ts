import fc from 'fast-check';
import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { hasCode } from '../../src/errors.js';
import { readGatewayMessage, writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { readMessage, readMessages, writeMessage } from '../../src/wire/header.js';
import { CLIPBOARD_RIGHTS, type Hello, type Pointer, type Rights, type Status } from '../../src/wire/messages.js';
import { readViewerMessage, writeViewerMessage } from '../../src/wire/viewer-messages.js';

const HELLO: Hello = {
  version: 2,
  width: 1280,
  height: 800,
  scaleFactor: 100,
  keyboardLayout: 0x0407,
  cacheSlots: 512,
  video: 1,
  handedOn: true,
  unpacks: true,
};

/** The example of docs/wire.md, byte for byte. */
const HELLO_BYTES = `
  81 00 00 00 64 00 00 00 01 00 00 00
  89
    a7 76 65 72 73 69 6f 6e                       02
    a5 77 69 64 74 68                             cd 05 00
    a6 68 65 69 67 68 74                          cd 03 20
    ab 73 63 61 6c 65 46 61 63 74 6f 72           64
    ae 6b 65 79 62 6f 61 72 64 4c 61 79 6f 75 74  cd 04 07
    aa 63 61 63 68 65 53 6c 6f 74 73              cd 02 00
    a5 76 69 64 65 6f                             01
    a8 68 61 6e 64 65 64 4f 6e                    c3
    a7 75 6e 70 61 63 6b 73                       c3`;

t.test('hello is written and read as documented', async (t) => {
  t.equal(hex(writeViewerMessage('hello', 1, HELLO)), hex(fromHex(HELLO_BYTES)));
  t.same(readViewerMessage(fromHex(HELLO_BYTES)), { type: 'hello', sequence: 1, body: HELLO });
});

t.test('a viewer that does not speak of video, handed-on tiles or packed frames has none', async (t) => {
  const { video, handedOn, unpacks, ...plain } = HELLO;
  const message = writeViewerMessage('hello', 1, plain as Hello);
  t.match(readViewerMessage(message), { body: { video: 0, handedOn: false, unpacks: false } });
});

const text = fc.string({ maxLength: 60, unit: 'grapheme' });
const u16 = fc.integer({ min: 0, max: 0xffff });
const sequence = fc.integer({ min: 1, max: 0xffff_ffff });
const problem = fc.record(
  { code: text, message: text, advice: text, detail: text },
  { requiredKeys: ['code', 'message', 'advice'] },
);
const time = fc.double({ min: 0, max: 2 ** 52, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

t.test('messages to the viewer survive the trip', async (t) => {
  const status: fc.Arbitrary<Status> = fc.record(
    {
      state: fc.constantFrom('connecting', 'credentials', 'active', 'reconnecting', 'ended'),
      checkpoint: text,
      host: text,
      error: problem,
    },
    { requiredKeys: ['state'] },
  );
  const pointer: fc.Arbitrary<Pointer> = fc.oneof(
    fc
      .record({
        width: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 9 }),
        hotspotX: u16,
        hotspotY: u16,
      })
      .map(
        (image): Pointer => ({ kind: 'image', ...image, rgba: new Uint8Array(4 * image.width * image.height).fill(7) }),
      ),
    fc.constantFrom<Pointer>({ kind: 'hidden' }, { kind: 'default' }),
    fc.record({ kind: fc.constant('position' as const), x: u16, y: u16 }),
  );
  const indicators = fc.record({
    scrollLock: fc.boolean(),
    numLock: fc.boolean(),
    capsLock: fc.boolean(),
    kanaLock: fc.boolean(),
  });
  const rights: fc.Arbitrary<Rights> = fc.record(
    {
      clipboard: fc.constantFrom(...CLIPBOARD_RIGHTS),
      drive: fc.boolean(),
      printing: fc.boolean(),
      watermark: text,
      viewOnly: fc.boolean(),
      endsAt: time,
    },
    { requiredKeys: ['clipboard', 'drive', 'printing'] },
  );
  const any = fc.oneof(
    fc.record({ type: fc.constant('status' as const), body: status }),
    fc.record({ type: fc.constant('pointer' as const), body: pointer }),
    fc.record({ type: fc.constant('indicators' as const), body: indicators }),
    fc.record({ type: fc.constant('bye' as const), body: problem }),
    fc.record({ type: fc.constant('notice' as const), body: fc.record({ title: text, text }) }),
    fc.record({ type: fc.constant('rights' as const), body: rights }),
    fc.record({ type: fc.constant('pong' as const), body: fc.record({ time, gatewayTime: time }) }),
    fc.record({
      type: fc.constant('welcome' as const),
      body: fc.record({ version: u16, sessionId: text, graceMs: time, gateway: text }),
    }),
  );
  fc.assert(
    fc.property(any, sequence, (message, number) => {
      const bytes = writeGatewayMessage(message.type, number, message.body as never);
      t.same(readGatewayMessage(bytes), { ...message, sequence: number });
    }),
  );
});

t.test('messages to the gateway survive the trip', async (t) => {
  const side = fc.integer({ min: 1, max: 8192 });
  const scaleFactor = fc.integer({ min: 100, max: 500 });
  const any = fc.oneof(
    fc.record({ type: fc.constant('ack' as const), body: fc.record({ sequence, drawMs: time }) }),
    fc.record({ type: fc.constant('resize' as const), body: fc.record({ width: side, height: side, scaleFactor }) }),
    fc.record({ type: fc.constant('visibility' as const), body: fc.record({ visible: fc.boolean() }) }),
    fc.record({ type: fc.constant('ping' as const), body: fc.record({ time }) }),
    fc.record({
      type: fc.constant('credentials' as const),
      body: fc.record({ username: text, domain: text, password: text }),
    }),
    fc.record({ type: fc.constant('refresh' as const), body: fc.constant({}) }),
    fc.record({ type: fc.constant('videoReset' as const), body: fc.record({ surface: u16 }) }),
  );
  fc.assert(
    fc.property(any, sequence, (message, number) => {
      const bytes = writeViewerMessage(message.type, number, message.body as never);
      t.same(readViewerMessage(bytes), { ...message, sequence: number });
    }),
  );
});

t.test('headers that lie are refused', async (t) => {
  const good = writeViewerMessage('ping', 1, { time: 5 });
  const bad = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };
  const rows: [string, Uint8Array, string][] = [
    ['unknown type', bad(0, 0xff), 'type'],
    ['a message of the other direction', bad(0, 0x01), 'type'],
    ['flags', bad(1, 1), 'flags'],
    ['reserved bits', bad(2, 1), 'reserved'],
    ['a longer payload than there is', bad(4, 0x7f), 'length'],
    ['a gigantic payload', bad(7, 0xff), 'length'],
    ['a shorter payload than there is', bad(4, 1), 'length'],
    ['sequence 0', bad(8, 0), 'sequence'],
    ['half a header', good.subarray(0, 11), 'length'],
    ['more than a message may have', new Uint8Array(0x1_0001), 'length'],
  ];
  for (const [name, bytes, field] of rows) {
    t.throws(() => readViewerMessage(bytes), { code: 'WIRE_INVALID', field }, name);
  }
});

t.test('fields outside their limits are refused, and no text of theirs is repeated', async (t) => {
  const rows: [string, () => Uint8Array, string][] = [
    ['no width', () => writeViewerMessage('hello', 1, { ...HELLO, width: 0 }), 'width'],
    ['gigantic height', () => writeViewerMessage('hello', 1, { ...HELLO, height: 8193 }), 'height'],
    ['half a pixel', () => writeViewerMessage('hello', 1, { ...HELLO, width: 1.5 }), 'width'],
    ['tiny scale', () => writeViewerMessage('resize', 1, { width: 9, height: 9, scaleFactor: 99 }), 'scaleFactor'],
    ['video that there is not', () => writeViewerMessage('hello', 1, { ...HELLO, video: 3 as never }), 'video'],
    ['too large a cache', () => writeViewerMessage('hello', 1, { ...HELLO, cacheSlots: 16_385 }), 'cacheSlots'],
    ['NaN', () => writeViewerMessage('ping', 1, { time: Number.NaN }), 'time'],
    ['infinity', () => writeViewerMessage('ack', 1, { sequence: 1, drawMs: Number.POSITIVE_INFINITY }), 'drawMs'],
    [
      'a long password',
      () => writeViewerMessage('credentials', 1, { username: '', domain: '', password: 'hunter2'.repeat(99) }),
      'password',
    ],
    ['text for a number', () => writeViewerMessage('ping', 1, { time: 'hunter2' as never }), 'time'],
    ['nothing', () => writeViewerMessage('visibility', 1, {} as never), 'visible'],
  ];
  for (const [name, write, field] of rows) {
    try {
      readViewerMessage(write());
      t.fail(name);
    } catch (error) {
      t.match(error, { code: 'WIRE_INVALID', field }, name);
      t.notMatch(JSON.stringify(error) + String(error), 'hunter2');
    }
  }
});

/** MessagePack that libraries read, and that has no business in a message. */
const STRANGE: readonly [string, string][] = [
  ['an array', '91 01'],
  ['a lone integer', '01'],
  ['an extension', '81 a1 78 d4 00 00'],
  ['a record that defines itself', 'd4 72 40 91 a1 78 01'],
  ['an array in a map', '81 a1 78 91 01'],
  ['a map deeper than any message', '81 a1 78 81 a1 78 81 a1 78 81 a1 78 01'],
  ['an array of four billion', '81 a1 78 dd ff ff ff ff'],
  ['a map of four billion', 'df ff ff ff ff'],
  ['a map of 65535', 'de ff ff'],
  ['bytes of four billion', '81 a1 78 c6 ff ff ff ff'],
  ['a number as key', '81 01 01'],
  ['two maps', '80 80'],
  ['nothing', ''],
  ['the token that means nothing', '81 a1 78 c1'],
  ['half a number', '81 a1 78 cb 00'],
];

t.test('strange MessagePack never reaches the library', async (t) => {
  for (const [name, bytes] of STRANGE) {
    t.throws(() => readViewerMessage(writeMessage('ping', 1, fromHex(bytes))), { code: 'WIRE_INVALID' }, name);
  }
});

t.test('names that objects inherit are no fields, unknown fields are no harm', async (t) => {
  const proto = fromHex('82 a9 5f 5f 70 72 6f 74 6f 5f 5f 81 a4 74 69 6d 65 01 a1 78 01');
  t.throws(() => readViewerMessage(writeMessage('ping', 1, proto)), { code: 'WIRE_INVALID', field: 'time' });
  const more = fromHex('82 a4 74 69 6d 65 05 a3 6e 65 77 81 a1 78 c0');
  t.same(readViewerMessage(writeMessage('ping', 1, more)).body, { time: 5 });
});

t.test('a pointer must fill its rectangle', async (t) => {
  const pointer: Pointer = { kind: 'image', width: 2, height: 2, hotspotX: 0, hotspotY: 0, rgba: new Uint8Array(15) };
  t.throws(() => readGatewayMessage(writeGatewayMessage('pointer', 1, pointer)), {
    code: 'WIRE_INVALID',
    field: 'rgba',
  });
  const unknown = { kind: 'laser' } as never;
  t.throws(() => readGatewayMessage(writeGatewayMessage('pointer', 1, unknown)), {
    code: 'WIRE_INVALID',
    field: 'kind',
  });
});

t.test('messages back to back are read one by one', async (t) => {
  const first = writeViewerMessage('ping', 1, { time: 1 });
  const second = writeViewerMessage('refresh', 2, {});
  const both = new Uint8Array([...first, ...second]);
  t.same(
    readMessages(both).map(({ type, sequence }) => [type, sequence]),
    [
      ['ping', 1],
      ['refresh', 2],
    ],
  );
  t.throws(() => readMessage(both), { code: 'WIRE_INVALID' }, 'one was asked for');
  t.throws(() => readMessages(both.subarray(0, -1)), { code: 'WIRE_INVALID' }, 'cut short');
});

t.test('any bytes are a message or WIRE_INVALID', async (t) => {
  const types = fc.constantFrom(0x01, 0x02, 0x04, 0x05, 0x81, 0x82, 0x83, 0x84, 0x87, 0x88);
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 80 }), (type, payload) => {
      const bytes = writeMessage('ping', 1, payload);
      bytes[0] = type;
      for (const read of [readViewerMessage, readGatewayMessage]) {
        try {
          read(bytes);
        } catch (error) {
          if (!hasCode(error) || error.code !== 'WIRE_INVALID') throw error;
        }
      }
    }),
    { numRuns: 2000 },
  );
  t.pass('2000 payloads');
});
