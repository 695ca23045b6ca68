import { LIMITS } from '../bytes/limits.js';
import { clamp, type Size } from '../display/geometry.js';

export interface Wish extends Size {
  /** Percent. */
  readonly scaleFactor: number;
}

/** What a host is told of the client when a connection begins. */
export interface ClientShape extends Wish {
  readonly keyboardLayout: number;
}

/** [MS-RDPEDISP] 2.2.2.2.1: sides from 200 to 8192, the width even. A size that no desktop may have becomes smaller. */
export function allowedSize<T extends Size>(size: T): T {
  const width = clamp(size.width, 200, LIMITS.desktopSide) & ~1;
  const height = clamp(size.height, 200, Math.min(LIMITS.desktopSide, Math.floor(LIMITS.desktopPixels / width)));
  return { ...size, width, height };
}

/** A window being dragged asks many times a second; hosts need that long for one change. */
export const RESIZE_DELAY_MS = 250;

/**
 * Turns viewers' wishes into requests to the host: the newest one, once they have come to rest and the host can be
 * asked. A wish that comes before that is kept.
 */
export class Resizer {
  readonly #request: (wish: Wish) => boolean;
  readonly #delayMs: number;
  #wish: Wish | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `request` asks the host and returns false while that is not possible. */
  constructor(request: (wish: Wish) => boolean, delayMs: number = RESIZE_DELAY_MS) {
    this.#request = request;
    this.#delayMs = delayMs;
  }

  /** The size that was asked for and not yet passed on. */
  get wish(): Wish | undefined {
    return this.#wish;
  }

  want(wish: Wish): void {
    this.#wish = allowedSize(wish);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), this.#delayMs);
  }

  /** Asks now; called when the host becomes able to follow. */
  flush(): void {
    if (this.#wish !== undefined && this.#request(this.#wish)) this.#wish = undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
