import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { damaged, type RecordedUnit, type RecordingMetadata } from './format.js';
import { RecordingParser } from './parser.js';

/** A whole recording in memory; for benches and tests. */
export interface Recording {
  readonly metadata: RecordingMetadata;
  readonly units: readonly RecordedUnit[];
  /** False when the recorder did not get to write the end. */
  readonly finished: boolean;
}

/** A recording that is read while it is used. Iterate once; `finished` is known afterwards. */
export interface RecordingStream extends AsyncIterable<RecordedUnit> {
  readonly metadata: RecordingMetadata;
  readonly finished: boolean;
}

/** Reads a recording from memory. Units are views of `bytes`. Throws RECORDING_INVALID. */
export function readRecording(bytes: Uint8Array): Recording {
  const parser = new RecordingParser();
  parser.push(bytes);
  const units: RecordedUnit[] = [];
  for (let unit = parser.next(); unit; unit = parser.next()) units.push(unit);
  parser.end();
  return { metadata: parser.metadata as RecordingMetadata, units, finished: parser.finished };
}

/** Reads a recording from a stream of chunks. Throws RECORDING_INVALID, here or while it is iterated. */
export async function streamRecording(source: AsyncIterable<Uint8Array>): Promise<RecordingStream> {
  const parser = new RecordingParser();
  const chunks = source[Symbol.asyncIterator]();
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (done) parser.end();
    else parser.push(value);
    return !done;
  };
  while (!parser.metadata && (await more()));
  return {
    metadata: parser.metadata as RecordingMetadata,
    get finished() {
      return parser.finished;
    },
    async *[Symbol.asyncIterator]() {
      try {
        do {
          for (let unit = parser.next(); unit; unit = parser.next()) yield unit;
        } while (await more());
      } finally {
        await chunks.return?.();
      }
    },
  };
}

const GZIP = 0x8b1f;

/** Opens a recording file, compressed with gzip or not; the content decides, not the name. */
export async function openRecording(path: string): Promise<RecordingStream> {
  return streamRecording(await fileChunks(path));
}

async function fileChunks(path: string): Promise<AsyncIterable<Uint8Array>> {
  const file = await open(path);
  const start = Buffer.alloc(2);
  await file.read(start, 0, 2, 0);
  await file.close();
  const raw = createReadStream(path);
  return start.readUInt16LE(0) === GZIP ? gunzip(raw) : raw;
}

/** A compressed file that was cut off is an unfinished recording too; anything else wrong with it is damage. */
async function* gunzip(raw: Readable): AsyncGenerator<Uint8Array> {
  const inflated = pipeline(raw, createGunzip(), () => {});
  try {
    yield* inflated;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') return;
    throw code?.startsWith('Z_') ? damaged('compressed data is damaged') : error;
  }
}
