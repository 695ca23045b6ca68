import { ByteWriter } from '../bytes/writer.js';
import { CELL, Codec, type DecodeCommand } from '../codec/commands.js';
import type { TilePart } from '../codec/rfx/tile-beside.js';
import { QUALITY_BYTES, QUANTIZATION_BYTES, TileFlag } from '../codec/rfx/tile-payload.js';
import type { HostTile } from './cell-chains.js';

/** Of a tile that is no cell, what it draws of one; undefined for a tile that is the cell, or that is drawn whole. */
export type Part = TilePart | undefined;

/** What a tile draws of the target's cell at left, top, as a command of its own. */
export function tileCommand(tile: HostTile, part: Part, target: number, left: number, top: number): DecodeCommand {
  const { quantizations, qualities, beside } = tile;
  const payload = beside && part ? beside.clipped(part.bit) : tile.payload;
  const w = new ByteWriter(2 + quantizations.length + qualities.length + payload.length);
  w.u8(quantizations.length / QUANTIZATION_BYTES).bytes(quantizations);
  w.u8(qualities.length / QUALITY_BYTES).bytes(qualities);
  const data = w.bytes(payload).finish();
  const size = { visibleWidth: CELL, visibleHeight: CELL, width: CELL, height: CELL };
  const x = beside && part ? beside.x - part.column * CELL : 0;
  const y = beside && part ? beside.y - part.row * CELL : 0;
  return { codec: Codec.tile, bitsPerPixel: 32, flags: 0, left: left + x, top: top + y, ...size, data, target };
}

/** Tiles may add to what later ones build on, and draw nothing. */
export const drawsPixels = ({ payload }: HostTile): boolean =>
  (payload[1] & TileFlag.clipped) === 0 || payload[2] !== 0;
