import { BYTES_PER_PIXEL, createPicture, type Picture } from './framebuffer.js';
import { checkDesktop, type Size } from './geometry.js';

/** Room is taken in powers of two from here on, so that a picture finds the room of one of another size. */
const LEAST_ROOM = 0x10_0000;
/** Unused rooms that are kept: those of the pictures that one change of size replaces. */
const MOST_KEPT = 8;

/**
 * The pictures of one session, in shared memory that is used again.
 *
 * No engine counts shared memory as its own: what is let go of stays until threads that have seen it collect garbage for
 * other reasons. A host that changes its size, or a viewer that comes and goes, would fill the machine meanwhile.
 */
export class PictureMemory {
  #unused: SharedArrayBuffer[] = [];

  /** A black picture. Throws PDU_INVALID or PDU_TOO_LARGE for a size that no desktop may have. */
  take(size: Size): Picture {
    checkDesktop(size);
    const length = size.width * size.height * BYTES_PER_PIXEL;
    const found = this.#unused.findIndex((room) => length <= room.byteLength);
    if (found < 0) return createPicture(size, new SharedArrayBuffer(roomFor(length)));
    const [room] = this.#unused.splice(found, 1);
    const picture = createPicture(size, room);
    picture.pixels.fill(0);
    return picture;
  }

  /** INVARIANT: no thread reads or writes the picture any more. */
  giveBack({ pixels: { buffer } }: Picture): void {
    if (this.#unused.includes(buffer)) return;
    // Smallest first: a picture takes the smallest room that it fits into, and what is too much is small.
    this.#unused = [...this.#unused, buffer].sort((a, b) => a.byteLength - b.byteLength).slice(-MOST_KEPT);
  }
}

function roomFor(length: number): number {
  let room = LEAST_ROOM;
  while (room < length) room *= 2;
  return room;
}
