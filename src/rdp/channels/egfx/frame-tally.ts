/** Frames that wait for their acknowledgement; a host with more of them does not wait for any. */
const WAITING_MAX = 1024;

/** Counts frames for totalFramesDecoded: those up to the one that is acknowledged, whatever came after it. */
export class FrameTally {
  #ended = 0;
  #waiting: number[] = [];

  ended(frameId: number): void {
    this.#ended = (this.#ended + 1) >>> 0;
    this.#waiting.push(frameId);
    if (WAITING_MAX < this.#waiting.length) this.#waiting.shift();
  }

  /** Frames that are done once this one is. */
  done(frameId: number): number {
    this.#waiting = this.#waiting.slice(this.#waiting.indexOf(frameId) + 1);
    return (this.#ended - this.#waiting.length) >>> 0;
  }
}
