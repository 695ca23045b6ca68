import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { readPayload } from '../../bench/micro/payloads.js';
import { createCanvas, native } from './canvas.js';
import type { DrawTask } from './draw-worker.js';

const THREADS = 4;
const ROUNDS = 20;
const files = ['desktop.rle16', 'desktop.planar', 'desktop.nsc', 'desktop.rfx3'].map((name) =>
  join(PROJECT, 'fixtures', 'codec', `${name}.slpf`),
);

t.test('several threads draw on shared memory at once', async (t) => {
  const script = new URL('./draw-worker.js', import.meta.url);
  const canvases = files.slice(0, THREADS).map((file) => {
    const { width, height } = readPayload(file);
    return createCanvas(width, height, true);
  });
  await Promise.all(
    canvases.map((canvas, i) => {
      const workerData: DrawTask = { file: files[i], canvas, rounds: ROUNDS };
      const worker = new Worker(fileURLToPath(script), { workerData });
      return new Promise<void>((resolve, reject) => {
        worker.once('error', reject);
        worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
      });
    }),
  );
  canvases.forEach((canvas, i) => {
    const { width, height, batch } = readPayload(files[i]);
    const alone = createCanvas(width, height);
    t.equal(native.decodeBatch(batch, alone.surface, alone.dirty, alone.palette), -1);
    t.equal(Buffer.compare(alone.surface.pixels, canvas.surface.pixels), 0, files[i]);
    t.same([...canvas.dirty], [...alone.dirty]);
  });
});

t.test('graphics state may be destroyed while another thread draws with it', async (t) => {
  const graphics = native.createGraphics();
  const script = new URL('./graphics-worker.js', import.meta.url);
  const worker = new Worker(fileURLToPath(script), { workerData: { graphics } });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: string) => {
      said.push(message);
      native.destroyGraphics(graphics);
    });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
  t.same(said, ['drawn', 'TypeError']);
});
