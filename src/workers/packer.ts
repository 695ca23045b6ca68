import { LIMITS } from '../bytes/limits.js';
import { native } from './native.js';

const WINDOW = LIMITS.packWindow;
/** Entries of the kernel's table (`kPackTable`). */
const PLACES = 0x2_0000;
const LENGTH = 4;
/** Bytes of a viewer's window at first; those that are sent little never need more. */
const FIRST_WINDOW = 0x2_0000;
/** Less is not worth the call. */
const LEAST_BYTES = 128;
/** A payload that does not become smaller by this part of it was not worth the time. */
const LEAST_GAIN = 1 / 16;
const MOST_SKIPPED = 7;

/** What a payload is packed into before its length is known; of this thread. */
let scratch: Uint8Array | undefined;

/**
 * Packs payloads for one viewer, who remembers them: what a picture repeats, or had before, goes as a reference. Hosts'
 * tiles and H.264 that bring nothing of the kind are tried less and less often; what is not packed is not remembered.
 *
 * INVARIANT: everything that `pack` returned reaches the viewer, in the same order.
 */
export class Packer {
  /** What the viewer remembers, and a little more, in `[0, end)`. Made when it is first needed. */
  #window = new Uint8Array(0);
  #table = new Uint32Array(0);
  #end = 0;
  /** Bytes that were in the window and are gone, modulo 2^32. */
  #start = 0;
  #misses = 0;
  #skip = 0;

  /** The packed payload (`docs/wire.md`), or undefined when this one goes as it is. It is valid until the next call. */
  pack(payload: Uint8Array): Uint8Array | undefined {
    if (payload.length < LEAST_BYTES || WINDOW < payload.length) return undefined;
    if (this.#skip !== 0) {
      this.#skip--;
      return undefined;
    }
    const window = this.#remember(payload);
    scratch ??= new Uint8Array(LENGTH + WINDOW + WINDOW / 256 + 16);
    const from = window.length - payload.length;
    const length = LENGTH + native().pack(window, from, this.#start, this.#table, scratch.subarray(LENGTH));
    new DataView(scratch.buffer).setUint32(0, payload.length, true);
    this.#misses = length <= payload.length * (1 - LEAST_GAIN) ? 0 : this.#misses + 1;
    this.#skip = Math.min(Math.max(this.#misses - 1, 0), MOST_SKIPPED);
    return scratch.subarray(0, length);
  }

  /** The window with `payload` at its end. */
  #remember(payload: Uint8Array): Uint8Array {
    const end = this.#end + payload.length;
    if (this.#table.length === 0) this.#table = new Uint32Array(PLACES);
    if (this.#window.length < Math.min(end, 2 * WINDOW)) this.#grow(end);
    if (this.#window.length < end) this.#forgetAllBut(WINDOW);
    this.#window.set(payload, this.#end);
    this.#end += payload.length;
    return this.#window.subarray(0, this.#end);
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.min(2 * WINDOW, Math.max(FIRST_WINDOW, 2 * this.#window.length, least)));
    larger.set(this.#window.subarray(0, this.#end));
    this.#window = larger;
  }

  #forgetAllBut(count: number): void {
    const gone = this.#end - count;
    this.#window.copyWithin(0, gone, this.#end);
    this.#end = count;
    this.#start = (this.#start + gone) >>> 0;
  }
}
