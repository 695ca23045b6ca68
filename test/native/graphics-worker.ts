/** Draws with graphics state that the main thread made, until it is gone. */
import { parentPort, workerData } from 'node:worker_threads';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { createCanvas, native } from './canvas.js';
import { ClearStreams } from './clear-streams.js';
import { create, fill, map, store } from './graphics-records.js';

const { graphics } = workerData as { readonly graphics: number };
const canvas = createCanvas(256, 256);
const target = 2;
const batch = new DecodeBatchWriter();
batch.append(create(1, 256, 256));
batch.append(map(1, 0, 0));
for (let i = 0; i < 40; i++) {
  batch.append(fill(target, i, [0, 0, 256, 256]));
  batch.append(store(i + 1, target, [0, 0, 200, 200]));
}
const streams = new ClearStreams((below) => below >> 1);
batch.append({ ...streams.next(64, 64), target });
const bytes = batch.take();
try {
  for (let i = 0; ; i++) {
    const failed = native.decodeBatch(bytes, canvas.surface, canvas.dirty, canvas.palette, graphics);
    if (failed !== -1) throw new Error(`record ${failed}`);
    if (i === 0) parentPort?.postMessage('drawn');
  }
} catch (error) {
  parentPort?.postMessage((error as Error).name);
}
