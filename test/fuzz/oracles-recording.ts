import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { readRecording } from '../../src/host/recording/reader.js';
import { Redactor } from '../../src/host/recording/redactor.js';
import { fileHeader } from '../../src/host/recording/writer.js';
import { reframe } from '../../src/host/replay/reframe.js';
import { hostFrame } from '../../src/rdp/accept/frames.js';
import { readClientUnit } from '../../src/rdp/accept/receive.js';
import {
  CLIPRDR,
  demandActive,
  IO_CHANNEL,
  METADATA,
  pictureUnits,
  SHARE_ID,
  testPicture,
} from '../host/recordings.js';
import type { Oracle } from './oracle.js';

const SIZE = { width: 64, height: 64 };

const record = (kind: number, data: Uint8Array): Uint8Array =>
  concat([Uint8Array.of(kind, 1, 0, 0, 0, data.length & 0xff, data.length >> 8, 0, 0), data]);

const UNITS = [demandActive(SIZE), ...pictureUnits(testPicture(SIZE, 1)), hostFrame(CLIPRDR, new Uint8Array(12))];
const RECORDING = concat([fileHeader(METADATA), ...UNITS.map((unit) => record(1, unit)), record(0, new Uint8Array(0))]);

const redactor = (): Redactor =>
  new Redactor({ channels: () => new Map([[CLIPRDR, 'cliprdr']]), ioChannel: () => IO_CHANNEL, keep: new Set() });

/** Before and after the session has become active. */
function redactBoth(bytes: Uint8Array): void {
  for (const from of ['host', 'client'] as const) {
    const it = redactor();
    it.redact(from, Uint8Array.from(bytes));
    it.redact('host', demandActive(SIZE));
    it.redact(from, Uint8Array.from(bytes));
  }
}

/** The recording format, what a replay makes of units, and what the recorder blanks in them. */
export const recordingOracles: readonly Oracle[] = [
  {
    name: 'recording',
    seeds: [RECORDING, fileHeader(METADATA)],
    run: (bytes) => {
      for (const unit of readRecording(bytes).units)
        reframe(unit, { recorded: METADATA, ioChannelId: IO_CHANNEL, shareId: SHARE_ID });
    },
  },
  {
    name: 'recording-redaction',
    seeds: [...UNITS, fromHex('04 05 00 1e 01'), fromHex('0300 000c 02f0 807f 6500 0000')],
    run: (bytes) => {
      if (bytes.length === 0) return;
      try {
        redactBoth(bytes);
      } catch (error) {
        // A recorder has nowhere to put an error: even one with a code would be a bug here.
        throw new Error('redaction failed', { cause: error });
      }
    },
  },
  {
    name: 'client-unit',
    seeds: [fromHex('04 05 00 1e 01'), ...UNITS.slice(0, 1)],
    run: (bytes) => {
      if (bytes.length !== 0) readClientUnit(bytes, IO_CHANNEL);
    },
  },
];
