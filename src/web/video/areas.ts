import type { Area } from '../kernels/kernels.js';
import { MACROBLOCK, wholeBlocks } from './video-stage.js';

export const intersect = (a: Area, b: Area): Area => ({
  left: Math.max(a.left, b.left),
  top: Math.max(a.top, b.top),
  right: Math.min(a.right, b.right),
  bottom: Math.min(a.bottom, b.bottom),
});

export const isEmpty = ({ left, top, right, bottom }: Area): boolean => right <= left || bottom <= top;

export const moved = ({ left, top, right, bottom }: Area, x: number, y: number): Area => ({
  left: left + x,
  top: top + y,
  right: right + x,
  bottom: bottom + y,
});

/** The macroblocks that an area touches. */
export const blocksOf = ({ left, top, right, bottom }: Area): Area => ({
  left: left - (left % MACROBLOCK),
  top: top - (top % MACROBLOCK),
  right: wholeBlocks(right),
  bottom: wholeBlocks(bottom),
});

export const sameAreas = (a: readonly Area[], b: readonly Area[]): boolean =>
  a.length === b.length &&
  a.every(({ left, top, right, bottom }, i) => {
    const other = b[i];
    return left === other.left && top === other.top && right === other.right && bottom === other.bottom;
  });
