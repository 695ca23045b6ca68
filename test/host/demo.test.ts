import t, { type Test } from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import type { InputEvent } from '../../src/rdp/input/events.js';
import type { HostOptions } from '../../src/transport/types.js';
import { PictureClient } from './picture-client.js';

/** A demo host and a client that looks at it; both end with the test. */
async function demo(t: Test, options: Partial<HostOptions> = {}) {
  const host = await startDemoHost();
  t.teardown(() => host.close());
  const client = await PictureClient.connect(host, { width: 1024, height: 700, ...options });
  t.teardown(() => client.close());
  return { host, client };
}

const press = (scancode: number, extended = false): InputEvent[] =>
  [true, false].map((down) => ({ type: 'key', down, scancode, extended }));

const click = (x: number, y: number, button: 'left' | 'right' | 'x1' = 'left'): InputEvent[] =>
  [true, false].map((down) => ({ type: 'button', button, down, x, y }));

/** Colours in a sample: a desktop has hundreds, an empty picture one. */
function colours(pixels: Uint32Array): number {
  const seen = new Set<number>();
  for (let at = 0; at < pixels.length; at += 61) seen.add(pixels[at]);
  return seen.size;
}

const hasPicture = (client: PictureClient): boolean => 300 < colours(client.pixels);

t.test('shows a desktop of the size that the client asks for', async (t) => {
  const { host, client } = await demo(t);
  await client.until('a picture', () => hasPicture(client));
  t.same([client.width, client.height], [1024, 700]);
  t.same(host.received?.size, { width: 1024, height: 700 });
  const { frames } = host.received!;
  await client.until('movement', () => frames + 3 < host.received!.frames);
  t.ok(client.types.has('pointer'), 'with a pointer of its own');
});

t.test('every colour depth', async (t) => {
  for (const colorDepth of [8, 15, 16, 24, 32] as const) {
    const { client } = await demo(t, { codecs: { colorDepth, nsCodec: false, remoteFx: false } });
    t.equal(client.connection.connected.activation.colorDepth, colorDepth);
    await client.until(`a picture at ${colorDepth} bits`, () => 30 < colours(client.pixels));
  }
});

t.test('receives what is typed, in any layout', async (t) => {
  const { host, client } = await demo(t);
  client.host.input([...press(0x2a), ...press(0x23), { type: 'key', down: true, scancode: 0x2a, extended: false }]);
  client.host.input([...press(0x23), { type: 'key', down: false, scancode: 0x2a, extended: false }, ...press(0x17)]);
  for (const unit of [0xe4, 0x20ac, 0xd83d, 0xde00]) {
    client.host.input([true, false].map((down) => ({ type: 'unicode', down, unit })));
  }
  await client.until('the text', () => host.received?.text === 'hHiä€😀');
  client.host.input([...press(0x0e), ...press(0x1c), ...press(0x02)]);
  await client.until('the corrected text', () => host.received?.text === 'hHiä€\n1');
  t.equal(host.received?.key, '0x02 up');
});

t.test('lock keys light up and turn letters', async (t) => {
  const { host, client } = await demo(t);
  const locks = { scrollLock: false, numLock: true, capsLock: false, kanaLock: false };
  client.host.input([{ type: 'synchronize', ...locks }, ...press(0x3a), ...press(0x1e), ...press(0x47)]);
  await client.until('the text', () => host.received?.text === 'A7');
  t.same(host.received?.locks, { scrollLock: false, numLock: true, capsLock: true });
  await client.until('the lights', () => client.indicators.some(({ capsLock }) => capsLock));
});

t.test('knows pointer, buttons and wheels', async (t) => {
  const { host, client } = await demo(t);
  client.host.input([{ type: 'move', x: 700, y: 300 }, ...click(650, 301), ...click(651, 301, 'x1')]);
  client.host.input([{ type: 'button', button: 'right', down: true, x: 5, y: 6 }]);
  client.host.input([{ type: 'wheel', axis: 'vertical', delta: 240, x: 5, y: 6 }]);
  client.host.input([{ type: 'wheel', axis: 'horizontal', delta: -120, x: 5, y: 6 }]);
  await client.until('the wheels', () => host.received?.wheel.horizontal === -120);
  const { pointer, clicks, held, wheel } = host.received!;
  t.same(pointer, { x: 5, y: 6 });
  t.same(clicks, { left: 1, right: 1, middle: 0, x1: 1, x2: 0 });
  t.same(held, ['right']);
  t.same(wheel, { vertical: 240, horizontal: -120 });
});

