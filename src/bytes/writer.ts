/**
 * Growable byte array. Little-endian unless the name ends in `be`. `reserve16` and its like leave room for a length that
 * `patch` fills in later. `finish` hands over a view of exactly the bytes written; the writer must not be used afterwards.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#at;
  }

  #room(count: number): number {
    const at = this.#at;
    const end = at + count;
    if (this.#bytes.length < end) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#at = end;
    return at;
  }

  u8(value: number): this {
    const at = this.#room(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u16be(value: number): this {
    const at = this.#room(2);
    this.#view.setUint16(at, value);
    return this;
  }

  u32(value: number): this {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  u32be(value: number): this {
    const at = this.#room(4);
    this.#view.setUint32(at, value);
    return this;
  }

  u64(value: bigint): this {
    const at = this.#room(8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  bytes(source: Uint8Array): this {
    const at = this.#room(source.length);
    this.#bytes.set(source, at);
    return this;
  }

  zeros(count: number): this {
    const at = this.#room(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** Leaves `count` zero bytes and returns their offset for a later patch. */
  reserve(count: number): number {
    const at = this.#room(count);
    this.#bytes.fill(0, at, at + count);
    return at;
  }

  patch8(at: number, value: number): this {
    this.#view.setUint8(at, value);
    return this;
  }

  patch16(at: number, value: number): this {
    this.#view.setUint16(at, value, true);
    return this;
  }

  patch16be(at: number, value: number): this {
    this.#view.setUint16(at, value);
    return this;
  }

  patch32(at: number, value: number): this {
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** The bytes written so far. The writer gives them up. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }
}

/** Joins byte arrays into one new array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
