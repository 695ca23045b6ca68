import { Transform, type TransformCallback } from 'node:stream';
import { Framer } from '../rdp/framing.js';
import type { FrameTap } from './types.js';

/** Batches of units that may wait for a slow reader before the host's stream is paused. */
const HIGH_WATER_MARK = 4;
/** Bytes that are collected for one batch: with more, handing them over costs little beside working on them. */
const BATCH_BYTES = 64 * 1024;

export interface FrameStreamOptions {
  /** Bytes that precede the stream's, see `HostConnection.leftover`. */
  readonly leftover?: Uint8Array;
  readonly tap?: FrameTap;
}

/**
 * Bytes of the active stage in, whole units out: each output is an array of units, so that a reader makes one batch of
 * them. Units are views of the chunks; they live as long as somebody holds them.
 *
 * TLS gives one chunk per record, and hosts put each piece of a message into a record of its own: what was there to be
 * read in one turn of the event loop is handed over at the end of it, together.
 *
 * ```ts
 * await pipeline(connection.stream, new FrameStream({ leftover: connection.leftover }), sink);
 * ```
 *
 * Fails with a DecodeError on bytes that cannot be a unit, after the units before them.
 */
export class FrameStream extends Transform {
  readonly #framer = new Framer();
  readonly #tap: FrameTap | undefined;
  #units: Uint8Array[] = [];
  #bytes = 0;
  #turn: NodeJS.Immediate | undefined;
  /** The reader has enough; `#resume` is for the writer that waits for it. */
  #full = false;
  #resume: TransformCallback | undefined;

  constructor({ leftover, tap }: FrameStreamOptions = {}) {
    super({ readableObjectMode: true, readableHighWaterMark: HIGH_WATER_MARK });
    this.#tap = tap;
    if (leftover && leftover.length !== 0) this.write(leftover);
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#split(chunk);
    } catch (error) {
      this.#handOver();
      done(error as Error);
      return;
    }
    if (BATCH_BYTES <= this.#bytes) this.#handOver();
    else if (this.#units.length !== 0) this.#turn ??= setImmediate(() => this.#handOver());
    if (this.#full) this.#resume = done;
    else done();
  }

  override _read(size: number): void {
    this.#full = false;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    super._read(size);
  }

  override _flush(done: TransformCallback): void {
    this.#handOver();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearImmediate(this.#turn);
    super._destroy(error, done);
  }

  #split(chunk: Uint8Array): void {
    this.#framer.push(chunk);
    for (let unit = this.#framer.next('frame'); unit; unit = this.#framer.next('frame')) {
      this.#tap?.received(unit);
      this.#units.push(unit);
      this.#bytes += unit.length;
    }
  }

  #handOver(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#units.length === 0) return;
    const units = this.#units;
    this.#units = [];
    this.#bytes = 0;
    this.#full = !this.push(units);
  }
}
