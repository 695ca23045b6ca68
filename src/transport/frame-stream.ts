import { Transform, type TransformCallback } from 'node:stream';
import { Framer } from '../rdp/framing.js';
import type { FrameTap } from './types.js';

/** Chunks of units that may wait for a slow reader before the host's stream is paused. */
const HIGH_WATER_MARK = 4;

export interface FrameStreamOptions {
  /** Bytes that precede the stream's, see `HostConnection.leftover`. */
  readonly leftover?: Uint8Array;
  readonly tap?: FrameTap;
}

/**
 * Bytes of the active stage in, whole units out: each output is an array with the units that one chunk completed, so
 * that a reader makes one batch of them. Units are views of the chunk; they live as long as somebody holds them.
 *
 * ```ts
 * await pipeline(connection.stream, new FrameStream({ leftover: connection.leftover }), sink);
 * ```
 *
 * Fails with a DecodeError on bytes that cannot be a unit.
 */
export class FrameStream extends Transform {
  readonly #framer = new Framer();
  readonly #tap: FrameTap | undefined;

  constructor({ leftover, tap }: FrameStreamOptions = {}) {
    super({ readableObjectMode: true, readableHighWaterMark: HIGH_WATER_MARK });
    this.#tap = tap;
    if (leftover && leftover.length !== 0) this.write(leftover);
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      const units = this.#split(chunk);
      if (units.length !== 0) this.push(units);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #split(chunk: Uint8Array): Uint8Array[] {
    const units: Uint8Array[] = [];
    this.#framer.push(chunk);
    for (let unit = this.#framer.next('frame'); unit; unit = this.#framer.next('frame')) {
      this.#tap?.received(unit);
      units.push(unit);
    }
    return units;
  }
}
