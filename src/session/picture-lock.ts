/**
 * One writer or several readers, first come first served: a decode job writes the framebuffer, encode jobs and copies
 * read it. Neither side starves, because whoever comes later waits behind whoever waits already.
 */
export class PictureLock {
  #readers = 0;
  #writing = false;
  readonly #waiting: { readonly writes: boolean; readonly start: () => void }[] = [];

  /** Runs `work` while nobody else has the picture. */
  async write<T>(work: () => Promise<T>): Promise<T> {
    if (this.#writing || this.#readers !== 0 || this.#waiting.length !== 0) await this.#turn(true);
    else this.#writing = true;
    try {
      return await work();
    } finally {
      this.#writing = false;
      this.#next();
    }
  }

  /** Runs `work` while nobody writes. */
  async read<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.#writing || this.#waiting.length !== 0) await this.#turn(false);
    else this.#readers++;
    try {
      return await work();
    } finally {
      this.#readers--;
      this.#next();
    }
  }

  #turn(writes: boolean): Promise<void> {
    return new Promise((start) => this.#waiting.push({ writes, start }));
  }

  /** Takes the lock for those whose turn it is, before they run: nobody can slip in between. */
  #next(): void {
    for (let first = this.#waiting[0]; first && !this.#writing; first = this.#waiting[0]) {
      if (first.writes && this.#readers !== 0) return;
      this.#waiting.shift();
      if (first.writes) this.#writing = true;
      else this.#readers++;
      first.start();
    }
  }
}
