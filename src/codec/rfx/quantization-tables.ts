/** Tables of several regions or tile sets as one. */
export class JoinedTables {
  readonly #entryBytes: number;
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #count = 0;

  /** `limit` is the number of entries that indices can count. */
  constructor(entryBytes: number, limit: number) {
    this.#entryBytes = entryBytes;
    this.#limit = limit;
  }

  /** The index of the first entry of a table, or undefined when there is no room for it. */
  add(table: Uint8Array): number | undefined {
    const first = this.#count;
    const count = table.length / this.#entryBytes;
    if (this.#limit < first + count) return undefined;
    this.#count += count;
    this.#parts.push(table);
    return first;
  }

  get bytes(): Uint8Array {
    if (this.#parts.length === 1) return this.#parts[0];
    const joined = new Uint8Array(this.#count * this.#entryBytes);
    let at = 0;
    for (const part of this.#parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}
