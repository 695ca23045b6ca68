import type { HttpResponse, TemplatedApp } from 'uWebSockets.js';
import type { Logger } from '../logger.js';

/** Below this part of the limit a flood is over. */
const CALM = 0.9;

/** Counts TCP connections, and closes those above a limit as they come. */
export class Connections {
  readonly #max: number;
  readonly #logger: Logger;
  #open = 0;
  /** The log says it once, not for each connection of a flood. */
  #told = false;
  #onNone: (() => void) | undefined;

  constructor(max: number, logger: Logger) {
    this.#max = max;
    this.#logger = logger;
  }

  watch(app: TemplatedApp): void {
    // biome-ignore lint/suspicious/useIterableCallbackReturn: not an array's filter, it watches connections
    app.filter((res, change) => {
      this.#open += Number(change);
      if (this.#open === 0) this.#onNone?.();
      if (this.#open < this.#max * CALM) this.#told = false;
      if (change === 1 && this.#max < this.#open) this.#refuse(res);
    });
  }

  #refuse(res: HttpResponse): void {
    if (!this.#told) this.#logger.warn({ open: this.#open }, 'Too many connections');
    this.#told = true;
    res.close();
  }

  /** Resolves when there is none, or after `ms`. */
  none(ms: number): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onNone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
