import {
  damaged,
  FILE_HEADER,
  MAGIC,
  parseMetadata,
  RECORD_HEADER,
  RECORDING_LIMITS,
  type RecordedUnit,
  type RecordingMetadata,
  RecordKind,
  VERSION,
} from './format.js';

/**
 * Reads a recording from chunks of any size. Push a chunk, then take units until there is none; `end` says that no more
 * chunks come. Throws RECORDING_INVALID where the bytes cannot be a recording. A file that stops inside or between
 * records, as one does when the recorder was killed, is read up to there and is not `finished`.
 */
export class RecordingParser {
  #held: Uint8Array = new Uint8Array(0);
  #metadata: RecordingMetadata | undefined;
  #time = 0;
  #finished = false;

  /** Undefined until enough bytes have been pushed. */
  get metadata(): RecordingMetadata | undefined {
    return this.#metadata;
  }

  /** Has the end record been read? */
  get finished(): boolean {
    return this.#finished;
  }

  /** Units returned earlier stay valid. */
  push(chunk: Uint8Array): void {
    if (this.#held.length === 0) this.#held = chunk;
    else {
      const joined = new Uint8Array(this.#held.length + chunk.length);
      joined.set(this.#held);
      joined.set(chunk, this.#held.length);
      this.#held = joined;
    }
    if (!this.#metadata) this.#readHeader();
  }

  /** The next unit, a view of the chunk that was pushed; undefined until more bytes come, or after the end. */
  next(): RecordedUnit | undefined {
    while (this.#metadata && RECORD_HEADER <= this.#held.length) {
      if (this.#finished) throw damaged('bytes after the end record');
      const view = viewOf(this.#held);
      const kind = view.getUint8(0);
      const length = view.getUint32(5, true);
      checkRecord(kind, length);
      if (this.#held.length < RECORD_HEADER + length) return undefined;
      this.#time += view.getUint32(1, true);
      const data = this.#held.subarray(RECORD_HEADER, RECORD_HEADER + length);
      this.#held = this.#held.subarray(RECORD_HEADER + length);
      if (kind === RecordKind.end) this.#finished = true;
      else if (kind !== RecordKind.gap)
        return { from: kind === RecordKind.host ? 'host' : 'client', time: this.#time, data };
    }
    return undefined;
  }

  end(): void {
    if (!this.#metadata) throw damaged('file ends before its first record');
    if (this.#finished && 0 < this.#held.length) throw damaged('bytes after the end record');
  }

  #readHeader(): void {
    const start = this.#held.subarray(0, MAGIC.length);
    if (start.some((byte, i) => byte !== MAGIC[i])) throw damaged('file does not start with the magic bytes');
    if (this.#held.length < FILE_HEADER) return;
    const view = viewOf(this.#held);
    const version = view.getUint16(8, true);
    if (version !== VERSION) throw damaged('version is not known', { version });
    const length = view.getUint32(12, true);
    if (RECORDING_LIMITS.metadata < length) throw damaged('metadata is too long', { length });
    if (this.#held.length < FILE_HEADER + length) return;
    this.#metadata = parseMetadata(this.#held.subarray(FILE_HEADER, FILE_HEADER + length));
    this.#held = this.#held.subarray(FILE_HEADER + length);
  }
}

function checkRecord(kind: number, length: number): void {
  if (RecordKind.gap < kind) throw damaged('kind of record is not known', { kind });
  const empty = kind === RecordKind.end || kind === RecordKind.gap;
  const limit = empty ? 0 : RECORDING_LIMITS.unit;
  if (limit < length || (!empty && length === 0)) throw damaged('length of a record is not allowed', { kind, length });
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
