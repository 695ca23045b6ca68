import type { Frame } from '../../wire/frame.js';
import { type OnTile, TileDecoder } from '../../wire/tiles.js';
import type { Damage } from './damage.js';
import type { Picture } from './renderer.js';

/** The pixels of one desktop, decoded from tiles straight into what the canvas is given. */
export class TilePicture implements Picture {
  readonly image: ImageData;
  readonly #decoder: TileDecoder;

  /** Throws WIRE_INVALID for a size above the limits of the wire. */
  constructor(width: number, height: number, cacheSlots: number) {
    this.#decoder = new TileDecoder(width, height, cacheSlots);
    this.image = new ImageData(this.#decoder.rgba, width, height);
  }

  draw({ copies, tiles, tileCount, tables }: Frame, damage: Damage): void {
    const onTile: OnTile = (left, top, width, height) => damage.add({ left, top, width, height });
    this.#decoder.copy(copies, onTile);
    this.#decoder.decode(tiles, tileCount, onTile, tables);
  }
}
