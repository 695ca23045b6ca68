/** Messages drawn as a whole and tile by tile. */
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { splitTiles } from '../../src/codec/rfx/split.js';
import {
  QUALITY_BYTES,
  QUANTIZATION_BYTES,
  type SplitMessage,
  type TargetSize,
} from '../../src/codec/rfx/tile-payload.js';
import { bitmap } from './canvas.js';

/** A tile of a message as a command of its own. */
export function tileCommand(
  { quantizations, qualities }: Pick<SplitMessage, 'quantizations' | 'qualities'>,
  { left, top, payload }: SplitMessage['tiles'][number],
  target = 0,
): DecodeCommand {
  const tables = [
    [quantizations.length / QUANTIZATION_BYTES, ...quantizations],
    [qualities.length / QUALITY_BYTES, ...qualities],
  ].flat();
  return bitmap(Codec.tile, 0, 0, [...tables, ...payload], { left, top, target });
}

/** The command tile by tile; undefined when it has to be drawn as a whole. */
export function tileCommands(command: DecodeCommand, size: TargetSize): DecodeCommand[] | undefined {
  const split = splitTiles(command, size);
  return split?.tiles.map((tile) => tileCommand(split, tile, command.target));
}
