/** H.264 through Chromium's own decoder, on the canvas beside tiles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import t from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { canvasPixels } from './canvas-pixels.js';
import { type Picture, tilesOf } from './picture.js';
import { difference, gradient, psnr, withBox } from './pixels.js';
import { startScripted } from './scripted-gateway.js';
import type { ScriptedViewer } from './scripted-session.js';
import { until } from './until.js';
import { avc420, avc444, brokenUnit, type MakeUnit, recordedUnits, unitsOfStream } from './video-units.js';

type Test = Parameters<typeof openPage>[0];

interface Shown {
  readonly page: Page;
  readonly viewer: ScriptedViewer;
  readonly complaints: readonly string[];
  /** Sends a frame and takes the canvas once it has been drawn. */
  readonly after: (...frame: Parameters<ScriptedViewer['frame']>) => Promise<Picture>;
}

/** A client that shows this picture already, by tiles. */
async function show(t: Test, picture: Picture): Promise<Shown> {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  const viewer = await until('the client connects', () => sessions.opened[0]?.viewers[0]);
  await until('the first picture is drawn', () => viewer.received.some(({ type }) => type === 'ack'));
  return {
    page,
    viewer,
    complaints,
    after: async (...frame) => {
      const sequence = viewer.frame(...frame);
      await until('the frame is drawn', () => viewer.acknowledged(sequence));
      return settled(page);
    },
  };
}

/** What a worker draws reaches the page's canvas some screens later: the canvas as it is when it changes no more. */
async function settled(page: Page): Promise<Picture> {
  let last: Uint8Array | undefined;
  for (;;) {
    await page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    });
    const { width, height, data } = await canvasPixels(page);
    if (last && Buffer.compare(last, data) === 0) return { width, height, rgba: data };
    last = data;
  }
}

const [WIDTH, HEIGHT] = [200, 120];

t.test('the client says what it can decode', { skip: noBrowser }, async (t) => {
  const { viewer } = await show(t, gradient(WIDTH, HEIGHT));
  t.match(viewer.hello, { video: 2, handedOn: true });
});

t.test('pictures and what changes of them', { skip: noBrowser }, async (t) => {
  const pictures = [gradient(WIDTH, HEIGHT, 60), withBox(gradient(WIDTH, HEIGHT, 60), 37, 21, 90, 51)];
  const kinds: [string, () => MakeUnit, number][] = [
    ['AVC420', () => avc420(WIDTH, HEIGHT), 22],
    ['AVC444', () => avc444(1, WIDTH, HEIGHT), 40],
    ['AVC444v2', () => avc444(2, WIDTH, HEIGHT), 40],
  ];
  const { after, complaints, viewer } = await show(t, gradient(WIDTH, HEIGHT));
  for (const [name, make, least] of kinds) {
    const unit = make();
    for (const [i, picture] of pictures.entries()) {
      const seen = await after({ video: [unit(picture)] });
      t.ok(least < psnr(seen, picture), `${name}, picture ${i}: ${psnr(seen, picture).toFixed(1)} dB`);
    }
  }
  t.same(complaints, []);
  t.notOk(viewer.received.some(({ type }) => type === 'videoReset'));
});

t.test('luma and chroma on their own', { skip: noBrowser }, async (t) => {
  const { after } = await show(t, gradient(WIDTH, HEIGHT));
  for (const packing of [1, 2] as const) {
    const unit = avc444(packing, WIDTH, HEIGHT);
    const first = withBox(gradient(WIDTH, HEIGHT), 30, 10, 60, 40);
    const next = withBox(gradient(WIDTH, HEIGHT), 70, 50, 60, 40);
    await after({ video: [unit(first)] });
    const luma = await after({ video: [unit(next, { streams: 'luma' })] });
    const both = await after({ video: [unit(next, { streams: 'chroma' })] });
    const [coarse, fine] = [psnr(luma, next), psnr(both, next)];
    t.ok(24 < coarse && coarse < 30, `packing ${packing}: ${coarse.toFixed(1)} dB without chroma`);
    t.ok(40 < fine, `packing ${packing}: ${fine.toFixed(1)} dB with it`);
  }
});

t.test('streams of an encoder that hosts use', { skip: noBrowser }, async (t) => {
  const folder = join(PROJECT, 'fixtures', 'video');
  const pictures = [0, 1, 2].map((i): Picture => {
    const { width, height, data } = PNG.sync.read(readFileSync(join(folder, `${i}.png`)));
    return { width, height, rgba: data };
  });
  const { width, height } = pictures[0];
  const { after, complaints, viewer } = await show(t, gradient(width, height));
  const least = { avc420: 29, avc444v2: 36 };
  for (const kind of ['avc420', 'avc444v2'] as const) {
    for (const [i, unit] of recordedUnits(join(folder, `${kind}.bin`), kind, width, height).entries()) {
      const seen = await after({ video: [unit] });
      const quality = psnr(seen, pictures[i]);
      t.ok(least[kind] < quality, `${kind}, picture ${i}: ${quality.toFixed(1)} dB`);
    }
  }
  t.same(complaints, []);
  t.notOk(viewer.received.some(({ type }) => type === 'videoReset'));
});

