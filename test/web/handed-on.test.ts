/** Handed-on tiles: the browser draws what the gateway's own decoder would have drawn. */
import t, { type Test } from 'tap';
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { RemoteFxEncoder } from '../../src/host/egfx/encode/rfx/remote-fx.js';
import { Damage } from '../../src/web/renderer/damage.js';
import { DesktopPicture, type Means } from '../../src/web/renderer/desktop-picture.js';
import { type Frame, readFrame, writeFrame } from '../../src/wire/frame.js';
import { HEADER } from '../../src/wire/header.js';
import { bitmap } from '../native/canvas.js';
import { create, Desktop, map } from '../native/graphics-records.js';
import { messages, progressive, scene } from '../native/progressive-streams.js';
import { handedOnFrame } from './handed-on-frame.js';
import { loadKernels } from './kernels.js';

/** As much of a canvas's ImageData as is used here: Node has none. */
Object.assign(globalThis, {
  ImageData: class {
    constructor(
      readonly data: Uint8ClampedArray<ArrayBuffer>,
      readonly width: number,
      readonly height: number,
    ) {}
  },
});

const asRgba = (bgrx: Uint8Array): Buffer =>
  Buffer.from(bgrx.map((_, i) => bgrx[i % 4 === 0 ? i + 2 : i % 4 === 2 ? i - 2 : i]));

function frameOf(command: DecodeCommand, size: { width: number; height: number }): Frame {
  const { sections, tiles } = handedOnFrame(command, size);
  const head = { ...sections, generation: 1, tileCount: tiles.tileCount, arrivedAt: 0 };
  return readFrame(writeFrame(1, { ...head, tiles: [tiles.tiles] }).subarray(HEADER));
}

function openPicture(width: number, height: number) {
  const used = new Set<Means>();
  const kernels = loadKernels();
  const onUsed = (means: Means) => used.add(means);
  const picture = new DesktopPicture({ width, height, cacheSlots: 0, kernels, video: undefined, onUsed });
  return { kernels, used, picture };
}

/** Draws commands here and in the gateway, and returns by what means this was done here. */
function compare(t: Test, width: number, height: number, commands: readonly DecodeCommand[]): Set<Means> {
  const gateway = new Desktop(width, height);
  t.teardown(() => gateway.dispose());
  gateway.draw(create(0, width, height), map(0, 0, 0));
  const { used, picture } = openPicture(width, height);
  for (const [i, command] of commands.entries()) {
    t.equal(gateway.draw(command), -1);
    picture.receive(frameOf(command, { width, height }))(new Damage());
    const expected = asRgba(gateway.canvas.surface.pixels);
    t.equal(Buffer.compare(Buffer.from(picture.image.data), expected), 0, `message ${i}`);
  }
  picture.dispose();
  return used;
}

t.test('RemoteFX', async (t) => {
  const [width, height] = [300, 150];
  for (const entropy of ['rlgr1', 'rlgr3'] as const) {
    const encoder = new RemoteFxEncoder();
    const commands = [1, 2].map((seed) =>
      bitmap(Codec.remoteFx, width, height, encoder.encode(scene(width, height, seed), { entropy })),
    );
    t.same([...compare(t, width, height, commands)], ['remoteFx']);
  }
});

t.test('RemoteFX beside the grid of cells', async (t) => {
  const [width, height] = [300, 150];
  const encoder = new RemoteFxEncoder();
  const commands = [
    { left: 0, top: 0, size: [300, 150] },
    { left: 27, top: 14, size: [200, 100] },
    { left: 63, top: 1, size: [64, 64] },
    // Only in part on the picture.
    { left: 250, top: 127, size: [70, 64] },
  ].map(({ left, top, size: [w, h] }, seed) =>
    bitmap(Codec.remoteFx, w, h, encoder.encode(scene(w, h, seed)), { left, top }),
  );
  compare(t, width, height, commands);
});

t.test('progressive, tiles that build on each other', async (t) => {
  for (const extrapolate of [true, false]) {
    // So many cells that their states make the memory grow while a frame is drawn.
    const [width, height] = extrapolate ? [1000, 700] : [150, 100];
    const commands = messages(width, height, extrapolate).map((message) => progressive(0, message));
    t.ok(compare(t, width, height, commands).has('progressive'));
  }
});

t.test('what makes no sense is refused', async (t) => {
  const [width, height] = [64, 64];
  const { picture } = openPicture(width, height);
  const draw = (frame: Frame) => () => picture.receive(frame)(new Damage());
  const encoder = new RemoteFxEncoder();
  const good = frameOf(bitmap(Codec.remoteFx, width, height, encoder.encode(scene(width, height, 1), {})), {
    width,
    height,
  });
  t.doesNotThrow(draw(good));
  const payload = 5; /* cell, tag, length */
  for (const [at, value] of [
    [payload, 5],
    [payload + 1, 0x80],
    [payload + 2, 9],
    [payload + 5, 0xff],
  ]) {
    const tiles = Uint8Array.from(good.tiles);
    tiles[at] = value;
    t.throws(draw({ ...good, tiles }), { code: 'WIRE_INVALID' }, `byte ${at}`);
  }
  const upgrade = Uint8Array.of(0, 0, 11, 18, 0, 4, 0, 0, 0, 0, 0xff, ...new Uint8Array(12));
  t.throws(draw({ ...good, tiles: upgrade }), { code: 'WIRE_INVALID' }, 'an upgrade of nothing');
});

t.test('a desktop that goes gives its memory back', async (t) => {
  const { kernels, picture } = openPicture(500, 400);
  const message = progressive(0, messages(500, 400, true)[2]);
  picture.receive(frameOf(message, { width: 500, height: 400 }))(new Damage());
  const size = kernels.heap.buffer.byteLength;
  picture.dispose();
  for (let i = 0; i < 20; i++) {
    const onUsed = () => {};
    const next = new DesktopPicture({ width: 500, height: 400, cacheSlots: 0, kernels, video: undefined, onUsed });
    next.receive(frameOf(message, { width: 500, height: 400 }))(new Damage());
    next.dispose();
  }
  t.equal(kernels.heap.buffer.byteLength, size);
});
