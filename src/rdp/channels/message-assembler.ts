import { invalid } from '../../errors.js';

/** Memory that the first piece of a message gets; it then doubles with what arrives, never with what is promised. */
const FIRST_ALLOCATION = 0x1000;
/** Memory up to this is kept for the next message: a host that draws sends dozens of large ones a second. */
const KEPT = 0x8_0000;

/**
 * Puts a channel message together whose total length is announced in front. The caller has compared the total with its
 * limit. Pieces may not exceed the total, and a new message may not begin inside another.
 */
export class MessageAssembler {
  readonly #pdu: string;
  /** Announced length; undefined between messages. */
  #total: number | undefined;
  #length = 0;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(pdu: string) {
    this.#pdu = pdu;
  }

  get open(): boolean {
    return this.#total !== undefined;
  }

  begin(total: number): void {
    if (this.#total !== undefined) throw invalid(this.#pdu, 'length', total);
    this.#total = total;
    this.#length = 0;
  }

  /** Returns the message once it is complete: a view of the piece, or of memory that the next message may take. */
  append(piece: Uint8Array): Uint8Array | undefined {
    const total = this.#total;
    const end = this.#length + piece.length;
    if (total === undefined || total < end) throw invalid(this.#pdu, 'length', end);
    if (end < total) {
      this.#store(piece, end);
      return undefined;
    }
    this.#total = undefined;
    if (this.#length === 0) return piece;
    this.#store(piece, end);
    const message = this.#buffer.subarray(0, end);
    if (KEPT < this.#buffer.length) this.#buffer = new Uint8Array(0);
    return message;
  }

  #store(piece: Uint8Array, end: number): void {
    if (this.#buffer.length < end) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.length, FIRST_ALLOCATION));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = end;
  }
}
