import { CELL, Codec, type DecodeCommand } from '../codec/commands.js';
import type { Split, SplitTile } from '../display/hand-on.js';

/** What cannot be cut is decoded as a whole, and refused there if need be. */
export const splitTiles: Split = (command: DecodeCommand) => {
  if (command.codec !== Codec.remoteFx) return undefined;
  try {
    return splitRemoteFx(command);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Rectangles of a region that are compared with each of its tiles. */
const MOST_RECTANGLES = 256;
const LEAST_BLOCK = 6;
const TILE_HEADER = 19;

function splitRemoteFx(command: DecodeCommand): ReturnType<Split> {
  const { data: b, left, top } = command;
  const v = new DataView(b.buffer, b.byteOffset, b.byteLength);
  let rects: number[][] = [];
  const tiles: SplitTile[] = [];
  let quantizations = new Uint8Array(0);
  let entropy = 0;
  for (let at = 0; at + 6 <= v.byteLength; ) {
    const [t, l] = [v.getUint16(at, true), v.getUint32(at + 2, true)];
    if (l < LEAST_BLOCK || v.byteLength - at < l) return undefined;
    if (t === 0xccc3) entropy = ((v.getUint16(at + 11, true) >> 9) & 15) === 4 ? 1 : 0;
    if (t === 0xccc6) {
      if (MOST_RECTANGLES < v.getUint16(at + 9, true)) return undefined;
      rects = Array.from({ length: v.getUint16(at + 9, true) }, (_, i) =>
        [0, 2, 4, 6].map((o) => v.getUint16(at + 11 + i * 8 + o, true)),
      );
    }
    if (t === 0xccc7) {
      const [nq, nt] = [v.getUint8(at + 14), v.getUint16(at + 16, true)];
      const e = (v.getUint16(at + 12, true) >> 10) & 15;
      entropy = e === 4 ? 1 : 0;
      quantizations = b.slice(at + 22, at + 22 + 5 * nq);
      let p = at + 22 + 5 * nq;
      for (let i = 0; i < nt; i++) {
        const tl = v.getUint32(p + 2, true);
        if (v.getUint16(p, true) !== 0xcac3 || tl < TILE_HEADER || at + l - p < tl) return undefined;
        const [x, y] = [v.getUint16(p + 9, true) * CELL, v.getUint16(p + 11, true) * CELL];
        const clips: number[][] = [];
        for (const [rx, ry, rw, rh] of rects) {
          const [l2, t2] = [Math.max(rx, x), Math.max(ry, y)];
          const [r2, b2] = [Math.min(rx + rw, x + CELL), Math.min(ry + rh, y + CELL)];
          if (l2 < r2 && t2 < b2) clips.push([l2 - x, t2 - y, r2 - l2 - 1, b2 - t2 - 1]);
        }
        const whole = rects.length === 0 || clips.some(([a, c, w, h]) => a === 0 && c === 0 && w === 63 && h === 63);
        const head = whole ? [entropy, 0] : [entropy, 4, clips.length, ...clips.flat()];
        const payload = new Uint8Array(head.length + 3 + 6 + tl - 19);
        payload.set(head);
        payload.set(b.subarray(p + 6, p + 9), head.length);
        payload.set(b.subarray(p + 13, p + 19), head.length + 3);
        payload.set(b.subarray(p + 19, p + tl), head.length + 9);
        if (rects.length === 0 || clips.length !== 0) tiles.push({ left: left + x, top: top + y, payload });
        p += tl;
      }
    }
    at += l;
  }
  return { context: 0, quantizations, qualities: new Uint8Array(0), tiles };
}