t.test('pictures are shown at once, whatever order is announced', { skip: noBrowser }, async (t) => {
  const [width, height] = [160, 112];
  const { after, viewer } = await show(t, gradient(width, height));
  const units = unitsOfStream(join(PROJECT, 'fixtures', 'video', 'reordering.264'), width, height);
  t.equal(units.length, 6);
  let last = gradient(width, height);
  for (const [i, unit] of units.entries()) {
    const seen = await after({ video: [unit] });
    t.ok(psnr(seen, last) < 60, `picture ${i} is another one`);
    last = seen;
  }
  t.notOk(viewer.received.some(({ type }) => type === 'videoReset'));
});

t.test('a frame may bring several units, copies and tiles', { skip: noBrowser }, async (t) => {
  const { after } = await show(t, gradient(WIDTH, HEIGHT));
  const unit = avc420(64, 64, { left: 100, top: 30 });
  const box = (x: number): Picture => withBox(gradient(64, 64), x, 10, 20, 20, false);
  const seen = await after(
    {
      // A part of the first picture, which the video then covers half of.
      copies: [{ left: 0, top: 0, width: 40, height: 40, toLeft: 80, toTop: 30 }],
      video: [unit(box(4)), unit(box(20)), unit(box(40))],
    },
    1,
    onlyCell(gradient(WIDTH, HEIGHT, 99), 0),
  );
  const region = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });
  const at = (picture: Picture, x: number, y: number) => ({ picture, x, y });
  t.equal(difference(seen, region(80, 30, 20, 40), at(gradient(WIDTH, HEIGHT), 0, 0)), 0, 'the copy');
  t.ok(difference(seen, region(101, 31, 62, 62), at(box(40), 1, 1)) < 12, 'the last unit');
  t.equal(difference(seen, region(0, 0, 64, 64), at(gradient(WIDTH, HEIGHT, 99), 0, 0)), 0, 'the tile');
});

t.test('no seam between video and tiles of the same colour', { skip: noBrowser }, async (t) => {
  for (const color of [
    [240, 240, 240],
    [0, 99, 177],
    [32, 32, 32],
    [220, 30, 60],
  ]) {
    const rgba = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => color[i % 4] ?? 255);
    const flat: Picture = { width: WIDTH, height: HEIGHT, rgba };
    const { after } = await show(t, gradient(WIDTH, HEIGHT));
    const part = { width: 90, height: 70, rgba: rgba.subarray(0, 90 * 70 * 4) };
    for (const unit of [avc420(90, 70, { left: 55, top: 23 }), avc444(2, 90, 70, { left: 55, top: 23 })]) {
      await after({}, 1, tilesOf(flat));
      const seen = await after({ video: [unit(part)] });
      const most = difference(seen, { left: 0, top: 0, width: WIDTH, height: HEIGHT }, { picture: flat, x: 0, y: 0 });
      t.ok(most <= 2, `${color}: ${most} of 255`);
    }
  }
});

t.test('a surface that sticks out', { skip: noBrowser }, async (t) => {
  const { after } = await show(t, gradient(WIDTH, HEIGHT));
  const picture = gradient(96, 96, 200);
  const seen = await after({ video: [avc444(1, 96, 96, { left: -33, top: 71 })(picture)] });
  t.ok(difference(seen, { left: 0, top: 71, width: 63, height: 49 }, { picture, x: 33, y: 0 }) < 30);
  const rest = { left: 63, top: 0, width: WIDTH - 63, height: HEIGHT };
  t.equal(difference(seen, rest, { picture: gradient(WIDTH, HEIGHT), x: 63, y: 0 }), 0);
});

t.test('what cannot be decoded leaves the picture, until a key frame', { skip: noBrowser }, async (t) => {
  const { after, viewer } = await show(t, gradient(WIDTH, HEIGHT));
  const unit = avc420(WIDTH, HEIGHT, { surface: 7 });
  const [before, lost, found] = [10, 60, 110].map((x) => withBox(gradient(WIDTH, HEIGHT, 60), x, 20, 60, 40, false));
  const good = await after({ video: [unit(before)] });
  t.ok(28 < psnr(good, before));
  const resets = () => viewer.received.flatMap((message) => (message.type === 'videoReset' ? [message.body] : []));
  const stays = await after({ video: [brokenUnit(unit(before, { key: true }))] });
  t.ok(28 < psnr(stays, before), 'the picture stays');
  t.same(resets(), [{ surface: 7 }]);
  const still = await after({ video: [unit(lost)] });
  t.ok(28 < psnr(still, before), 'what builds on what is missing is not drawn');
  t.same(resets().length, 1, 'the gateway is told once');
  const again = await after({ video: [unit(found, { key: true })] });
  t.ok(28 < psnr(again, found));
});

t.test('in a hidden tab video goes on', { skip: noBrowser }, async (t) => {
  const { page, after } = await show(t, gradient(WIDTH, HEIGHT));
  const unit = avc420(WIDTH, HEIGHT);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const picture = gradient(WIDTH, HEIGHT, 140);
  t.ok(28 < psnr(await after({ video: [unit(picture)] }), picture));
});

t.test('the browser ends', async () => {
  await closeBrowser();
});

/** The tile of one cell of a picture. */
function onlyCell(picture: Picture, cell: number): ReturnType<typeof tilesOf> {
  return tilesOf(picture, Uint16Array.of(cell));
}
