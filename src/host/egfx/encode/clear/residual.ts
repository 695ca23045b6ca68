import { ByteWriter } from '../../../../bytes/writer.js';
import { writeRunLength } from '../run-length.js';
import { writeColor } from './color.js';

/** A pixel of the residual layer that another layer covers: it may have any color. */
export const COVERED = 0xffff_ffff;

/** CLEARCODEC_RESIDUAL_DATA, [MS-RDPEGFX] 2.2.4.1.1.1: the whole picture as runs of one color. Empty when all is covered. */
export function writeResidual(pixels: Uint32Array): Uint8Array {
  const w = new ByteWriter(256);
  let color = pixels.find((pixel) => pixel !== COVERED);
  if (color === undefined) return w.finish();
  let from = 0;
  for (let at = 0; at <= pixels.length; at++) {
    const pixel = pixels[at];
    if (at < pixels.length && (pixel === COVERED || pixel === color)) continue;
    writeColor(w, color);
    writeRunLength(w, at - from);
    color = pixel;
    from = at;
  }
  return w.finish();
}
