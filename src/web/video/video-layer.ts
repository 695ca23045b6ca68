import { LIMITS } from '../../bytes/limits.js';
import { wireInvalid } from '../../wire/header.js';
import type { VideoUnit } from '../../wire/video-unit.js';
import type { Kernels, PictureSpan } from '../kernels/kernels.js';
import type { OpenDecoder } from './decoder-port.js';
import { VideoStage } from './video-stage.js';
import { type DrawUnit, VideoSurface } from './video-surface.js';

/** Surfaces that have a decoder at a time. Hosts show one for each monitor; browsers allow a few dozen decoders. */
const MOST_SURFACES = 16;
/** Pixels of all of them: AVC444 keeps three bytes for each. */
const MOST_PIXELS = 2 * LIMITS.desktopPixels;

export interface VideoOptions {
  readonly open: OpenDecoder;
  readonly later: (task: () => void, ms: number) => () => void;
  /** The video of this surface goes on only from a key picture. */
  readonly onLost: (surface: number) => void;
}

interface Shown {
  readonly surface: VideoSurface;
  readonly pixels: number;
}

/** The video of one desktop. */
export class VideoLayer {
  readonly #kernels: Kernels;
  readonly #picture: PictureSpan;
  readonly #options: VideoOptions;
  readonly #stage: VideoStage;
  /** The one that was used last comes last. */
  readonly #surfaces = new Map<number, Shown>();

  constructor(kernels: Kernels, picture: PictureSpan, options: VideoOptions) {
    this.#kernels = kernels;
    this.#picture = picture;
    this.#options = options;
    this.#stage = new VideoStage(kernels);
  }

  /** Begins to decode a unit; units are drawn in the order in which they came. Throws WIRE_INVALID. */
  receive(unit: VideoUnit): DrawUnit {
    const pixels = unit.width * unit.height;
    if (LIMITS.desktopPixels < pixels) throw wireInvalid('VideoUnit', 'size', `${unit.width}x${unit.height}`);
    const surface = this.#surfaces.get(unit.surface)?.surface ?? this.#open(unit.surface);
    this.#surfaces.delete(unit.surface);
    this.#makeRoom(pixels);
    this.#surfaces.set(unit.surface, { surface, pixels });
    return surface.receive(unit);
  }

  /** Decodes and draws no more. */
  close(): void {
    for (const { surface } of this.#surfaces.values()) surface.dispose();
    this.#surfaces.clear();
  }

  /** Gives the memory back. INVARIANT: it was closed, and no unit is being drawn. */
  release(): void {
    this.#stage.release();
  }

  #open(id: number): VideoSurface {
    const { open, later, onLost } = this.#options;
    return new VideoSurface(this.#kernels, this.#stage, this.#picture, { open, later, onLost: () => onLost(id) });
  }

  /** Those that have not been used for long go, and ask for a key picture should they come again. */
  #makeRoom(pixels: number): void {
    let sum = pixels;
    for (const shown of this.#surfaces.values()) sum += shown.pixels;
    for (const [id, shown] of this.#surfaces) {
      if (this.#surfaces.size < MOST_SURFACES && sum <= MOST_PIXELS) return;
      shown.surface.dispose();
      this.#surfaces.delete(id);
      sum -= shown.pixels;
    }
  }
}
