import type { ByteReader } from '../../../bytes/reader.js';
import type { ByteWriter } from '../../../bytes/writer.js';
import { invalid } from '../../../errors.js';
import { type BitmapCodecsSet, readBitmapCodecsSet, writeBitmapCodecsSet } from './bitmap-codecs.js';
import { FLAT_SETS, type FlatName, type FlatSet } from './flat.js';
import { type InputSet, readInputSet, writeInputSet } from './input.js';
import { readFields, writeFields } from './layout.js';
import { type OrderSet, readOrderSet, writeOrderSet } from './order.js';

const PDU = 'TS_CAPS_SET';
const HEADER = 2 /* capabilitySetType */ + 2; /* lengthCapability */
const CAPSTYPE_ORDER = 0x03;
const CAPSTYPE_INPUT = 0x0d;
const CAPSETTYPE_BITMAP_CODECS = 0x1d;

/** [MS-RDPBCGR] 2.2.1.13.1.1.1 Capability Set (TS_CAPS_SET). */
export type CapabilitySet =
  | FlatSet
  | OrderSet
  | InputSet
  | BitmapCodecsSet
  | { readonly type: 'unknown'; readonly id: number; readonly data: Uint8Array };

const flatNames = new Map<number, FlatName>(
  Object.entries(FLAT_SETS).map(([name, { id }]) => [id, name as FlatName] as const),
);

/** Reads `count` sets; hosts pad the combined capabilities, so bytes may remain. */
export function readCapabilitySets(r: ByteReader, count: number): readonly CapabilitySet[] {
  const sets: CapabilitySet[] = [];
  for (let i = 0; i < count; i++) {
    r.need(HEADER, PDU);
    const id = r.u16();
    const length = r.u16();
    if (length < HEADER) throw invalid(PDU, 'lengthCapability', length);
    sets.push(readBody(id, r.sub(length - HEADER, PDU, 'lengthCapability')));
  }
  return sets;
}

export function writeCapabilitySets(w: ByteWriter, sets: readonly CapabilitySet[]): void {
  for (const set of sets) {
    const start = w.length;
    w.u16(idOf(set));
    const length = w.reserve(2);
    writeBody(w, set);
    w.patch16(length, w.length - start);
  }
}

/** The set of that type, or nothing. */
export function findSet<T extends CapabilitySet['type']>(
  sets: readonly CapabilitySet[],
  type: T,
): Extract<CapabilitySet, { type: T }> | undefined {
  return sets.find((set): set is Extract<CapabilitySet, { type: T }> => set.type === type);
}

function readBody(id: number, body: ByteReader): CapabilitySet {
  if (id === CAPSTYPE_ORDER) return readOrderSet(body);
  if (id === CAPSTYPE_INPUT) return readInputSet(body);
  if (id === CAPSETTYPE_BITMAP_CODECS) return readBitmapCodecsSet(body);
  const name = flatNames.get(id);
  if (!name) return { type: 'unknown', id, data: body.rest().slice() };
  return { type: name, ...readFields(body, FLAT_SETS[name].fields) } as FlatSet;
}

function writeBody(w: ByteWriter, set: CapabilitySet): void {
  if (set.type === 'order') writeOrderSet(w, set);
  else if (set.type === 'input') writeInputSet(w, set);
  else if (set.type === 'bitmapCodecs') writeBitmapCodecsSet(w, set);
  else if (set.type === 'unknown') w.bytes(set.data);
  else writeFields(w, FLAT_SETS[set.type].fields, set);
}

function idOf(set: CapabilitySet): number {
  if (set.type === 'order') return CAPSTYPE_ORDER;
  if (set.type === 'input') return CAPSTYPE_INPUT;
  if (set.type === 'bitmapCodecs') return CAPSETTYPE_BITMAP_CODECS;
  return set.type === 'unknown' ? set.id : FLAT_SETS[set.type].id;
}
