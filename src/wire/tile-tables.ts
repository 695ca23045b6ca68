import type { ByteReader } from '../bytes/reader.js';
import { wireInvalid } from './header.js';

/** Bytes of TS_RFX_CODEC_QUANT, [MS-RDPRFX] 2.2.2.1.5. */
export const QUANTIZATION_SIZE = 5;
/** Bytes of RFX_PROGRESSIVE_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.1. */
export const PROGRESSIVE_QUALITY_SIZE = 16;
/** An index that stands for full quality, so that no table has an entry there. */
export const FULL_QUALITY = 0xff;
export const MOST_ENTRIES = 0xff;

/** What the handed-on tiles of a frame refer to by index. */
export interface TileTables {
  readonly quantizations: Uint8Array;
  readonly progressiveQualities: Uint8Array;
}

export const NO_TABLES: TileTables = Object.freeze({
  quantizations: new Uint8Array(0),
  progressiveQualities: new Uint8Array(0),
});

/** Both tables, one after the other; each begins with a u8 count. */
export function readTileTables(r: ByteReader): TileTables {
  return {
    quantizations: readTable(r, QUANTIZATION_SIZE, 'quantizations'),
    progressiveQualities: readTable(r, PROGRESSIVE_QUALITY_SIZE, 'progressiveQualities'),
  };
}

function readTable(r: ByteReader, size: number, field: string): Uint8Array {
  if (r.remaining === 0) throw wireInvalid('Frame', field);
  const count = r.u8();
  if (MOST_ENTRIES < count || r.remaining < count * size) throw wireInvalid('Frame', field, count);
  return r.bytes(count * size);
}

export const tileTablesSize = ({ quantizations, progressiveQualities }: TileTables): number =>
  2 + quantizations.length + progressiveQualities.length;

/** Writes both tables to `bytes` at `at` and returns the end. */
export function writeTileTables(bytes: Uint8Array, at: number, tables: TileTables): number {
  const { quantizations, progressiveQualities } = tables;
  bytes[at] = quantizations.length / QUANTIZATION_SIZE;
  bytes.set(quantizations, at + 1);
  const second = at + 1 + quantizations.length;
  bytes[second] = progressiveQualities.length / PROGRESSIVE_QUALITY_SIZE;
  bytes.set(progressiveQualities, second + 1);
  return second + 1 + progressiveQualities.length;
}
