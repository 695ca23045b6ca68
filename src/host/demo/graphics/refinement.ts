import { covers, intersect, isEmpty, type Rect } from '../pixels/rect.js';

export const TILE = 64;

interface Tile {
  /** What of the tile is shown by the progressive codec. */
  readonly area: Rect;
  /** Frames since it was drawn or refined. */
  age: number;
}

/** Frames that a tile stays as it is before it is refined: what moves is not worth it. */
const REST = 4;
/** Tiles in one frame. */
const MOST = 24;

const keyOf = ({ left, top }: Rect): string => `${Math.floor(left / TILE)},${Math.floor(top / TILE)}`;

/** Tiles that show less than they could: drawn by the first pass of the progressive codec, and to be upgraded. */
export class Refinement {
  readonly #tiles = new Map<string, Tile>();

  /** Areas lie in one tile each. */
  drawn(areas: readonly Rect[]): void {
    for (const area of areas) this.#tiles.set(keyOf(area), { area, age: 0 });
  }

  /** One frame more has passed; returns what has rested long enough. */
  due(): Rect[] {
    const due: Rect[] = [];
    for (const tile of this.#tiles.values()) {
      if (due.length < MOST && REST <= ++tile.age) {
        due.push(tile.area);
        tile.age = 0;
      }
    }
    return due;
  }

  /** Nothing is left to refine there. */
  complete(area: Rect): void {
    this.#tiles.delete(keyOf(area));
  }

  /** Gives up what lies in an area, and returns it. */
  abandon(within: Rect): Rect[] {
    const given: Rect[] = [];
    for (const [key, { area }] of this.#tiles) {
      if (isEmpty(intersect(area, within))) continue;
      this.#tiles.delete(key);
      given.push(area);
    }
    return given;
  }

  /** Something else is drawn: returns the areas that it does not cover wholly, which can be refined no more. */
  disturbed(by: Rect): Rect[] {
    return this.abandon(by).filter((area) => !covers(by, area));
  }
}
