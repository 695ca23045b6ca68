import { CELL, Codec, type DecodeCommand, DecodeFlag } from '../codec/commands.js';
import type { Rectangle, Size } from './geometry.js';

interface Surface extends Size {
  /** Where it is shown. */
  readonly place: Rectangle | undefined;
}

/**
 * Where targets of commands are shown on the desktop, as the commands themselves say; the framebuffer is always shown,
 * and at its place. Also how large the pictures in the cache are.
 */
export class SurfacePlaces {
  readonly #surfaces = new Map<number, Surface>();
  readonly #stored = new Map<number, Size>();
  desktop: Size;

  constructor(desktop: Size) {
    this.desktop = desktop;
  }

  /** Are there surfaces, besides the framebuffer? */
  get some(): boolean {
    return this.#surfaces.size !== 0;
  }

  /** Takes note of a command that moves surfaces or fills the cache. */
  apply({
    codec,
    flags,
    left,
    top,
    visibleWidth,
    visibleHeight,
    width,
    height,
    target = 0,
    data,
  }: DecodeCommand): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (codec === Codec.createSurface) this.#surfaces.set(target, { width, height, place: undefined });
    else if (codec === Codec.deleteSurface) this.#surfaces.delete(target);
    else if (codec === Codec.mapSurface) {
      const surface = this.#surfaces.get(target);
      if (!surface) return;
      const shown = { left, top, width: visibleWidth || surface.width, height: visibleHeight || surface.height };
      this.#surfaces.set(target, { ...surface, place: flags & DecodeFlag.unmap ? undefined : shown });
    } else if (codec === Codec.store && 18 <= data.length) {
      const size = (from: number): number => view.getUint16(from + 4, true) - view.getUint16(from, true);
      this.#stored.set(view.getUint16(0, true), { width: size(10), height: size(12) });
    } else if (codec === Codec.evict && 2 <= data.length) this.#stored.delete(view.getUint16(0, true));
  }

  /** What is shown anew when a surface is shown no more: its place, and those that come forth there. */
  revealedBy(target: number): readonly Rectangle[] {
    const place = this.#surfaces.get(target)?.place;
    if (!place) return [];
    const places = [...this.#surfaces.values()].flatMap((other) => other.place ?? []);
    return places.filter((other) => overlap(other, place));
  }

  /** Size of what a cache slot holds. */
  stored(slot: number): Size | undefined {
    return this.#stored.get(slot);
  }

  /** All pixels of a target. */
  all(target: number): Rectangle {
    const { width, height } = target === 0 ? this.desktop : (this.#surfaces.get(target) ?? NO_SIZE);
    return { left: 0, top: 0, width, height };
  }

  /** The left top corner of a target whose tiles are cells of the desktop. */
  corner(target: number): { readonly left: number; readonly top: number } | undefined {
    if (target === 0) return ORIGIN;
    const surface = this.#surfaces.get(target);
    if (!surface?.place || !unscaled(surface, surface.place)) return undefined;
    const { left, top } = surface.place;
    return 0 <= left && 0 <= top && left % CELL === 0 && top % CELL === 0 ? { left, top } : undefined;
  }

  /** Where a rectangle of a target is shown, or more than that; undefined when it is shown nowhere. */
  onDesktop(target: number, part: Rectangle): Rectangle | undefined {
    if (target === 0) return part;
    const surface = this.#surfaces.get(target);
    if (!surface?.place) return undefined;
    const { place } = surface;
    if (!unscaled(surface, place)) return place;
    const { left, top, width, height } = this.corner(target) ? part : wholeCells(part);
    return { left: left + place.left, top: top + place.top, width, height };
  }
}

const NO_SIZE: Size = { width: 0, height: 0 };
const ORIGIN = { left: 0, top: 0 };

/** A surface shows whole cells of its own when something is drawn on them. */
function wholeCells({ left, top, width, height }: Rectangle): Rectangle {
  const floor = (at: number): number => Math.floor(at / CELL) * CELL;
  const [x, y] = [floor(left), floor(top)];
  return { left: x, top: y, width: floor(left + width + CELL - 1) - x, height: floor(top + height + CELL - 1) - y };
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

const unscaled = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
