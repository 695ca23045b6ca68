import t, { type Test } from 'tap';
import { DataPduType } from '../../../src/rdp/share/data-header.js';
import type { SessionInput } from '../../../src/session/session-options.js';
import type { GatewayMessage } from '../../../src/wire/messages.js';
import type { VideoUnit } from '../../../src/wire/video-unit.js';
import { WorkerPool } from '../../../src/workers/pool.js';
import type { ModelViewer, ModelViewerOptions } from '../model-viewer.js';
import { type Scene, stripes } from '../scene.js';
import { allowsVideo, type GraphicsHost, graphicsOf, graphicsScene, paint, video } from './graphics-scene.js';

const pool = new WorkerPool({ threads: 2 });
t.teardown(() => pool.close());

const scene = (t: Test, options: Partial<SessionInput> = {}): Promise<Scene> => graphicsScene(t, { pool, ...options });

type Frame = Extract<GatewayMessage, { type: 'frame' }>['body'];

/** A viewer that decodes H.264 and the units it was sent, by the byte that their streams are filled with. */
function viewWith(all: Scene, ability: 0 | 1 | 2, options: ModelViewerOptions = {}): ModelViewer & { tags: number[] } {
  const viewer = all.view({ ...options, hello: { ...options.hello, video: ability } });
  const tags: number[] = [];
  viewer.on('message', (message) => {
    if (message.type === 'frame') tags.push(...message.body.video.map(tagOf));
  });
  return Object.assign(viewer, { tags });
}

const tagOf = ({ first }: VideoUnit): number => first[first.length - 1];

async function begin(
  t: Test,
  ability: 0 | 1 | 2 = 2,
): Promise<{
  all: Scene;
  viewer: ReturnType<typeof viewWith>;
  graphics: GraphicsHost;
}> {
  const all = await scene(t);
  const viewer = viewWith(all, ability);
  await viewer.status('active');
  const graphics = await graphicsOf(all);
  graphics.reset(640, 480);
  return { all, viewer, graphics };
}

const AREA = { left: 0, top: 0, right: 128, bottom: 128 };

t.test('H.264 is offered when all who look decode it', async (t) => {
  const { graphics } = await begin(t, 2);
  t.ok(allowsVideo(graphics.advertised[0]));
});

t.test('H.264 is not offered to a viewer that decodes none, nor to a program', async (t) => {
  const { graphics } = await begin(t, 0);
  t.notOk(allowsVideo(graphics.advertised[0]));
  const alone = await scene(t);
  await alone.session.connect();
  t.notOk(allowsVideo((await graphicsOf(alone)).advertised[0]));
});

t.test('with AVC420 alone, no version is offered that cannot say so', async (t) => {
  const { graphics } = await begin(t, 1);
  t.same(
    graphics.advertised[0].map(({ version, flags }) => [version.toString(16), flags]),
    [
      ['80004', 0],
      ['80105', 0x10],
    ],
  );
});

t.test('units are handed on in order, in frames whose tiles are as new', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  const frames: Frame[] = [];
  viewer.on('message', (message) => message.type === 'frame' && frames.push(message.body));
  graphics.frame(video(true, AREA, { tag: 1 }));
  graphics.frame(video(false, AREA, { tag: 2 }), paint(64, 64, 64, 64, stripes(1)));
  graphics.frame(video(false, { left: 256, top: 0, right: 320, bottom: 64 }, { tag: 3 }));
  await viewer.until(({ tags }) => (tags as number[]).length === 3, 'all units');
  t.same(viewer.tags, [1, 2, 3]);
  await viewer.until(() => frames.some(({ tileCount }) => tileCount !== 0), 'what was drawn over it');
  const drawnOver = frames.findIndex(({ video }) => video.some((unit) => tagOf(unit) === 2));
  t.ok(
    drawnOver <= frames.findIndex(({ tileCount }) => tileCount !== 0),
    'no tile comes before what it was drawn over',
  );
  const [unit] = frames.flatMap((frame) => frame.video);
  t.match(unit, { kind: 'avc420', streams: 'both', keyFrame: true, left: 0, top: 0, width: 640, height: 480 });
  await graphics.untilAcknowledged(3);
  t.same(
    graphics.acknowledged.map(({ frameId }) => frameId),
    [10, 20, 30],
  );
  t.equal(all.host.last.count(DataPduType.SUPPRESS_OUTPUT), 0, 'nothing had to be asked for');
});

t.test('H.264 where there was nothing else costs no job', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  graphics.frame(video(true, AREA, { tag: 1 }));
  await graphics.untilAcknowledged(1);
  const { decodeMs } = all.metrics;
  const before = decodeMs.count;
  for (let tag = 2; tag <= 4; tag++) {
    graphics.frame(video(false, AREA, { tag }));
    await graphics.untilAcknowledged(tag);
  }
  t.equal(decodeMs.count, before);
  await viewer.until(({ tags }) => (tags as number[]).length === 4, 'all units');
  t.same(viewer.tags, [1, 2, 3, 4]);
  graphics.frame(video(false, { ...AREA, right: 256 }, { tag: 5 }));
  await graphics.untilAcknowledged(5);
  t.equal(decodeMs.count, before + 1, 'where there may be something else, it is made void');
});

t.test('a viewer that comes later waits for a key frame, which the host is asked for', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  graphics.frame(video(true, AREA, { tag: 1 }));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  const late = viewWith(all, 2);
  await all.host.last.until(DataPduType.SUPPRESS_OUTPUT, 2);
  graphics.frame(video(false, AREA, { tag: 2 }));
  graphics.frame(video(true, AREA, { tag: 3 }));
  graphics.frame(video(false, AREA, { tag: 4 }));
  await late.until(({ tags }) => (tags as number[]).length === 2, 'what follows the key frame');
  t.same(late.tags, [3, 4]);
  await viewer.until(({ tags }) => (tags as number[]).length === 4, 'everything');
  t.same(viewer.tags, [1, 2, 3, 4], 'the other one was not disturbed');
});

