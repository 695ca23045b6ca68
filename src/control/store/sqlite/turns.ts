import { unavailable } from '../dialect.js';

/** Whoever waits for so long waits for a transaction that waits for them, or for something outside the store. */
const LONGEST_WAIT_MS = 15_000;

interface Waiting {
  readonly proceed: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Who may use a file, one after the other. All that opened it in this process share their turns: a statement that waits
 * for the file waits on the thread, and the transaction that it waits for could not go on.
 */
export class Turns {
  static readonly #ofFiles = new Map<string, Turns>();
  readonly #file: string;
  readonly #waiting: Waiting[] = [];
  #users = 0;
  #held = false;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Of whoever {@link leave leaves} later. */
  static join(file: string): Turns {
    const turns = Turns.#ofFiles.get(file) ?? new Turns(file);
    Turns.#ofFiles.set(file, turns);
    turns.#users++;
    return turns;
  }

  leave(): void {
    this.#users--;
    if (this.#users === 0) Turns.#ofFiles.delete(this.#file);
  }

  async take(): Promise<void> {
    if (this.#held) await this.#wait();
    this.#held = true;
  }

  release(): void {
    const next = this.#waiting.shift();
    this.#held = next !== undefined;
    if (!next) return;
    clearTimeout(next.timer);
    next.proceed();
  }

  #wait(): Promise<void> {
    return new Promise((proceed, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(unavailable(`a transaction has not ended for ${LONGEST_WAIT_MS / 1000} s`));
      }, LONGEST_WAIT_MS);
      const waiting = { proceed, timer };
      this.#waiting.push(waiting);
    });
  }
}
