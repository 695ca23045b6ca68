import { ByteReader } from '../bytes/reader.js';
import { COPY_SIZE, type Copy, readCopies, writeCopies } from './copies.js';
import { HEADER, wireInvalid, writeHeader } from './header.js';
import { NO_TABLES, readTileTables, type TileTables, tileTablesSize, writeTileTables } from './tile-tables.js';
import { readVideoUnits, type VideoUnit } from './video-unit.js';

/**
 * A frame: what changed on the desktop. Drawn in this order and shown together: copies, video units, tiles.
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u32 | generation of the desktop that it draws on |
 * | 4 | u32 | number of tile records |
 * | 8 | f64 | when the oldest host message in it reached the gateway, ms since the Unix epoch |
 * | 16 | u32 | number of copies |
 * | 20 | u32 | bytes of video units |
 * | 24 | | copies (`copies.ts`), video units (`video-unit.ts`), tables (`tile-tables.ts`), tile records (`tiles.ts`) |
 */
const FRAME_HEADER = 24;

/** Arrays of bytes are views of the message. */
export interface Frame {
  readonly generation: number;
  readonly tileCount: number;
  readonly arrivedAt: number;
  readonly copies: readonly Copy[];
  readonly video: readonly VideoUnit[];
  readonly tables: TileTables;
  readonly tiles: Uint8Array;
}

/** Throws WIRE_INVALID. Tile records are checked by whoever draws them. */
export function readFrame(payload: Uint8Array): Frame {
  if (payload.length < FRAME_HEADER) throw wireInvalid('Frame', 'length', payload.length);
  const view = new DataView(payload.buffer, payload.byteOffset, FRAME_HEADER);
  const r = new ByteReader(payload);
  r.skip(FRAME_HEADER);
  const copies = readCopies(r, view.getUint32(16, true));
  const videoLength = view.getUint32(20, true);
  if (r.remaining < videoLength) throw wireInvalid('Frame', 'videoLength', videoLength);
  return {
    generation: view.getUint32(0, true),
    tileCount: view.getUint32(4, true),
    arrivedAt: view.getFloat64(8, true),
    copies,
    video: readVideoUnits(r.bytes(videoLength)),
    tables: readTileTables(r),
    tiles: r.rest(),
  };
}

/** What stands before a frame's tile records. */
export interface FrameSections {
  readonly copies?: readonly Copy[];
  /** Whole units, as `writeVideoUnit` makes them. */
  readonly video?: readonly Uint8Array[];
  readonly tables?: TileTables;
}

export interface FrameHead extends FrameSections {
  readonly generation: number;
  readonly tileCount: number;
  readonly arrivedAt: number;
}

/** Room that {@link finishFrame} needs before the first tile record. */
export function framePrefix({ copies = [], video = [], tables = NO_TABLES }: FrameSections): number {
  return HEADER + FRAME_HEADER + copies.length * COPY_SIZE + totalLength(video) + tileTablesSize(tables);
}

/**
 * Turns an array with tile records from {@link framePrefix} on into a whole frame message, in place: encoders write their
 * tiles once, and nothing is copied afterwards.
 */
export function finishFrame(message: Uint8Array, sequence: number, frame: FrameHead): Uint8Array {
  const { copies = [], video = [], tables = NO_TABLES } = frame;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  view.setUint32(HEADER, frame.generation, true);
  view.setUint32(HEADER + 4, frame.tileCount, true);
  view.setFloat64(HEADER + 8, frame.arrivedAt, true);
  view.setUint32(HEADER + 16, copies.length, true);
  view.setUint32(HEADER + 20, totalLength(video), true);
  let at = writeCopies(view, HEADER + FRAME_HEADER, copies);
  for (const unit of video) {
    message.set(unit, at);
    at += unit.length;
  }
  writeTileTables(message, at, tables);
  writeHeader(message, 'frame', sequence);
  return message;
}

/** A frame message from tile records that came in parts, such as one per encoder job. */
export function writeFrame(sequence: number, frame: FrameHead & { readonly tiles: readonly Uint8Array[] }): Uint8Array {
  let at = framePrefix(frame);
  const message = new Uint8Array(at + totalLength(frame.tiles));
  for (const part of frame.tiles) {
    message.set(part, at);
    at += part.length;
  }
  return finishFrame(message, sequence, frame);
}

const totalLength = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);
