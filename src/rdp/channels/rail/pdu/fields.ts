import type { ByteReader } from '../../../../bytes/reader.js';
import type { ByteWriter } from '../../../../bytes/writer.js';

/** Types of a fixed field on the wire. `bool8` and `bool16` are numbers there, of which 0 means false. */
const SIZES = { u8: 1, u16: 2, i16: 2, u32: 4, bool8: 1, bool16: 2 } as const;
type FieldType = keyof typeof SIZES;

/** Fields of an order in wire order. Names that begin with `pad` hold no value. */
export type RailLayout = Readonly<Record<string, FieldType>>;

export type RailFields<L extends RailLayout> = {
  readonly [K in keyof L as K extends `pad${string}` ? never : K]: L[K] extends 'bool8' | 'bool16' ? boolean : number;
};

export function readRailFields<L extends RailLayout>(r: ByteReader, layout: L, pdu: string): RailFields<L> {
  const entries = Object.entries(layout);
  r.need(
    entries.reduce((sum, [, type]) => sum + SIZES[type], 0),
    pdu,
  );
  const fields: Record<string, number | boolean> = {};
  for (const [name, type] of entries) {
    const value = readField(r, type);
    if (!name.startsWith('pad')) fields[name] = value;
  }
  return fields as RailFields<L>;
}

export function writeRailFields<L extends RailLayout>(w: ByteWriter, layout: L, fields: RailFields<L>): void {
  const values: Readonly<Record<string, number | boolean>> = fields;
  for (const [name, type] of Object.entries(layout)) writeField(w, type, Number(values[name] ?? 0));
}

function readField(r: ByteReader, type: FieldType): number | boolean {
  switch (type) {
    case 'u8':
      return r.u8();
    case 'u16':
      return r.u16();
    case 'i16':
      return r.i16();
    case 'u32':
      return r.u32();
    case 'bool8':
      return r.u8() !== 0;
    case 'bool16':
      return r.u16() !== 0;
  }
}

function writeField(w: ByteWriter, type: FieldType, value: number): void {
  if (SIZES[type] === 1) w.u8(value);
  else if (SIZES[type] === 2) w.u16(value);
  else w.u32(value);
}
