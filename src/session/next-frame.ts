import { chooseForFrame, type FrameChoice } from '../display/frame-choice.js';
import type { HandOn } from '../display/hand-on.js';
import { PACING } from '../display/pacing.js';
import type { Copy } from '../wire/copies.js';
import { type FrameHead, finishFrame, framePrefix } from '../wire/frame.js';
import { HandedOnRecords } from '../wire/handed-on.js';
import type { EncodedBatch } from '../workers/encode-batch.js';
import type { Screen } from './screen.js';
import { forgetCell, hasBase, type Seen } from './seen.js';

/** What a viewer's next frame carries, as far as that is known before cells are encoded. */
export interface NextFrame extends FrameChoice {
  readonly records: HandedOnRecords;
  readonly copies: readonly Copy[];
  /** Bytes to leave free before encoded tiles. */
  readonly prefix: number;
  /** Left for encoded tiles. */
  readonly byteBudget: number;
}

export function planFrame(
  { dirty, versions }: Seen,
  { handOn, videoWaits }: Pick<Screen, 'handOn' | 'videoWaits'>,
  byteBudget: number,
  pointer: number | undefined,
  copies: readonly Copy[] = [],
): NextFrame {
  const records = new HandedOnRecords();
  const choice = chooseForFrame(dirty.ordered(pointer), handOn, versions, byteBudget, (cell, tiles) => {
    if (videoWaits || !records.hasRoomFor(tiles.length)) return false;
    for (const tile of tiles) records.add(cell, tile);
    return true;
  });
  const prefix = framePrefix({ tables: records.tables, copies });
  // Tiles whose base never fits would never go.
  const least = choice.handed.some(({ withBase }) => withBase) ? PACING.leastBytes : 0;
  return { ...choice, records, copies, prefix, byteBudget: Math.max(byteBudget - records.length, least) };
}

/** The frame without tiles of cells whose base did not fit into it. */
export function withoutLeftOut(next: NextFrame, { done }: EncodedBatch): NextFrame {
  if (!next.handed.some(({ withBase }) => withBase)) return next;
  const encoded = new Set(done);
  const handed = next.handed.filter(({ cell, withBase }) => !withBase || encoded.has(cell));
  if (handed.length === next.handed.length) return next;
  const records = new HandedOnRecords();
  for (const { cell, tiles } of handed) for (const tile of tiles) records.add(cell, tile);
  return { ...next, handed, records };
}

/**
 * Takes note of what a frame carries; those cells are clean, unless newer tiles came for them while it was made. Returns
 * when the oldest of it arrived; infinite when there is nothing.
 *
 * INVARIANT: called before the picture may be written again, so what is clean now is clean in the picture encoded.
 */
export function carried(seen: Seen, next: NextFrame, { done }: EncodedBatch, handOn: HandOn): number {
  const handed = Uint16Array.from(next.handed, ({ cell }) => cell);
  const oldest = [done, handed].map((cells) => seen.dirty.oldest(cells) ?? Number.POSITIVE_INFINITY);
  for (const cell of done) {
    seen.unknown[cell] = 0;
    hasBase(seen, cell, handOn);
  }
  for (const { cell, tiles } of next.handed) {
    seen.versions[cell] = tiles[tiles.length - 1].version;
    forgetCell(seen, cell);
  }
  const cells = [...done, ...handed, ...next.shown];
  seen.dirty.clear(cells);
  for (const cell of handOn.chains.bytes === 0 ? [] : cells) {
    const newer = handOn.chains.since(cell, seen.versions[cell]);
    if (newer && newer.length !== 0) seen.dirty.add(cell, newer[newer.length - 1].arrivedAt);
  }
  return Math.min(...oldest);
}

/**
 * A batch of one part has room for what stands before its tiles already; several are joined, and so are H.264 and tiles of
 * hosts. These come last: they may stand on what is encoded.
 */
export function frameMessage(
  sequence: number,
  { parts }: EncodedBatch,
  { records, copies, prefix }: NextFrame,
  head: Omit<FrameHead, 'tables' | 'copies'>,
): Uint8Array {
  const frame = { ...head, copies, tables: records.tables };
  if (parts.length === 1 && records.count === 0 && framePrefix(frame) === prefix) {
    return finishFrame(parts[0].bytes, sequence, frame);
  }
  const encoded = parts.map((part, index) => (index === 0 ? part.bytes.subarray(prefix) : part.bytes));
  let at = framePrefix(frame);
  const message = new Uint8Array(encoded.reduce((sum, { length }) => sum + length, at + records.length));
  for (const tiles of encoded) {
    message.set(tiles, at);
    at += tiles.length;
  }
  records.write(message, at);
  return finishFrame(message, sequence, frame);
}
