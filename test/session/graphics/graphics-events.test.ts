import { once } from 'node:events';
import t, { type Test } from 'tap';
import { DataPduType } from '../../../src/rdp/share/data-header.js';
import type { SessionInput } from '../../../src/session/session-options.js';
import { native } from '../../../src/workers/native.js';
import { WorkerPool } from '../../../src/workers/pool.js';
import { type Scene, stripes } from '../scene.js';
import { create, graphicsOf, graphicsScene, map, paint, resetTo, SURFACE } from './graphics-scene.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const scene = (t: Test, options: Partial<SessionInput> = {}): Promise<Scene> => graphicsScene(t, { pool, ...options });

/** A session with somebody who looks, and a host that has made a surface on all of the desktop. */
async function desktop(t: Test) {
  const all = await scene(t);
  const viewer = all.view();
  await viewer.status('active');
  const graphics = await graphicsOf(all);
  graphics.reset(640, 480);
  return { all, viewer, graphics };
}

/** Red, green and blue of a pixel. */
function at(rgba: Uint8Array, width: number, x: number, y: number): number {
  const [r, g, b] = rgba.subarray(4 * (y * width + x));
  return (r << 16) | (g << 8) | b;
}

const RED = (): number => 0xff0000;
const GREEN = (): number => 0x00ff00;

t.test('a surface becomes the desktop, and its frames are acknowledged', async (t) => {
  const { all, viewer, graphics } = await desktop(t);
  graphics.frame(paint(10, 20, 300, 50, stripes(1)));
  graphics.frame(paint(400, 300, 240, 60, stripes(2)));
  await graphics.untilAcknowledged(2);
  t.same(
    graphics.acknowledged.map(({ frameId, totalFramesDecoded }) => [frameId, totalFramesDecoded]),
    [
      [10, 1],
      [20, 2],
    ],
  );
  await graphics.untilMeasured(2);
  t.same(
    graphics.measured.map(({ frameId }) => frameId),
    [10, 20],
    'with the time that each took',
  );
  t.ok(graphics.measured.every(({ decodeTime, renderTime }) => decodeTime + renderTime < 20_000));
  const expected = await all.picture();
  t.equal(at(expected, 640, 30, 25), stripes(1)(30, 25));
  await viewer.shows(() => expected);
});

t.test('a command about a surface that does not exist ends the session', async (t) => {
  const { all, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 8, 8, RED, SURFACE + 1));
  const reason = await all.session.closed;
  t.match(reason, { code: 'PDU_INVALID', context: { pdu: 'RDPGFX_WIRE_TO_SURFACE_PDU_1', field: 'surfaceId' } });
});

t.test('use after ResetGraphics goes on, use after DeleteSurface ends that session alone', async (t) => {
  const [one, other] = [await desktop(t), await desktop(t)];
  for (const { graphics } of [one, other]) {
    graphics.send(resetTo(800, 600));
    graphics.frame(paint(0, 0, 8, 8, RED));
    await graphics.untilAcknowledged(1);
  }
  t.equal(at(await one.all.picture(), 800, 4, 4), RED(), 'surfaces outlive a reset');
  one.graphics.send({ type: 'deleteSurface', surfaceId: SURFACE });
  one.graphics.frame(paint(0, 0, 8, 8, GREEN));
  t.match(await one.all.session.closed, { code: 'PDU_INVALID', context: { field: 'surfaceId' } });
  other.graphics.frame(paint(0, 0, 8, 8, GREEN));
  await other.graphics.untilAcknowledged(2);
  t.equal(at(await other.all.picture(), 800, 4, 4), GREEN());
});

t.test('a rectangle outside its surface ends the session, wherever it is noticed', async (t) => {
  const { all, graphics } = await desktop(t);
  graphics.frame(paint(700, 0, 8, 8, RED));
  t.equal((await all.session.closed).code, 'CODEC_INVALID');
});

t.test('the desktop is never black between two sizes', async (t) => {
  const { all, viewer, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 640, 480, RED));
  await graphics.untilAcknowledged(1);

  t.comment('the host deletes its surface, resets, and makes another one with the same id');
  graphics.send({ type: 'deleteSurface', surfaceId: SURFACE });
  graphics.reset(800, 600);
  await viewer.until((viewer) => viewer.last('desktop')?.width === 800, 'the new size');
  const between = await all.picture();
  t.equal(at(between, 800, 5, 5), 0xff0000, 'what was there stays until something else is drawn');
  t.equal(at(between, 800, 639, 479), 0xff0000);

  graphics.frame(paint(0, 0, 800, 600, GREEN));
  await graphics.untilAcknowledged(2);
  const after = await all.picture();
  t.same([at(after, 800, 5, 5), at(after, 800, 799, 599)], [0x00ff00, 0x00ff00]);
  await viewer.shows(() => after);
});

t.test('a surface that is deleted after its successor was drawn leaves nothing behind', async (t) => {
  const { all, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 640, 480, RED));
  graphics.send(create(1, 640, 480), map(1));
  graphics.frame(paint(0, 0, 640, 480, GREEN, 1));
  graphics.send({ type: 'deleteSurface', surfaceId: SURFACE });
  graphics.frame();
  await graphics.untilAcknowledged(3);
  const picture = await all.picture();
  t.same([at(picture, 640, 0, 0), at(picture, 640, 639, 479)], [0x00ff00, 0x00ff00]);
});

