import { encode } from './encode.js';
import type { DecodeJob, DecodeResult, EncodeTouched, SharedSurface } from './jobs.js';
import { native } from './native.js';

export function decode({ batch, surface, touched, palette, graphics, encode: request }: DecodeJob): DecodeResult {
  const startedAt = performance.now();
  const failed = native().decodeBatch(batch, surface, touched, palette, graphics);
  const micros = (performance.now() - startedAt) * 1000;
  const failedRecord = failed < 0 ? undefined : failed;
  if (!request || failedRecord !== undefined) return { failedRecord, micros, batch };
  return { failedRecord, micros, batch, encoded: encodeTouched(surface, touched, request) };
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
