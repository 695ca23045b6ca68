import { Codec, type DecodeCommand } from '../codec/commands.js';
import type { Rectangle } from './geometry.js';
import type { SurfacePlaces } from './surface-places.js';

/** What a command draws on and what it takes pixels from, in pixels of its targets. */
export interface Reach {
  readonly draws: readonly Rectangle[];
  /** Every pixel of `draws` gets a new colour, whatever it was. */
  readonly covers: boolean;
  readonly reads: readonly Rectangle[];
  readonly readTarget: number;
}

const NOTHING: Reach = Object.freeze({ draws: [], covers: false, reads: [], readTarget: 0 });
const RECTANGLE = 8;
const POINT = 4;

/**
 * Where a command draws, as far as that can be told without decoding it: never less than it does. The layouts stand in
 * `codec/commands.ts`; what is too short for its own is refused where it is decoded, and reaches nothing here.
 */
export function reachOf(command: DecodeCommand, places: SurfacePlaces): Reach {
  const { codec, data } = command;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (codec) {
    case Codec.raw:
    case Codec.interleavedRle:
    case Codec.planar:
    case Codec.nsCodec:
    case Codec.clearCodec:
    case Codec.tile:
      return { ...NOTHING, draws: [destination(command)] };
    case Codec.remoteFx:
    case Codec.progressive:
      // Tiles stand where their message says, from here on.
      return { ...NOTHING, draws: [places.all(command.target ?? 0)] };
    case Codec.solidFill:
      return { ...NOTHING, draws: rectangles(view, 4), covers: true };
    case Codec.void:
      return { ...NOTHING, draws: rectangles(view, 0), covers: true };
    case Codec.copy: {
      if (view.byteLength < 4 + RECTANGLE) return NOTHING;
      const [source] = rectangles(view, 4, 1);
      const draws = points(view, 4 + RECTANGLE, source);
      return { draws, covers: false, reads: [source], readTarget: view.getUint32(0, true) };
    }
    case Codec.store:
      if (view.byteLength < 10 + RECTANGLE) return NOTHING;
      return { ...NOTHING, reads: rectangles(view, 10, 1), readTarget: command.target ?? 0 };
    case Codec.load: {
      const size = view.byteLength < 2 ? undefined : places.stored(view.getUint16(0, true));
      return size ? { ...NOTHING, draws: points(view, 2, { left: 0, top: 0, ...size }) } : NOTHING;
    }
    default:
      return NOTHING;
  }
}

const destination = ({ left, top, visibleWidth, visibleHeight, width, height }: DecodeCommand): Rectangle => ({
  left,
  top,
  width: Math.min(visibleWidth, width),
  height: Math.min(visibleHeight, height),
});

/** u16 left, top, right, bottom. */
function rectangles(view: DataView, from: number, most = Number.POSITIVE_INFINITY): Rectangle[] {
  const found: Rectangle[] = [];
  for (let at = from; at + RECTANGLE <= view.byteLength && found.length < most; at += RECTANGLE) {
    const [left, top] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    found.push({ left, top, width: view.getUint16(at + 4, true) - left, height: view.getUint16(at + 6, true) - top });
  }
  return found;
}

/** i16 x, y. */
function points(view: DataView, from: number, { width, height }: Rectangle): Rectangle[] {
  const found: Rectangle[] = [];
  for (let at = from; at + POINT <= view.byteLength; at += POINT) {
    found.push({ left: view.getInt16(at, true), top: view.getInt16(at + 2, true), width, height });
  }
  return found;
}
