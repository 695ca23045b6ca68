import fc from 'fast-check';
import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { readGatewayMessage, writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { WINDOW_ACTIONS, type WindowRequest } from '../../src/wire/messages.js';
import { readViewerMessage, writeViewerMessage } from '../../src/wire/viewer-messages.js';
import { readWindows, WINDOW_STATES, type Windows, writeWindows } from '../../src/wire/windows.js';

/** The example of docs/wire.md, byte for byte. */
const EXAMPLE: Windows = {
  desktop: false,
  main: 0x1002,
  active: 0x1004,
  windows: [
    {
      id: 0x1004,
      owner: 0x1002,
      state: 'normal',
      auxiliary: true,
      ...{ left: 100, top: 50, width: 200, height: 80 },
      visible: [{ left: 100, top: 50, width: 200, height: 80 }],
      title: '',
    },
    {
      id: 0x1002,
      owner: 0,
      state: 'maximized',
      auxiliary: false,
      ...{ left: -8, top: -8, width: 1296, height: 816 },
      visible: [],
      title: 'Aß',
    },
  ],
};
const EXAMPLE_BYTES = `
  0a 00 00 00 44 00 00 00 05 00 00 00
    00 00 02 00 02 10 00 00 04 10 00 00
    04 10 00 00 02 10 00 00 00 01 01 00 64 00 32 00 c8 00 50 00 64 00 32 00 c8 00 50 00 00 00
    02 10 00 00 00 00 00 00 02 00 00 00 f8 ff f8 ff 10 05 30 03 02 00 41 00 df 00`;

t.test('windows are written and read as documented', async (t) => {
  t.equal(hex(writeGatewayMessage('windows', 5, EXAMPLE)), hex(fromHex(EXAMPLE_BYTES)));
  t.same(readGatewayMessage(fromHex(EXAMPLE_BYTES)), { type: 'windows', sequence: 5, body: EXAMPLE });
});

t.test('windows survive the trip', async (t) => {
  const i16 = fc.integer({ min: -0x8000, max: 0x7fff });
  const u16 = fc.integer({ min: 0, max: 0xffff });
  const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
  const area = { left: i16, top: i16, width: u16, height: u16 };
  const window = fc.record({
    ...{ id: u32, owner: u32, state: fc.constantFrom(...WINDOW_STATES), auxiliary: fc.boolean(), ...area },
    visible: fc.array(fc.record(area), { maxLength: 4 }),
    title: fc.string({ unit: 'grapheme', maxLength: 40 }),
  });
  const any = fc.record({
    ...{ desktop: fc.boolean(), main: u32, active: u32 },
    windows: fc.array(window, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(any, (windows) => t.same(readWindows(writeWindows(windows)), windows)),
    { seed: 2 },
  );
});

t.test('windows that lie are refused', async (t) => {
  const good = writeWindows(EXAMPLE);
  const bad = (at: number, ...values: number[]) => {
    const bytes = good.slice();
    bytes.set(values, at);
    return () => readWindows(bytes);
  };
  const refused = (field: string) => ({ code: 'WIRE_INVALID', field });
  t.throws(bad(0, 2), refused('flags'));
  t.throws(bad(1, 1), refused('flags'));
  t.throws(bad(2, 0xff, 0xff), refused('count'));
  t.throws(bad(2, 3), refused('window'), 'one more than there are');
  t.throws(bad(2, 1), refused('length'), 'one less');
  t.throws(bad(12 + 8, 3), refused('state'));
  t.throws(bad(12 + 9, 2), refused('windowFlags'));
  t.throws(bad(12 + 10, 0xff), refused('rectangles'));
  t.throws(bad(12 + 28, 0xff, 0xff), refused('title'));
  for (let end = 0; end < good.length; end++) {
    t.throws(() => readWindows(good.slice(0, end)), { code: 'WIRE_INVALID' }, `${end} bytes`);
  }
});

t.test('icons', async (t) => {
  const icon = { window: 7, width: 2, height: 1, rgba: new Uint8Array(8).fill(3) };
  t.same(readGatewayMessage(writeGatewayMessage('windowIcon', 1, icon)).body, icon);
  const read = (change: Partial<typeof icon>) => () =>
    readGatewayMessage(writeGatewayMessage('windowIcon', 1, { ...icon, ...change }));
  t.throws(read({ height: 2 }), { code: 'WIRE_INVALID', field: 'rgba' });
  t.throws(read({ width: 97 }), { code: 'WIRE_INVALID', field: 'width' });
});

t.test('what a person does with a window', async (t) => {
  const place = { left: -10, top: 0, width: 640, height: 480 };
  const requests: WindowRequest[] = [
    ...WINDOW_ACTIONS.map((kind) => ({ kind, window: 7 })),
    { kind: 'move', window: 7, ...place },
  ];
  for (const body of requests) t.same(readViewerMessage(writeViewerMessage('window', 1, body)).body, body);
  const read = (body: object) => () => readViewerMessage(writeViewerMessage('window', 1, body as WindowRequest));
  t.throws(read({ kind: 'close', window: 0 }), { code: 'WIRE_INVALID', field: 'window' });
  t.throws(read({ kind: 'move', window: 7, ...place, left: 40_000 }), { code: 'WIRE_INVALID', field: 'left' });
  t.throws(read({ kind: 'move', window: 7, ...place, width: 0 }), { code: 'WIRE_INVALID', field: 'width' });
});
