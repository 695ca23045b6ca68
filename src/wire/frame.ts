import { HEADER, wireInvalid, writeHeader } from './header.js';

/**
 * A frame: what changed on the desktop, as tile records (`tiles.ts`).
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u32 | generation of the desktop that it draws on |
 * | 4 | u32 | number of tile records |
 * | 8 | f64 | when the oldest host message in it reached the gateway, ms since the Unix epoch |
 * | 16 | | tile records |
 */
export const FRAME_HEADER = 16;

export interface Frame {
  readonly generation: number;
  readonly tileCount: number;
  readonly arrivedAt: number;
  /** A view of the message. */
  readonly tiles: Uint8Array;
}

export function readFrame(payload: Uint8Array): Frame {
  if (payload.length < FRAME_HEADER) throw wireInvalid('Frame', 'length', payload.length);
  const view = new DataView(payload.buffer, payload.byteOffset, FRAME_HEADER);
  return {
    generation: view.getUint32(0, true),
    tileCount: view.getUint32(4, true),
    arrivedAt: view.getFloat64(8, true),
    tiles: payload.subarray(FRAME_HEADER),
  };
}

/** Room that {@link finishFrame} needs before the first tile record. */
export const FRAME_PREFIX = HEADER + FRAME_HEADER;

/**
 * Turns an array with tile records from {@link FRAME_PREFIX} on into a whole frame message, in place: encoders write
 * their tiles once, and nothing is copied afterwards.
 */
export function finishFrame(message: Uint8Array, sequence: number, frame: Omit<Frame, 'tiles'>): Uint8Array {
  const view = new DataView(message.buffer, message.byteOffset + HEADER, FRAME_HEADER);
  view.setUint32(0, frame.generation, true);
  view.setUint32(4, frame.tileCount, true);
  view.setFloat64(8, frame.arrivedAt, true);
  writeHeader(message, 'frame', sequence);
  return message;
}

/** A frame message from tile records that came in parts, such as one per encoder job. */
export function writeFrame(
  sequence: number,
  frame: Omit<Frame, 'tiles'> & { readonly tiles: readonly Uint8Array[] },
): Uint8Array {
  let length = FRAME_PREFIX;
  for (const part of frame.tiles) length += part.length;
  const message = new Uint8Array(length);
  let at = FRAME_PREFIX;
  for (const part of frame.tiles) {
    message.set(part, at);
    at += part.length;
  }
  return finishFrame(message, sequence, frame);
}
