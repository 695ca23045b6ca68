import { LIMITS } from '../bytes/limits.js';
import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { wireInvalid } from './header.js';
import { WIRE_LIMITS } from './messages.js';

/** How a unit is coded: [MS-RDPEGFX] 2.2.4.4 (AVC420), 2.2.4.5 (AVC444) and 2.2.4.6 (AVC444v2). */
export const VIDEO_KINDS = ['avc420', 'avc444', 'avc444v2'] as const;
/** Which streams a unit of AVC444 brings: the values of LC, [MS-RDPEGFX] 2.2.4.5. */
export const VIDEO_STREAMS = ['both', 'luma', 'chroma'] as const;

/**
 * One H.264 access unit of a host, handed on as it came.
 *
 * | type | field |
 * |---|---|
 * | u32 | length of what follows |
 * | u16 | surface |
 * | u8 | kind, index into {@link VIDEO_KINDS} |
 * | u8 | streams, index into {@link VIDEO_STREAMS}; 0 for avc420 |
 * | u8 | flags: bit 0 key frame |
 * | u8 | 0 |
 * | i32, i32 | left, top |
 * | u16, u16 | width, height of the surface |
 * | u32 | length of `first` |
 * | | `first`, then `second` |
 */
export interface VideoUnit {
  /** Each surface has a decoder of its own. */
  readonly surface: number;
  readonly kind: (typeof VIDEO_KINDS)[number];
  readonly streams: (typeof VIDEO_STREAMS)[number];
  /** It holds an IDR picture: decoding may begin here. */
  readonly keyFrame: boolean;
  /** Where the surface stands on the desktop; it may stick out. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** RFX_AVC420_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.4, see `avc420-stream.ts`. A view of the message. */
  readonly first: Uint8Array;
  /** The chroma stream of `both`, else empty. */
  readonly second: Uint8Array;
}

const LENGTH = 4;
const HEAD = 2 + 1 + 1 + 1 + 1 + 4 + 4 + 2 + 2 + 4;
const KEY_FRAME = 1;

/** Units that fill `bytes` exactly. Throws WIRE_INVALID. */
export function readVideoUnits(bytes: Uint8Array): VideoUnit[] {
  const r = new ByteReader(bytes);
  const units: VideoUnit[] = [];
  while (r.remaining !== 0) {
    if (units.length === WIRE_LIMITS.videoUnits) throw wireInvalid('Frame', 'videoUnits', units.length);
    if (r.remaining < LENGTH) throw wireInvalid('VideoUnit', 'length', r.remaining);
    const length = r.u32();
    if (length < HEAD || r.remaining < length) throw wireInvalid('VideoUnit', 'length', length);
    units.push(readVideoUnit(r.sub(length)));
  }
  return units;
}

/** INVARIANT: `r` holds a head at least. */
function readVideoUnit(r: ByteReader): VideoUnit {
  const surface = r.u16();
  const kind = named(VIDEO_KINDS, r.u8(), 'kind');
  const streams = named(VIDEO_STREAMS, r.u8(), 'streams');
  if (kind === 'avc420' && streams !== 'both') throw wireInvalid('VideoUnit', 'streams', streams);
  const flags = r.u8();
  if ((flags & ~KEY_FRAME) !== 0) throw wireInvalid('VideoUnit', 'flags', flags);
  const reserved = r.u8();
  if (reserved !== 0) throw wireInvalid('VideoUnit', 'reserved', reserved);
  const [left, top] = [corner(r.i32(), 'left'), corner(r.i32(), 'top')];
  const [width, height] = [side(r.u16(), 'width'), side(r.u16(), 'height')];
  const firstLength = r.u32();
  if (r.remaining < firstLength) throw wireInvalid('VideoUnit', 'first', firstLength);
  const first = r.bytes(firstLength);
  const second = r.rest();
  const two = kind !== 'avc420' && streams === 'both';
  if (!two && second.length !== 0) throw wireInvalid('VideoUnit', 'second', second.length);
  return { surface, kind, streams, keyFrame: flags !== 0, left, top, width, height, first, second };
}

/** A whole unit, its length included. */
export function writeVideoUnit(unit: VideoUnit): Uint8Array {
  const length = HEAD + unit.first.length + unit.second.length;
  const w = new ByteWriter(LENGTH + length);
  w.u32(length);
  w.u16(unit.surface);
  w.u8(VIDEO_KINDS.indexOf(unit.kind));
  w.u8(VIDEO_STREAMS.indexOf(unit.streams));
  w.u8(unit.keyFrame ? KEY_FRAME : 0);
  w.u8(0);
  w.u32(unit.left >>> 0);
  w.u32(unit.top >>> 0);
  w.u16(unit.width);
  w.u16(unit.height);
  w.u32(unit.first.length);
  w.bytes(unit.first);
  w.bytes(unit.second);
  return w.finish();
}

function named<T>(names: readonly T[], index: number, field: string): T {
  if (names.length <= index) throw wireInvalid('VideoUnit', field, index);
  return names[index];
}

function corner(value: number, field: string): number {
  if (WIRE_LIMITS.surfaceCorner < Math.abs(value)) throw wireInvalid('VideoUnit', field, value);
  return value;
}

function side(value: number, field: string): number {
  if (value === 0 || LIMITS.desktopSide < value) throw wireInvalid('VideoUnit', field, value);
  return value;
}
