import t from 'tap';
import { LIMITS } from '../../src/bytes/limits.js';
import { fromHex, hex } from '../../src/bytes/text.js';
import { readFrame, writeFrame } from '../../src/wire/frame.js';
import { readGatewayMessage } from '../../src/wire/gateway-messages.js';
import { HEADER, readMessage, writeMessage } from '../../src/wire/header.js';
import { Unpacker } from '../../src/wire/unpacker.js';

/** The example of docs/wire.md, byte for byte. */
const FIRST = `
  2b 00 00 00
  f9 08 73 6c 75 69 63 65 20 73 68 6f 77 73 20 64 65 73 6b 74 6f 70 73 2c 20 17
  70 77 69 6e 64 6f 77 73`;
const SECOND = `
  2b 00 00 00
  09 2b
  1f 44 00 03
  12 57 00`;

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

t.test('packed payloads are read as documented', async (t) => {
  const unpacker = new Unpacker();
  t.equal(text(unpacker.unpack(fromHex(FIRST))), 'sluice shows desktops, sluice shows windows');
  t.equal(text(unpacker.unpack(fromHex(SECOND))), 'sluice shows Desktops, sluice shows Windows');
});

t.test('packed payloads that lie are refused', async (t) => {
  const rows: [name: string, bytes: string, field: string][] = [
    ['no length', '01 00 00', 'length'],
    ['more than may be remembered', '01 00 10 00 00', 'unpackedLength'],
    ['less than it says', '02 00 00 00 10 61', 'unpackedLength'],
    ['nothing at all', '01 00 00 00', 'unpackedLength'],
    ['literals that are missing', '02 00 00 00 20 61', 'literals'],
    ['more literals than it says', '01 00 00 00 20 61 62', 'literals'],
    ['a longer match than it says', '08 00 00 00 14 61 01', 'match'],
    ['a distance from before the beginning', '08 00 00 00 10 61 02', 'distance'],
    ['the distance before, where there is none', '05 00 00 00 10 61 00', 'distance'],
    ['a number that breaks off', 'ff 00 00 00 f0 80', 'number'],
    ['a number without an end', 'ff 00 00 00 f0 ff ff ff 00', 'number'],
    ['a match that breaks off', '05 00 00 00 1f 61 01', 'number'],
  ];
  for (const [name, bytes, field] of rows) {
    t.throws(() => new Unpacker().unpack(fromHex(bytes)), { code: 'WIRE_INVALID', field }, name);
  }
});

t.test('what is too far back is not there any more', async (t) => {
  const unpacker = new Unpacker();
  const repeat = (length: number, byte: string): string => {
    const number = (value: number): string =>
      hex(Uint8Array.of((value & 127) | 128, ((value >> 7) & 127) | 128, value >> 14));
    const size = hex(new Uint8Array(Uint32Array.of(length).buffer));
    return `${size} 1f ${byte} 01 ${number(length - 1 - 4 - 15)}`;
  };
  const whole = unpacker.unpack(fromHex(repeat(LIMITS.packWindow, '61')));
  t.ok(whole.length === LIMITS.packWindow && whole.every((byte) => byte === 0x61));
  t.equal(text(unpacker.unpack(fromHex('04 00 00 00 00 80 80 40'))), 'aaaa', 'a window away');
  for (let i = 0; i < 3; i++) unpacker.unpack(fromHex(repeat(LIMITS.packWindow, '62')));
  t.equal(text(unpacker.unpack(fromHex('04 00 00 00 00 80 80 40'))), 'bbbb', 'the window has moved');
  t.throws(() => unpacker.unpack(fromHex('04 00 00 00 00 81 80 40')), { code: 'WIRE_INVALID', field: 'distance' });
});

t.test('a packed frame is read like the one it stands for', async (t) => {
  const frame = writeFrame(5, { generation: 3, tileCount: 0, arrivedAt: 1.5, tiles: [] });
  const payload = frame.subarray(HEADER);
  const literals = fromHex(
    `${hex(Uint8Array.of(payload.length, 0, 0, 0))} f0 ${hex(Uint8Array.of(payload.length - 15))}`,
  );
  const packed = writeMessage('frame', 5, Uint8Array.of(...literals, ...payload), true);
  t.match(readMessage(packed), { type: 'frame', sequence: 5, packed: true });
  t.same(readGatewayMessage(packed, new Unpacker()), { type: 'frame', sequence: 5, body: readFrame(payload) });
  const flags = { code: 'WIRE_INVALID', field: 'flags' };
  t.throws(() => readGatewayMessage(packed), flags, 'a reader that did not ask for it');
  packed[0] = 0x08;
  t.throws(() => readGatewayMessage(packed, new Unpacker()), flags, 'only frames are packed');
  frame[1] = 2;
  t.throws(() => readGatewayMessage(frame, new Unpacker()), flags, 'a flag that nobody knows');
});
