import type { DecodeCommand } from '../../src/codec/commands.js';
import { splitTiles } from '../../src/codec/rfx/split.js';
import type { TargetSize } from '../../src/codec/rfx/tile-payload.js';
import type { FrameSections } from '../../src/wire/frame.js';
import { HandedOnRecords } from '../../src/wire/handed-on.js';

const CELL = 64;

export interface HandedOnFrame {
  readonly sections: FrameSections;
  readonly tiles: { readonly tiles: Uint8Array; readonly tileCount: number };
}

/** What a host draws with one message, as the gateway hands it on. The target covers the desktop from its corner on. */
export function handedOnFrame(command: DecodeCommand, size: TargetSize): HandedOnFrame {
  const split = splitTiles(command, size);
  if (!split) throw new Error('a message that has to be drawn as a whole');
  const records = new HandedOnRecords();
  const columns = Math.ceil(size.width / CELL);
  for (const [version, { left, top, payload }] of split.tiles.entries()) {
    const [x, y] = [left % CELL, top % CELL];
    const cell = Math.floor(top / CELL) * columns + Math.floor(left / CELL);
    const beside = x + y === 0 ? {} : { beside: { cell, x, y, bits: 1, clipped: () => payload }, part: { bit: 1 } };
    records.add(cell, { payload, ...split, ...beside, version });
  }
  const tiles = new Uint8Array(records.length);
  records.write(tiles, 0);
  return { sections: { tables: records.tables }, tiles: { tiles, tileCount: records.count } };
}
