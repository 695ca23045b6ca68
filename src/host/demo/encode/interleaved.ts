import type { ByteWriter } from '../../../bytes/writer.js';

/** Orders of [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4: code for a length in five bits, and for one in two bytes. */
const BACKGROUND_RUN = { regular: 0x00, mega: 0xf0 };
const COLOR_RUN = { regular: 0x60, mega: 0xf3 };
const COLOR_IMAGE = { regular: 0x80, mega: 0xf4 };
type Order = typeof BACKGROUND_RUN;

const SHORT_LENGTH = 31;
const LONG_LENGTH = 32 + 0xff;
/** Shorter runs cost more than the pixels in an image order. */
const MIN_RUN = 3;

/** Writes one pixel as it stands in the stream. */
export type WritePixel = (w: ByteWriter, pixel: number) => void;

/**
 * Interleaved RLE ([MS-RDPBCGR] 3.1.9) for pixels that have been reduced to the session's depth, one per element, rows in
 * wire order. Uses three of its orders: like the row above, one colour, and plain pixels.
 */
export function encodeInterleaved(
  w: ByteWriter,
  pixels: Uint32Array,
  width: number,
  height: number,
  writePixel: WritePixel,
): void {
  const count = width * height;
  /** Pixels equal to the row above, which is black for the first. Such a run must not leave the first row. */
  const background = (at: number): number => {
    const end = at < width ? width : count;
    let to = at;
    while (to < end && pixels[to] === (to < width ? 0 : pixels[to - width])) to++;
    return to - at;
  };
  const color = (at: number): number => {
    let to = at + 1;
    while (to < count && pixels[to] === pixels[at]) to++;
    return to - at;
  };

  let imageFrom = 0;
  const flushImage = (to: number): void => {
    if (imageFrom === to) return;
    writeOrder(w, COLOR_IMAGE, to - imageFrom);
    for (let i = imageFrom; i < to; i++) writePixel(w, pixels[i]);
  };
  for (let at = 0; at < count; ) {
    const above = background(at);
    const same = above < MIN_RUN ? color(at) : 0;
    if (above < MIN_RUN && same < MIN_RUN) {
      at++;
      continue;
    }
    flushImage(at);
    writeOrder(w, above < MIN_RUN ? COLOR_RUN : BACKGROUND_RUN, above < MIN_RUN ? same : above);
    if (above < MIN_RUN) writePixel(w, pixels[at]);
    at += above < MIN_RUN ? same : above;
    imageFrom = at;
  }
  flushImage(count);
}

/**
 * Two background runs in a row would mean a foreground pixel between them. They cannot occur here: a run goes as far as
 * it can, and where it stops at the end of the first row the decoder forgets that it was one.
 */
function writeOrder(w: ByteWriter, order: Order, length: number): void {
  if (length <= SHORT_LENGTH) w.u8(order.regular | length);
  else if (length <= LONG_LENGTH) w.u8(order.regular).u8(length - 32);
  else w.u8(order.mega).u16(length);
}
