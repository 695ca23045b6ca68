/** What a cache of the decoder holds that is filled in a circle: finds an entry by its content. */
export class Ring {
  readonly #size: number;
  readonly #indexes = new Map<string, number>();
  readonly #contents: (string | undefined)[] = [];
  #cursor = 0;

  constructor(size: number) {
    this.#size = size;
  }

  find(content: string): number | undefined {
    return this.#indexes.get(content);
  }

  /** Takes the next place, whatever it held, and returns its index. */
  add(content: string): number {
    const index = this.#cursor;
    this.#cursor = (index + 1) % this.#size;
    const old = this.#contents[index];
    if (old !== undefined && this.#indexes.get(old) === index) this.#indexes.delete(old);
    this.#contents[index] = content;
    this.#indexes.set(content, index);
    return index;
  }

  /** Begins again with the first place. What the others hold is not used any more. */
  reset(): void {
    this.#indexes.clear();
    this.#contents.length = 0;
    this.#cursor = 0;
  }
}
