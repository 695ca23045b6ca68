/** Smallest and largest buffer that is kept. What is larger is rare and left to the garbage collector. */
const LEAST = 16 * 1024;
const MOST = 4 * 1024 * 1024;
/** All buffers that wait for their next use have at most so many bytes together. */
const KEPT = 16 * 1024 * 1024;

/**
 * Buffers that are used again. What a busy host sends would otherwise become garbage at many megabytes a second, for
 * which the garbage collector stops everything several times a second.
 *
 * INVARIANT: who has a buffer is its only user, until it is given back. Its content is whatever was in it before: nobody
 * reads what they have not written.
 */
export class BufferPool {
  /** By length, which is a power of two. */
  readonly #free = new Map<number, Uint8Array<ArrayBuffer>[]>();
  #kept = 0;

  /** Bytes that wait for their next use. */
  get kept(): number {
    return this.#kept;
  }

  /** At least `length` bytes, on an ArrayBuffer of their own. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (MOST < length) return new Uint8Array(length);
    const size = Math.max(LEAST, 2 ** Math.ceil(Math.log2(length)));
    const buffer = this.#free.get(size)?.pop();
    if (!buffer) return new Uint8Array(size);
    this.#kept -= size;
    return buffer;
  }

  /** The caller, and everybody with a view of the same ArrayBuffer, must not use it afterwards. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    const size = buffer.byteLength;
    const fits = LEAST <= size && size <= MOST && Number.isInteger(Math.log2(size));
    if (!fits || KEPT < this.#kept + size) return;
    const free = this.#free.get(size) ?? [];
    free.push(new Uint8Array(buffer));
    this.#free.set(size, free);
    this.#kept += size;
  }
}

/** Shared by all sessions of a thread. */
export const buffers = new BufferPool();
