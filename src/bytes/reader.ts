import { DecodeError } from '../errors.js';

/**
 * Reads integers and views from a byte array. Little-endian unless the name ends in `be`.
 *
 * `need` checks the fixed part of a structure once; the reads that follow rely on it. A read without a preceding
 * `need` still cannot leave the array (DataView throws), and that RangeError is reported as PDU_TRUNCATED by
 * {@link guarded}. Views returned by `bytes`, `rest` and `sub` share memory with the input and live as long as it does;
 * whoever keeps bytes calls a method whose name says copy.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // Views must be plain: `slice` of a subclass such as Node's Buffer does not copy.
    this.#bytes =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** Throws PDU_TRUNCATED unless `count` bytes remain. `count` must already have met a limit where it came from the wire. */
  need(count: number, pdu: string, field = ''): void {
    if (count < 0 || this.remaining < count) throw new DecodeError('PDU_TRUNCATED', pdu, field, count, this.#at);
  }

  u8(): number {
    const value = this.#view.getUint8(this.#at);
    this.#at += 1;
    return value;
  }

  i8(): number {
    const value = this.#view.getInt8(this.#at);
    this.#at += 1;
    return value;
  }

  u16(): number {
    const value = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    return value;
  }

  i16(): number {
    const value = this.#view.getInt16(this.#at, true);
    this.#at += 2;
    return value;
  }

  u16be(): number {
    const value = this.#view.getUint16(this.#at);
    this.#at += 2;
    return value;
  }

  u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  i32(): number {
    const value = this.#view.getInt32(this.#at, true);
    this.#at += 4;
    return value;
  }

  u32be(): number {
    const value = this.#view.getUint32(this.#at);
    this.#at += 4;
    return value;
  }

  u64(): bigint {
    const value = this.#view.getBigUint64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** The next byte without consuming it. */
  peek(): number {
    return this.#view.getUint8(this.#at);
  }

  skip(count: number, pdu = 'bytes'): void {
    this.need(count, pdu);
    this.#at += count;
  }

  /** A view of the next `count` bytes. */
  bytes(count: number, pdu = 'bytes', field = ''): Uint8Array {
    this.need(count, pdu, field);
    const view = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return view;
  }

  /** A copy of the next `count` bytes, for whoever keeps them. */
  copy(count: number, pdu = 'bytes', field = ''): Uint8Array {
    return this.bytes(count, pdu, field).slice();
  }

  /** A view of all that remains. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** A reader confined to the next `count` bytes, so that a lying inner length cannot leave its box. */
  sub(count: number, pdu = 'bytes', field = ''): ByteReader {
    return new ByteReader(this.bytes(count, pdu, field));
  }
}

/** Runs a reader function and reports a read past the end as PDU_TRUNCATED of `pdu`. */
export function guarded<T>(pdu: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new DecodeError('PDU_TRUNCATED', pdu, '');
    throw error;
  }
}
