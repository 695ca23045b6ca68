/** Sessions at a host that speaks the whole protocol: size, reactivation, typing. */
import t from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { replayHost } from '../../src/host/replay/replay-host.js';
import { Session } from '../../src/session/session.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { recordingOf, testPicture } from '../host/recordings.js';
import { ModelViewer } from './model-viewer.js';

const pool = new WorkerPool({ threads: 2 });
const demo = await startDemoHost();
t.teardown(async () => {
  await demo.close();
  await pool.close();
});

function sessionAt({ port, fingerprint }: { port: number; fingerprint: string }): Session {
  const target = { host: '127.0.0.1', port };
  return new Session({
    id: 'whole',
    pool,
    host: { ...HOST_DEFAULTS, target, trust: { mode: 'pin', sha256: [fingerprint] } },
  });
}

const sessionAtDemo = (): Session => sessionAt(demo);

t.test('the desktop has the size of the window, and follows it', async (t) => {
  const session = sessionAtDemo();
  t.teardown(() => session.destroy());
  const viewer = new ModelViewer(session, { hello: { width: 801, height: 600 } });
  await viewer.status('active');
  t.same(session.size, { width: 800, height: 600 });
  await viewer.until((v) => v.last('desktop')?.resizable === true, 'a desktop that follows');
  viewer.send('resize', { width: 900, height: 500, scaleFactor: 100 });
  viewer.send('resize', { width: 1000, height: 640, scaleFactor: 100 });
  await viewer.until((v) => v.last('desktop')?.width === 1000, 'the larger desktop');
  t.same(session.size, { width: 1000, height: 640 });
  const sizes = viewer.messages.flatMap(({ type, body }) => (type === 'desktop' ? [body.width] : []));
  t.notOk(sizes.includes(900), 'only the last wish is asked of the host');
  t.same([viewer.canvas?.width, viewer.canvas?.height], [1000, 640]);
  await viewer.until((v) => painted(v) > 0.95, 'a picture without black regions');
});

t.test('a host that reactivates with other sizes is followed, pixel for pixel', async (t) => {
  const sizes = [
    { width: 256, height: 200 },
    { width: 640, height: 400 },
    { width: 320, height: 240 },
  ];
  const host = await replayHost({ recording: recordingOf(sizes, 4), speed: 1 });
  const session = sessionAt(host);
  t.teardown(async () => {
    session.destroy();
    await host.close();
  });
  const viewer = new ModelViewer(session);
  const expected = opaque(testPicture(sizes[2], 2).pixels);
  await viewer.until(
    ({ canvas }) => canvas?.width === 320 && Buffer.compare(rgba(canvas), expected) === 0,
    'the last picture',
  );
  const widths = viewer.messages.flatMap(({ type, body }) => (type === 'desktop' ? [body.width] : []));
  t.same([...new Set(widths)], [256, 640, 320]);
});

t.test('what is typed at a viewer arrives at the host', async (t) => {
  const session = sessionAtDemo();
  t.teardown(() => session.destroy());
  const viewer = new ModelViewer(session, { hello: { width: 800, height: 600 } });
  await viewer.status('active');
  const unit = 'q'.charCodeAt(0);
  viewer.send('input', [
    { type: 'unicode', down: true, unit },
    { type: 'unicode', down: false, unit },
  ]);
  await viewer.until(() => demo.received?.text === 'q', 'the letter');
  t.equal(demo.received?.text, 'q');
});

t.test('a viewer that comes back is shown the whole picture again', async (t) => {
  const session = sessionAtDemo();
  t.teardown(() => session.destroy());
  const first = new ModelViewer(session, { hello: { width: 640, height: 480 } });
  await first.status('active');
  await first.until((v) => v.frames > 2 && painted(v) > 0.95, 'a picture');
  first.leave();
  await first.closed;
  const again = new ModelViewer(session, { hello: { width: 640, height: 480 } });
  await again.until((v) => painted(v) > 0.95, 'the picture again');
  t.equal(session.status.state, 'active');
});

/** Part of the canvas that is not black. */
function painted({ canvas }: ModelViewer): number {
  if (!canvas) return 0;
  const pixels = new Uint32Array(canvas.rgba.buffer);
  let count = 0;
  for (const pixel of pixels) if (pixel !== 0xff000000) count++;
  return count / pixels.length;
}

const rgba = (canvas: { rgba: Uint8ClampedArray<ArrayBuffer> }): Uint8Array => new Uint8Array(canvas.rgba.buffer);

/** RGBA of pixels as 0xRRGGBB. */
function opaque(pixels: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * pixels.length);
  for (const [i, color] of pixels.entries()) bytes.set([color >>> 16, color >>> 8, color, 0xff], 4 * i);
  return bytes;
}
