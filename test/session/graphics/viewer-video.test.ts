import t from 'tap';
import { type SentUnit, VIDEO_QUEUE, ViewerVideo } from '../../../src/session/graphics/viewer-video.js';

const unit = (options: Partial<SentUnit> & { length?: number } = {}): SentUnit => ({
  ...{ surface: 1, kind: 'avc420', keyFrame: false, bytes: new Uint8Array(options.length ?? 10), arrivedAt: 0 },
  ...options,
});

function scene(ability: 0 | 1 | 2 = 2) {
  let asked = 0;
  const video = new ViewerVideo({ ability, wantsKeyFrame: () => asked++ });
  return { video, asked: () => asked };
}

t.test('begins with a key frame, and asks for one until then', async (t) => {
  const { video, asked } = scene();
  video.add(unit());
  t.equal(video.count, 0);
  t.equal(asked(), 1);
  const [key, next] = [unit({ keyFrame: true }), unit()];
  video.add(key);
  video.add(next);
  t.same(video.take(), [key, next]);
  t.equal(video.count, 0);
  t.equal(video.bytes, 0);
  t.equal(asked(), 1);
  video.add(unit());
  t.equal(video.count, 1, 'what was taken is on its way, so the next one depends on nothing missing');
});

t.test('each surface begins by itself', async (t) => {
  const { video, asked } = scene();
  video.add(unit({ keyFrame: true }));
  video.add(unit({ surface: 2 }));
  t.equal(video.count, 1);
  t.equal(asked(), 1);
});

t.test('a viewer that falls behind by bytes loses what waits, up to the next key frame', async (t) => {
  const { video, asked } = scene();
  video.add(unit({ keyFrame: true, length: VIDEO_QUEUE.bytes }));
  video.add(unit());
  t.equal(video.count, 0);
  t.equal(asked(), 1);
  video.add(unit());
  t.equal(video.count, 0);
  video.add(unit({ keyFrame: true, length: 2 * VIDEO_QUEUE.bytes }));
  t.equal(video.count, 1, 'however large, when it is alone');
});

t.test('a viewer that falls behind in time, too', async (t) => {
  const { video, asked } = scene();
  video.add(unit({ keyFrame: true }));
  video.add(unit({ arrivedAt: VIDEO_QUEUE.ms }));
  t.equal(video.count, 2);
  video.add(unit({ arrivedAt: VIDEO_QUEUE.ms + 1 }));
  t.equal(video.count, 0);
  t.equal(asked(), 1);
  const key = unit({ keyFrame: true, arrivedAt: VIDEO_QUEUE.ms + 2 });
  video.add(key);
  t.same(video.take(), [key]);
});

t.test('a decoder that lost its state', async (t) => {
  const { video, asked } = scene();
  const other = unit({ surface: 2, keyFrame: true });
  video.add(unit({ keyFrame: true }));
  video.add(other);
  video.reset(1);
  t.equal(asked(), 1);
  t.same([video.count, video.bytes], [1, 10]);
  video.add(unit());
  t.same(video.take(), [other]);
});

t.test('what a viewer cannot decode is not for it', async (t) => {
  const { video, asked } = scene(1);
  video.add(unit({ kind: 'avc444', keyFrame: true }));
  t.equal(video.count, 0);
  t.equal(asked(), 0);
  video.add(unit({ keyFrame: true }));
  t.equal(video.count, 1);
  const { video: none } = scene(0);
  none.add(unit({ keyFrame: true }));
  t.equal(none.count, 0);
});

t.test('a hidden viewer is sent nothing and asks for nothing', async (t) => {
  const { video, asked } = scene();
  video.add(unit({ keyFrame: true }));
  video.take();
  video.setVisible(false);
  video.setVisible(true);
  t.equal(asked(), 0, 'it has missed nothing');
  video.setVisible(false);
  video.add(unit());
  t.equal(video.count, 0);
  t.equal(asked(), 0);
  video.setVisible(true);
  t.equal(asked(), 1);
  video.add(unit({ keyFrame: true }));
  video.add(unit());
  t.equal(video.count, 2);
});

t.test('no frame holds more units than the wire takes', async (t) => {
  const { video, asked } = scene();
  for (let count = 0; count < VIDEO_QUEUE.units; count++) video.add(unit({ keyFrame: count === 0 }));
  t.equal(video.count, VIDEO_QUEUE.units);
  video.add(unit());
  t.equal(video.count, 0);
  t.equal(asked(), 1);
});
