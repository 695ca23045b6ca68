import { TileDecoder } from '../../src/wire/tiles.js';
import type { Oracle } from './oracle.js';

const SIDE = 70;
const SLOTS = 4;
const frame = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

/** The first byte is the number of tiles; a second frame after them may refer to what the first one stored. */
export const tileOracles: readonly Oracle[] = [
  {
    name: 'tiles',
    seeds: [
      frame(1, 0, 0, 0x10, 1, 0, 1, 2, 3),
      frame(2, 1, 0, 0, 0, 0, 255, 0, 0, 0x23, 0x85, 0x20, 0, 6, 0, 1, 0, 0, 255, 255, 2),
      frame(1, 3, 0, 5, 8, 0, 0xfe, 1, 2, 3, 0xde, 4, 0xfc, 255),
      frame(1, 3, 0, 8, 10, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0),
      frame(2, 0, 0, 11, 2, 0, 0, 0, 0, 0, 12, 27, 14, 2, 0, 1, 0),
      frame(1, 0, 0, 0x62, 0, 0, 0, 14, 0, 1, 0, 0, 0, 1, 1, 1, 0x1f, 1, 1, 0, 0, 0),
    ],
    run: (bytes) => {
      const decoder = new TileDecoder(SIDE, SIDE, SLOTS, ({ left, top, width, height }) => {
        if (SIDE < left + width || SIDE < top + height) throw new Error(`a tile at ${left}, ${top}`);
      });
      const tiles = bytes.subarray(1);
      decoder.decode(tiles, bytes[0] ?? 0);
      decoder.decode(tiles, bytes[0] ?? 0);
    },
  },
];