t.test('a viewer whose decoder was reset goes on from a key frame', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  let surface = -1;
  viewer.on('message', (message) => {
    if (message.type === 'frame') surface = message.body.video[0]?.surface ?? surface;
  });
  graphics.frame(video(true, AREA, { tag: 1 }));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  viewer.send('videoReset', { surface });
  await all.host.last.until(DataPduType.SUPPRESS_OUTPUT, 2);
  graphics.frame(video(false, AREA, { tag: 2 }));
  graphics.frame(video(true, AREA, { tag: 3 }));
  await viewer.until(({ tags }) => (tags as number[]).length === 2, 'the next key frame');
  t.same(viewer.tags, [1, 3]);
});

t.test('a host that repaints without a key frame is asked to start over', async (t) => {
  const { viewer, graphics } = await begin(t);
  graphics.frame(video(false, AREA, { tag: 1 }));
  await graphics.untilAcknowledged(1);
  graphics.frame(video(false, AREA, { tag: 2 }));
  await graphics.untilAdvertised(2);
  t.ok(allowsVideo(graphics.advertised[1]), 'with the same offer');
  graphics.reset(640, 480);
  graphics.frame(video(true, AREA, { tag: 3 }));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  t.same(viewer.tags, [3]);
});

t.test('a viewer that decodes no H.264 comes: the host starts over without', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  graphics.frame(video(true));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  const late = viewWith(all, 0);
  await graphics.untilAdvertised(2);
  t.notOk(allowsVideo(graphics.advertised[1]));
  graphics.reset(640, 480);
  graphics.frame(paint(0, 0, 640, 480, stripes(7)));
  const expected = await all.picture();
  await Promise.all([viewer.shows(() => expected), late.shows(() => expected)]);
  t.equal(all.host.connections.length, 1, 'on the same connection');
});

t.test('a host that cannot start over in place is connected to anew', async (t) => {
  const { all, viewer, graphics } = await begin(t, 1);
  graphics.frame(video(true));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  viewWith(all, 0);
  await viewer.until((viewer) => viewer.messages.some(({ body }) => 'state' in body && body.state === 'reconnecting'));
  await viewer.status('active');
  t.equal(all.host.connections.length, 2);
  t.match(all.host.asked[1], { graphics: { avc: 'none' } });
});

t.test('the last viewer leaves: nothing is negotiated anew', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  graphics.frame(video(true));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  viewer.leave();
  await viewer.closed;
  graphics.frame(paint(0, 0, 64, 64, stripes(1)));
  await graphics.untilAcknowledged(2);
  t.equal(graphics.advertised.length, 1);
  t.equal(all.host.connections.length, 1);
});

t.test('H.264 on a surface that is shown scaled is refused by starting over without', async (t) => {
  const { graphics } = await begin(t);
  graphics.send({
    ...{ type: 'mapSurfaceToScaledOutput', surfaceId: 7, left: 0, top: 0 },
    ...{ targetWidth: 320, targetHeight: 240 },
  });
  graphics.frame(video(true));
  await graphics.untilAdvertised(2);
  t.notOk(allowsVideo(graphics.advertised[1]));
});

t.test('what only viewers have is copied: the host is asked to paint it', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  graphics.frame(video(true));
  await viewer.until(({ tags }) => (tags as number[]).length === 1, 'the key frame');
  const copy = (left: number): void =>
    graphics.frame({
      ...{ type: 'surfaceToSurface', source: 7, destination: 7, points: [{ x: 300, y: 300 }] },
      rectangle: { left, top: 0, right: left + 64, bottom: 64 },
    });
  graphics.frame(paint(128, 0, 128, 128, stripes(1)));
  copy(128);
  await graphics.untilAcknowledged(3);
  t.equal(all.host.last.count(DataPduType.SUPPRESS_OUTPUT), 0, 'not for what was drawn here');
  copy(96);
  await all.host.last.until(DataPduType.SUPPRESS_OUTPUT, 2);
  await all.host.last.until(DataPduType.REFRESH_RECT);
  t.equal(all.session.ended, false);
});

t.test('a viewer that falls behind goes on from the next key frame, and others do not notice', async (t) => {
  const { all, viewer, graphics } = await begin(t);
  const slow = viewWith(all, 2, { acknowledges: false });
  const sequences: number[] = [];
  slow.on('message', ({ type, sequence }) => type === 'frame' && sequences.push(sequence));
  const length = 300 * 1024;
  graphics.frame(video(true, AREA, { tag: 1, length }));
  await slow.until(() => slow.tags.length === 1, 'the first key frame');
  const sent = [1];
  for (let tag = 2; all.host.last.count(DataPduType.SUPPRESS_OUTPUT) < 2 && tag < 40; tag++) {
    graphics.frame(video(false, AREA, { tag, length }));
    sent.push(tag);
    await viewer.until(() => viewer.tags.length === sent.length, `unit ${tag}`);
  }
  graphics.frame(video(true, AREA, { tag: 50 }), video(false, AREA, { tag: 51 }));
  await viewer.until(() => viewer.tags.length === sent.length + 2, 'the next key frame');
  t.same(viewer.tags, [...sent, 50, 51]);
  const before = slow.tags.length;
  t.ok(before < sent.length, `the slow one was sent ${before} of ${sent.length}`);
  slow.send('ack', { sequence: sequences[sequences.length - 1], drawMs: 1 });
  await slow.until(() => slow.tags.length === before + 2, 'the key frame');
  t.same(slow.tags, [...sent.slice(0, before), 50, 51]);
});
