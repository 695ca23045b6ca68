/**
 * Payloads are small and many, and an array with memory of its own costs more than a copy. Each payload that is kept holds
 * no more than this: for every cell as much as its pixels take.
 */
const SLAB = 16 * 1024;

/** Copies payloads into memory that they share with a few others. */
export class PayloadMemory {
  #slab = new Uint8Array(0);
  #used = 0;

  copy(payload: Uint8Array): Uint8Array {
    if (SLAB / 4 < payload.length) return payload.slice();
    if (this.#slab.length < this.#used + payload.length) {
      this.#slab = new Uint8Array(SLAB);
      this.#used = 0;
    }
    const copy = this.#slab.subarray(this.#used, this.#used + payload.length);
    copy.set(payload);
    this.#used += payload.length;
    return copy;
  }
}