t.test('a surface that stays is shown where the desktop has grown', async (t) => {
  const all = await scene(t);
  const viewer = all.view();
  await viewer.status('active');
  const graphics = await graphicsOf(all);
  graphics.send(resetTo(640, 480), create(SURFACE, 800, 600), map(SURFACE));
  graphics.frame(paint(0, 0, 800, 600, GREEN));
  await graphics.untilAcknowledged(1);
  graphics.send(resetTo(800, 600));
  await viewer.until((viewer) => viewer.last('desktop')?.width === 800, 'the new size');
  const picture = await all.picture();
  t.same([at(picture, 800, 639, 479), at(picture, 800, 799, 599)], [0x00ff00, 0x00ff00]);
  await viewer.shows(() => picture);
});

t.test('a reactivation neither resizes nor blackens a desktop that the pipeline draws', async (t) => {
  const { all, viewer, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 640, 480, GREEN));
  await graphics.untilAcknowledged(1);
  all.host.last.reactivate(800, 600);
  await all.host.last.until(DataPduType.REFRESH_RECT);
  const picture = await all.picture();
  t.equal(picture.length, 640 * 480 * 4);
  t.same([at(picture, 640, 0, 0), at(picture, 640, 639, 479)], [0x00ff00, 0x00ff00]);
  graphics.reset(800, 600);
  graphics.frame(paint(0, 0, 800, 600, RED));
  await graphics.untilAcknowledged(2);
  const after = await all.picture();
  t.equal(at(after, 800, 799, 599), 0xff0000, 'the pipeline says how large it is');
  await viewer.shows(() => after);
});

t.test('a surface that was drawn before it is shown', async (t) => {
  const all = await scene(t);
  const viewer = all.view();
  await viewer.status('active');
  const graphics = await graphicsOf(all);
  graphics.send(resetTo(640, 480), create(SURFACE, 64, 64));
  graphics.frame(paint(0, 0, 64, 64, GREEN));
  await graphics.untilAcknowledged(1);
  graphics.send(map(SURFACE, 100, 50));
  graphics.frame();
  await graphics.untilAcknowledged(2);
  const picture = await all.picture();
  t.same([at(picture, 640, 100, 50), at(picture, 640, 163, 113)], [0x00ff00, 0x00ff00]);
});

t.test('the state of the pipeline goes with the session, however it ends', async (t) => {
  const bindings = native();
  const { createGraphics, destroyGraphics } = bindings;
  const alive = new Set<number>();
  bindings.createGraphics = () => {
    const made = createGraphics();
    alive.add(made);
    return made;
  };
  bindings.destroyGraphics = (graphics) => {
    alive.delete(graphics);
    destroyGraphics(graphics);
  };
  t.teardown(() => Object.assign(bindings, { createGraphics, destroyGraphics }));

  const ends: readonly ((all: Scene) => unknown)[] = [
    ({ session }) => session.close(),
    ({ session }) => session.destroy(),
    ({ host }) => host.last.socket.destroy(),
    ({ host }) => host.last.send([new Uint8Array([3, 0, 0, 4])]),
  ];
  for (const end of ends) {
    const all = await scene(t);
    await all.session.connect();
    const graphics = await graphicsOf(all);
    graphics.reset(640, 480);
    graphics.frame(paint(0, 0, 64, 64, RED));
    await graphics.untilAcknowledged(1);
    t.equal(alive.size, 1);
    void end(all);
    await all.session.closed;
    t.equal(alive.size, 0);
  }
});

t.test('a pipeline that is closed and opened again begins with nothing', async (t) => {
  const { all, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 640, 480, RED));
  await graphics.untilAcknowledged(1);
  await graphics.reopen();
  graphics.send(resetTo(640, 480));
  graphics.frame(paint(0, 0, 8, 8, RED));
  t.equal((await all.session.closed).code, 'PDU_INVALID', 'the surface of before is not there');
});

t.test('nobody looks: the host need not wait for acknowledgements, until somebody does', async (t) => {
  const { all, viewer, graphics } = await desktop(t);
  graphics.frame(paint(0, 0, 64, 64, RED));
  await graphics.untilAcknowledged(1);
  t.equal(graphics.acknowledged[0].queueDepth < 0xffff_ffff, true);
  const suppressed = once(all.host.last, 'received');
  viewer.send('visibility', { visible: false });
  await suppressed;
  graphics.frame(paint(0, 0, 64, 64, GREEN));
  await graphics.untilAcknowledged(2);
  t.equal(graphics.acknowledged[1].queueDepth, 0xffff_ffff);
  graphics.frame(paint(0, 0, 64, 64, RED));
  await all.picture();
  t.equal(graphics.acknowledged.length, 2, 'no more of them');
  viewer.send('visibility', { visible: true });
  graphics.frame(paint(0, 0, 64, 64, GREEN));
  await graphics.untilAcknowledged(3);
  t.same(graphics.acknowledged[2].queueDepth < 0xffff_ffff, true);
});
