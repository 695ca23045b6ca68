import type { ByteWriter } from '../../../../bytes/writer.js';

/** Blue, green, red. */
export const writeColor = (w: ByteWriter, color: number): ByteWriter => w.u16(color & 0xffff).u8((color >> 16) & 0xff);
