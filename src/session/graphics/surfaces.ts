import type { Size } from '../../display/geometry.js';
import { invalid } from '../../errors.js';
import { VideoArea } from './video-area.js';

/** Where a surface is shown on the desktop, scaled to this size. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The window of a RemoteApp that shows a surface, [MS-RDPEGFX] 2.2.2.20 and 2.2.2.23. */
export interface WindowPlace {
  /** [MS-RDPERP] 2.2.1.3.1.1, WindowId. */
  readonly id: bigint;
  /** So much of the surface, from its left top corner. */
  readonly mapped: Size;
  /** The size that this is scaled to. */
  readonly target: Size;
}

export interface Surface {
  /** What drawing and viewers know it by. Hosts use their own ids again as soon as a surface is deleted. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** Undefined while the desktop does not show it. */
  readonly place: Place | undefined;
  /** Undefined while no window shows it. */
  readonly window: WindowPlace | undefined;
  /** Something was drawn on it. */
  readonly drawn: boolean;
  readonly video: VideoArea;
}

/** Numbers are 16 bits where viewers are told of them. */
const NUMBERS = 0x10000;

/**
 * The surfaces that a host has made, [MS-RDPEGFX] 3.3.1.6, by its ids: their sizes and places. Their pixels are where
 * they are drawn (`native-bindings/kernels/graphics`), which checks everything again.
 */
export class Surfaces {
  readonly #surfaces = new Map<number, Surface>();
  #next: number;

  /** `first` is the number of the first surface: after those of a connection that is gone, whose numbers mean others. */
  constructor(first = 0) {
    this.#next = first;
  }

  /** Number of the next surface. */
  get next(): number {
    return this.#next;
  }

  /** Makes one that is not shown. INVARIANT: the id is free. */
  create(id: number, width: number, height: number): Surface {
    while (this.all().some(({ number }) => number === this.#next)) this.#next = (this.#next + 1) % NUMBERS;
    const video = new VideoArea({ width, height });
    const surface = { number: this.#next, width, height, place: undefined, window: undefined, drawn: false, video };
    this.#next = (this.#next + 1) % NUMBERS;
    this.#surfaces.set(id, surface);
    return surface;
  }

  find(id: number): Surface | undefined {
    return this.#surfaces.get(id);
  }

  /** Throws PDU_INVALID, in the name of `pdu`, for a surface that does not exist. */
  get(id: number, pdu: string): Surface {
    const surface = this.#surfaces.get(id);
    if (!surface) throw invalid(pdu, 'surfaceId', id);
    return surface;
  }

  /** Returns what it is from now on. */
  change(id: number, surface: Surface, change: Partial<Pick<Surface, 'place' | 'window' | 'drawn'>>): Surface {
    const changed = { ...surface, ...change };
    this.#surfaces.set(id, changed);
    return changed;
  }

  delete(id: number): void {
    this.#surfaces.delete(id);
  }

  all(): readonly Surface[] {
    return [...this.#surfaces.values()];
  }

  /** By ids of surfaces. */
  inWindows(): ReadonlyMap<number, WindowPlace> {
    const windows = new Map<number, WindowPlace>();
    for (const [id, { window }] of this.#surfaces) if (window) windows.set(id, window);
    return windows;
  }

  /** Surfaces are in no window until the host says so again. */
  leaveWindows(): void {
    for (const [id, surface] of this.#surfaces) if (surface.window) this.change(id, surface, { window: undefined });
  }

  clear(): void {
    this.#surfaces.clear();
  }
}

/** Is it shown pixel by pixel? */
export const unscaled = ({ place, width, height }: Surface): boolean =>
  place !== undefined && place.width === width && place.height === height;