t.test('the pointer changes its shape over text and buttons', async (t) => {
  const { client } = await demo(t);
  await client.until('a pointer', () => client.pointer !== undefined);
  const seen = new Set([client.pointer]);
  // The text box is at the upper left, its button at the window's lower right corner.
  for (const [x, y] of [
    [100, 180],
    [5, 5],
  ]) {
    const before = client.pointer;
    client.host.input([{ type: 'move', x, y }]);
    await client.until(`another pointer at ${x}, ${y}`, () => client.pointer !== before);
    seen.add(client.pointer);
  }
  t.ok(seen.size >= 2);
});

t.test('windows can be dragged', async (t) => {
  const { client } = await demo(t);
  await client.until('a picture', () => hasPicture(client));
  // The wallpaper beside the heading, which the window comes to cover.
  const at = 620 + 12 * client.width;
  const before = client.pixels[at];
  const title = { x: 120, y: 120 };
  client.host.input([{ type: 'button', button: 'left', down: true, ...title }]);
  client.host.input([{ type: 'move', x: 500, y: 10 }]);
  await client.until('the window at its new place', () => client.pixels[at] !== before);
  client.host.input([{ type: 'button', button: 'left', down: false, x: 500, y: 10 }]);
  t.not(client.pixels[at], before);
});

t.test('sends nothing while nobody looks, and everything afterwards', async (t) => {
  const { host, client } = await demo(t);
  await client.until('a picture', () => hasPicture(client));
  client.host.showOutput(false);
  client.host.input(press(0x1e));
  await client.until('input in spite of that', () => host.received?.text === 'a');
  const { frames } = host.received!;
  client.pixels.fill(0);
  client.host.input(press(0x1e));
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (host.received?.text !== 'aa') return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  t.equal(host.received?.frames, frames, 'no frame');
  client.host.showOutput(true);
  await client.until('the whole picture', () => !client.pixels.includes(0));
});

t.test('follows the size that the client asks for later', async (t) => {
  const { host, client } = await demo(t);
  await client.until('display control', () => client.types.has('displayControlReady'));
  client.host.input(press(0x1e));
  await client.until('the text', () => host.received?.text === 'a');
  t.ok(client.host.resize({ width: 1280, height: 900, scaleFactor: 100 }));
  await client.until('another size', () => client.width === 1280 && client.height === 900);
  await client.until('a picture of that size', () => colours(client.pixels.subarray(1000 * 880)) > 50);
  t.same(host.received?.size, { width: 1280, height: 900 });
  t.equal(host.received?.text, 'a', 'with the text still there');
});

t.test('keeps its size on screens of high density', async (t) => {
  const { host, client } = await demo(t, { width: 1603, height: 1001, scaleFactor: 200 });
  await client.until('the whole picture', () => !client.pixels.includes(0));
  const at = (x: number, y: number) => client.pixels[y * client.width + x];
  let squares = 0;
  for (let y = 700; y < 900; y += 2) for (let x = 0; x < 1600; x += 2) squares += at(x, y) === at(x + 1, y + 1) ? 1 : 0;
  t.equal(squares, 100 * 800, 'each pixel of the scene is a square');
  t.match(client.pointer, { width: 64, height: 64 });
  // In the scene this is 100, 65: over the text box.
  const before = client.pointer;
  client.host.input([{ type: 'move', x: 200, y: 130 }]);
  await client.until('another pointer', () => client.pointer !== before);
  t.same(host.received?.pointer, { x: 200, y: 130 });
});

t.test('each client has a desktop of its own, and one that misbehaves leaves the others alone', async (t) => {
  const { host, client } = await demo(t);
  const other = await PictureClient.connect(host, { width: 800, height: 600 });
  t.teardown(() => other.close());
  t.equal(host.sessions, 2);
  other.connection.stream.write(Uint8Array.of(3, 0, 0, 8, 0xff, 0xff, 0xff, 0xff));
  await other.ended;
  await client.until('only one session', () => host.sessions === 1);
  client.pixels.fill(0);
  client.host.refresh();
  await client.until('the picture again', () => !client.pixels.includes(0));
});
