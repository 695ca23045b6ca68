import type { ByteReader } from '../bytes/reader.js';
import { wireInvalid } from './header.js';
import { WIRE_LIMITS } from './messages.js';

/** A rectangle of the viewer's picture that appears somewhere else on it: scrolling, or a window that moves. */
export interface Copy {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where its left top corner goes. */
  readonly toLeft: number;
  readonly toTop: number;
}

/** Six u16. */
export const COPY_SIZE = 12;

export function readCopies(r: ByteReader, count: number): Copy[] {
  if (WIRE_LIMITS.copies < count) throw wireInvalid('Frame', 'copyCount', count);
  if (r.remaining < count * COPY_SIZE) throw wireInvalid('Frame', 'copies', count);
  return Array.from({ length: count }, () => readCopy(r));
}

function readCopy(r: ByteReader): Copy {
  const copy = { left: r.u16(), top: r.u16(), width: r.u16(), height: r.u16(), toLeft: r.u16(), toTop: r.u16() };
  if (copy.width === 0 || copy.height === 0) throw wireInvalid('Copy', 'size', `${copy.width}x${copy.height}`);
  return copy;
}

/** Writes `copies` at `at` and returns the end. */
export function writeCopies(view: DataView, at: number, copies: readonly Copy[]): number {
  let to = at;
  for (const { left, top, width, height, toLeft, toTop } of copies) {
    for (const value of [left, top, width, height, toLeft, toTop]) {
      view.setUint16(to, value, true);
      to += 2;
    }
  }
  return to;
}
