import type { Writable } from 'node:stream';
import {
  damaged,
  FILE_HEADER,
  MAGIC,
  metadataBytes,
  RECORD_HEADER,
  RECORDING_LIMITS,
  type RecordingMetadata,
  RecordKind,
  VERSION,
} from './format.js';

/** What stands before the first record. */
export function fileHeader(metadata: RecordingMetadata): Uint8Array {
  const json = metadataBytes(metadata);
  const bytes = new Uint8Array(FILE_HEADER + json.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(8, VERSION, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, FILE_HEADER);
  return bytes;
}

function record(kind: number, delta: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEADER + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, delta, true);
  view.setUint32(5, data.length, true);
  bytes.set(data, RECORD_HEADER);
  return bytes;
}

const NOTHING = new Uint8Array(0);

/** Writes units to a stream in the order of the calls. Copies what it is given. */
export class RecordingWriter {
  readonly #out: Writable;
  #time = 0;

  constructor(out: Writable, metadata: RecordingMetadata) {
    this.#out = out;
    out.write(fileHeader(metadata));
  }

  /** `time` is in microseconds since the recording began and never goes back. */
  unit(from: 'host' | 'client', time: number, data: Uint8Array): void {
    if (data.length === 0 || RECORDING_LIMITS.unit < data.length)
      throw damaged('length of a unit is not allowed', { length: data.length });
    this.#out.write(record(RecordKind[from], this.#advance(time), data));
  }

  /** Writes the end record and ends the stream. */
  end(time: number): void {
    this.#out.end(record(RecordKind.end, this.#advance(time), NOTHING));
  }

  #advance(time: number): number {
    let delta = Math.max(0, Math.round(time) - this.#time);
    this.#time += delta;
    while (RECORDING_LIMITS.delta < delta) {
      this.#out.write(record(RecordKind.gap, RECORDING_LIMITS.delta, NOTHING));
      delta -= RECORDING_LIMITS.delta;
    }
    return delta;
  }
}
