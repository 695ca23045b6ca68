import { type VideoAbility, WIRE_LIMITS } from '../../wire/messages.js';
import type { VideoUnit } from '../../wire/video-unit.js';

/** One access unit as it goes to viewers. */
export interface SentUnit {
  readonly kind: VideoUnit['kind'];
  /** Each surface has a decoder of its own in a viewer. */
  readonly surface: number;
  readonly keyFrame: boolean;
  /** As `writeVideoUnit` makes it; shared by all viewers. */
  readonly bytes: Uint8Array;
  readonly arrivedAt: number;
}

export interface ViewerVideoOptions {
  readonly ability: VideoAbility;
  /** The viewer can go on only from a key frame. */
  readonly wantsKeyFrame: () => void;
}

export const VIDEO_QUEUE = {
  /** Bytes that may wait for one viewer. A key frame of any size goes when nothing else waits. */
  bytes: 2 * 1024 * 1024,
  /** A viewer that takes nothing for so long would be shown the past. */
  ms: 1000,
  /** Units of one frame. */
  units: WIRE_LIMITS.videoUnits,
} as const;

/**
 * The access units that wait for one viewer. They depend on each other, so that none may be left out: a viewer that falls
 * behind loses all that waits, and what follows until the next key frame.
 *
 * Its frames carry all that waits before any tile: a tile may be newer than a unit, never the other way round.
 */
export class ViewerVideo {
  readonly #options: ViewerVideoOptions;
  /** Surfaces whose decoder in the viewer has what the next unit depends on. */
  readonly #running = new Set<number>();
  #waiting: SentUnit[] = [];
  #bytes = 0;
  #visible = true;
  /** Something was lost and no key frame has come since. */
  #forgotten = false;

  constructor(options: ViewerVideoOptions) {
    this.#options = options;
  }

  /** Units that wait. */
  get count(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Was something lost, with no key frame since? */
  get waitsForKeyFrame(): boolean {
    return this.#forgotten && this.#options.ability !== 0;
  }

  add(unit: SentUnit): void {
    // Sent by a host that has not yet heard of this viewer.
    if (this.#options.ability < needed(unit)) return;
    if (!this.#visible || this.#isBehind(unit)) this.forget();
    if (!this.#visible) return;
    if (unit.keyFrame) this.#begin(unit.surface);
    if (!this.#running.has(unit.surface)) {
      this.#options.wantsKeyFrame();
      return;
    }
    this.#waiting.push(unit);
    this.#bytes += unit.bytes.length;
  }

  /** The viewer has no picture: what H.264 has drawn so far has to be drawn again. */
  begin(): void {
    this.forget();
    if (this.#options.ability !== 0 && this.#visible) this.#options.wantsKeyFrame();
  }

  /** A hidden viewer is sent nothing; afterwards it goes on where it was unless it has missed something. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible && this.#forgotten) this.#options.wantsKeyFrame();
  }

  /** All that waits, in order; nothing waits afterwards. */
  take(): readonly SentUnit[] {
    const units = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return units;
  }

  /** The viewer's decoder for this surface has lost its state. */
  reset(surface: number): void {
    this.#forgotten = true;
    this.#running.delete(surface);
    this.#waiting = this.#waiting.filter((unit) => unit.surface !== surface);
    this.#bytes = this.#waiting.reduce((sum, unit) => sum + unit.bytes.length, 0);
    this.#options.wantsKeyFrame();
  }

  /** What waits is lost, and every surface begins anew. */
  forget(): void {
    this.#forgotten = true;
    this.#running.clear();
    this.take();
  }

  #begin(surface: number): void {
    this.#forgotten = false;
    this.#running.add(surface);
  }

  #isBehind({ bytes, arrivedAt }: SentUnit): boolean {
    const oldest = this.#waiting[0];
    if (!oldest) return false;
    const many = this.#waiting.length === VIDEO_QUEUE.units || VIDEO_QUEUE.bytes < this.#bytes + bytes.length;
    return many || VIDEO_QUEUE.ms < arrivedAt - oldest.arrivedAt;
  }
}

const needed = ({ kind }: SentUnit): VideoAbility => (kind === 'avc420' ? 1 : 2);
