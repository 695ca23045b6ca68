import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { UpdateType } from './slow-path.js';

/** NUM_8BPP_PAL_ENTRIES. */
const ENTRIES = 256;

/** TS_UPDATE_PALETTE_DATA behind its updateType, [MS-RDPBCGR] 2.2.9.1.1.3.1.1: 256 entries of BGRX. */
export function readPaletteUpdate(r: ByteReader): Uint8Array {
  r.need(2 /* pad2Octets */ + 4 /* numberColors */, 'TS_UPDATE_PALETTE_DATA');
  r.skip(2);
  const count = r.u32();
  if (count !== ENTRIES) throw invalid('TS_UPDATE_PALETTE_DATA', 'numberColors', count);
  r.need(3 * ENTRIES, 'TS_UPDATE_PALETTE_DATA', 'paletteEntries');
  const colors = new Uint8Array(4 * ENTRIES);
  for (let at = 0; at < colors.length; at += 4) {
    colors[at + 2] = r.u8();
    colors[at + 1] = r.u8();
    colors[at] = r.u8();
  }
  return colors;
}

/** With its updateType; the same bytes serve slow-path and fast-path. */
export function writePaletteUpdate(w: ByteWriter, colors: Uint8Array): void {
  w.u16(UpdateType.UPDATETYPE_PALETTE).u16(0 /* pad2Octets */).u32(ENTRIES);
  for (let at = 0; at < 4 * ENTRIES; at += 4)
    w.u8(colors[at + 2])
      .u8(colors[at + 1])
      .u8(colors[at]);
}
