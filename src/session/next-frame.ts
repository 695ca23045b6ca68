import { chooseForFrame, type FrameChoice } from '../display/frame-choice.js';
import type { HandOn } from '../display/hand-on.js';
import type { Copy } from '../wire/copies.js';
import { type FrameHead, finishFrame, framePrefix, writeFrame } from '../wire/frame.js';
import { HandedOnRecords } from '../wire/handed-on.js';
import type { EncodedBatch } from '../workers/encode-batch.js';
import type { Screen } from './screen.js';
import { forgetCell, type Seen } from './seen.js';

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
  const prefix = framePrefix({ tables: records.tables, copies }) + records.length;
  return { ...choice, records, copies, prefix, byteBudget: Math.max(byteBudget - records.length, 0) };
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
  for (const cell of done) seen.unknown[cell] = 0;
  for (const { cell, version } of next.handed) {
    seen.versions[cell] = version;
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

/** A batch of one part has room for what stands before its tiles already; several are joined, and so is H.264. */
export function frameMessage(
  sequence: number,
  { parts }: EncodedBatch,
  { records, copies, prefix }: NextFrame,
  head: Omit<FrameHead, 'tables' | 'copies'>,
): Uint8Array {
  const frame = { ...head, copies, tables: records.tables };
  if (parts.length === 1 && framePrefix(frame) + records.length === prefix) {
    records.write(parts[0].bytes, framePrefix(frame));
    return finishFrame(parts[0].bytes, sequence, frame);
  }
  const handed = new Uint8Array(records.length);
  records.write(handed, 0);
  const encoded = parts.map((part, index) => (index === 0 ? part.bytes.subarray(prefix) : part.bytes));
  return writeFrame(sequence, { ...frame, tiles: [handed, ...encoded] });
}
