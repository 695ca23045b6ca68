import { CELL } from '../codec/commands.js';
import { encode } from './encode.js';
import type { DecodeJob, DecodeResult, EncodeTouched, SharedSurface } from './jobs.js';
import { native } from './native.js';

export function decode(job: DecodeJob): DecodeResult {
  const { batch, surface, touched, encode: request } = job;
  const startedAt = performance.now();
  const failed = draw(job);
  const micros = (performance.now() - startedAt) * 1000;
  const failedRecord = failed < 0 ? undefined : failed;
  if (!request || failedRecord !== undefined) return { failedRecord, micros, batch };
  return { failedRecord, micros, batch, encoded: encodeTouched(surface, touched, request) };
}

/** Index of the record that failed, counted from where a part began; -1 when all went well. */
function draw({ batch, surface, touched, palette, graphics, keep = [] }: DecodeJob): number {
  const { decodeBatch } = native();
  let drawn = 0;
  const drawTo = (end: number): number => {
    const part = batch.subarray(drawn, end);
    drawn = end;
    return part.length === 0 ? -1 : decodeBatch(part, surface, touched, palette, graphics);
  };
  for (const { offset, cell, shadow } of keep) {
    const failed = offset === drawn ? -1 : drawTo(offset);
    if (failed >= 0) return failed;
    copyCell(surface, shadow, cell);
  }
  return drawTo(batch.length);
}

function copyCell(from: SharedSurface, to: SharedSurface, cell: number): void {
  const columns = Math.ceil(from.width / CELL);
  const [left, top] = [(cell % columns) * CELL, Math.floor(cell / columns) * CELL];
  const length = 4 * Math.min(CELL, from.width - left);
  for (let row = top; row < Math.min(top + CELL, from.height); row++) {
    const at = row * from.stride + 4 * left;
    to.pixels.set(from.pixels.subarray(at, at + length), at);
  }
}

function encodeTouched(surface: SharedSurface, touched: Uint8Array, request: EncodeTouched): DecodeResult['encoded'] {
  const cells = [...request.cells];
  const asked = new Set(cells);
  for (let cell = 0; cell < touched.length; cell++) {
    if (touched[cell] === 0 || asked.has(cell) || request.except?.[cell]) continue;
    if (request.mostCells <= cells.length) return undefined;
    cells.push(cell);
  }
  const list = Uint16Array.from(cells);
  return { cells: list, result: encode({ ...request, type: 'encode', surface, cells: list }) };
}
