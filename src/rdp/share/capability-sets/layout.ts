import type { ByteReader } from '../../../bytes/reader.js';
import type { ByteWriter } from '../../../bytes/writer.js';

/** Fields of a flat structure in wire order, with their size in bytes. Names that begin with `pad` hold no value. */
export type Layout = Readonly<Record<string, 1 | 2 | 4>>;

export type Fields<L extends Layout> = {
  readonly [K in keyof L as K extends `pad${string}` ? never : K]: number;
};

/**
 * Hosts of all ages leave out trailing fields (Virtual Channel without VCChunkSize, Font without flags): from the first
 * field that does not fit, all read as 0.
 */
export function readFields<L extends Layout>(r: ByteReader, layout: L): Fields<L> {
  const fields: Record<string, number> = {};
  let cut = false;
  for (const [name, size] of Object.entries(layout)) {
    cut ||= r.remaining < size;
    const value = cut ? 0 : size === 1 ? r.u8() : size === 2 ? r.u16() : r.u32();
    if (!name.startsWith('pad')) fields[name] = value;
  }
  return fields as Fields<L>;
}

export function writeFields<L extends Layout>(w: ByteWriter, layout: L, fields: Fields<L>): void {
  const values: Readonly<Record<string, number>> = fields;
  for (const [name, size] of Object.entries(layout)) {
    const value = values[name] ?? 0;
    if (size === 1) w.u8(value);
    else if (size === 2) w.u16(value);
    else w.u32(value);
  }
}
