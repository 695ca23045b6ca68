import { buffers } from '../../bytes/buffer-pool.js';
import { LIMITS } from '../../bytes/limits.js';
import { invalid, tooLarge } from '../../errors.js';
import { Fragmentation, type FragmentationCode } from './fast-path-output.js';

const EMPTY = new Uint8Array(0);

/**
 * Puts the fragments of a fast-path update together ([MS-RDPBCGR] 3.2.5.9.3). Memory grows with the bytes that have
 * arrived, up to LIMITS.reassembled, and goes back to the buffer pool once the update has been used.
 */
export class FragmentAssembler {
  #buffer: Uint8Array<ArrayBuffer> = EMPTY;
  #length = 0;
  /** updateCode of the update being put together; undefined between updates. */
  #code: number | undefined;
  /** Buffers handed out since the last `reclaim`. */
  readonly #lent: Uint8Array<ArrayBuffer>[] = [];

  /** Ends the validity of all updates returned so far, so that their memory serves the next ones. */
  reclaim(): void {
    for (let buffer = this.#lent.pop(); buffer; buffer = this.#lent.pop()) buffers.give(buffer);
  }

  /** Returns the whole update, valid until `reclaim`, or undefined while fragments are missing. */
  accept(code: number, fragmentation: FragmentationCode, data: Uint8Array): Uint8Array | undefined {
    const first =
      fragmentation === Fragmentation.FASTPATH_FRAGMENT_SINGLE ||
      fragmentation === Fragmentation.FASTPATH_FRAGMENT_FIRST;
    if (first ? this.#code !== undefined : this.#code !== code)
      throw invalid('TS_FP_UPDATE', 'fragmentation', fragmentation);
    if (fragmentation === Fragmentation.FASTPATH_FRAGMENT_SINGLE) return data;
    if (first) this.#begin(code);
    this.#append(data);
    if (fragmentation !== Fragmentation.FASTPATH_FRAGMENT_LAST) return undefined;
    this.#code = undefined;
    const whole = this.#buffer.subarray(0, this.#length);
    this.#lent.push(this.#buffer);
    this.#buffer = EMPTY;
    return whole;
  }

  #begin(code: number): void {
    this.#code = code;
    this.#length = 0;
  }

  #append(data: Uint8Array): void {
    const end = this.#length + data.length;
    if (LIMITS.reassembled < end) throw tooLarge('TS_FP_UPDATE', 'size', end);
    if (this.#buffer.length < end) {
      const smaller = this.#buffer;
      this.#buffer = buffers.take(Math.max(end, 2 * smaller.length, 0x1_0000));
      this.#buffer.set(smaller.subarray(0, this.#length));
      buffers.give(smaller);
    }
    this.#buffer.set(data, this.#length);
    this.#length = end;
  }
}
