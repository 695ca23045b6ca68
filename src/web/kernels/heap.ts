/** Addresses are multiples of this, so that rows begin where vector instructions like them. */
const ALIGNMENT = 64;
const PAGE = 0x1_0000;

interface Range {
  at: number;
  size: number;
}

/**
 * Gives out the memory of the kernels, first fit. There are few areas and they are large: pictures and planes. Memory that
 * grows is another `buffer`, so views of it are made when they are needed.
 */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #used = new Map<number, number>();
  /** Sorted by address, and no two of them touch. */
  #free: Range[];

  /** Everything from `base` on is free. */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    const at = aligned(base);
    this.#free = [{ at, size: memory.buffer.byteLength - at }];
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Throws a RangeError when the browser has no more memory. What is in it is left over. */
  allocate(bytes: number): number {
    const size = aligned(bytes);
    const range = this.#free.find((candidate) => size <= candidate.size) ?? this.#grow(size);
    const { at } = range;
    range.at += size;
    range.size -= size;
    this.#used.set(at, size);
    return at;
  }

  release(at: number): void {
    const size = this.#used.get(at);
    if (size === undefined) throw new Error('released what was not allocated');
    this.#used.delete(at);
    this.#free.push({ at, size });
    this.#free.sort((a, b) => a.at - b.at);
    this.#free = this.#free.reduce<Range[]>((joined, range) => {
      const last = joined.at(-1);
      if (last && last.at + last.size === range.at) last.size += range.size;
      else joined.push(range);
      return joined;
    }, []);
  }

  /** Makes the last free range as large as `size`. */
  #grow(size: number): Range {
    const end = this.buffer.byteLength;
    let last = this.#free.at(-1);
    if (!last || last.at + last.size !== end) {
      last = { at: end, size: 0 };
      this.#free.push(last);
    }
    const pages = Math.ceil((size - last.size) / PAGE);
    this.#memory.grow(pages);
    last.size += pages * PAGE;
    return last;
  }
}

const aligned = (value: number): number => Math.ceil(value / ALIGNMENT) * ALIGNMENT;
