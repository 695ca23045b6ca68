/** Draws a payload again and again on memory that the main thread shares. */
import { workerData } from 'node:worker_threads';
import { readPayload } from '../../bench/micro/payloads.js';
import { type Canvas, native } from './canvas.js';

export interface DrawTask {
  readonly file: string;
  readonly canvas: Canvas;
  readonly rounds: number;
}

const { file, canvas, rounds } = workerData as DrawTask;
const { batch } = readPayload(file);
for (let i = 0; i < rounds; i++) {
  canvas.surface.pixels.fill(0);
  const failed = native.decodeBatch(batch, canvas.surface, canvas.dirty, canvas.palette);
  if (failed !== -1) throw new Error(`record ${failed}`);
}
