import type { ByteWriter } from '../../../bytes/writer.js';

/** The run length of CLEARCODEC_RGB_RUN_SEGMENT and its like, [MS-RDPEGFX] 2.2.4.1.1.1.1: one byte, or an escape and two, or another escape and four. */
export function writeRunLength(w: ByteWriter, length: number): void {
  if (length < 0xff) w.u8(length);
  else if (length < 0xffff) w.u8(0xff).u16(length);
  else w.u8(0xff).u16(0xffff).u32(length);
}

/** Bytes that `writeRunLength` takes. */
export const runLengthSize = (length: number): number => (length < 0xff ? 1 : length < 0xffff ? 3 : 7);
