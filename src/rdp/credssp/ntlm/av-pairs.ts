import { ByteReader } from '../../../bytes/reader.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { DecodeError, tooLarge } from '../../../errors.js';

/** AvId, [MS-NLMP] 2.2.2.1. */
export const AvId = {
  MsvAvEOL: 0,
  MsvAvNbComputerName: 1,
  MsvAvNbDomainName: 2,
  MsvAvDnsComputerName: 3,
  MsvAvDnsDomainName: 4,
  MsvAvDnsTreeName: 5,
  MsvAvFlags: 6,
  MsvAvTimestamp: 7,
  MsvAvSingleHost: 8,
  MsvAvTargetName: 9,
  MsvAvChannelBindings: 10,
} as const;

/** Bit of MsvAvFlags: the AUTHENTICATE_MESSAGE has a MIC. */
export const AV_FLAG_MIC = 2;
const MAX_PAIRS = 64;

/** [MS-NLMP] 2.2.2.1 AV_PAIR: an id and its value. A list ends with MsvAvEOL, which is not kept. */
export type AvPairs = ReadonlyMap<number, Uint8Array>;

export function readAvPairs(bytes: Uint8Array): AvPairs {
  const r = new ByteReader(bytes);
  const pairs = new Map<number, Uint8Array>();
  for (let i = 0; i < MAX_PAIRS; i++) {
    r.need(2 /* AvId */ + 2 /* AvLen */, 'AV_PAIR');
    const id = r.u16();
    const value = r.bytes(r.u16(), 'AV_PAIR', 'AvLen');
    if (id === AvId.MsvAvEOL) return pairs;
    pairs.set(id, value);
  }
  throw tooLarge('AV_PAIR', 'MsvAvEOL', MAX_PAIRS);
}

export function writeAvPairs(pairs: AvPairs): Uint8Array {
  const w = new ByteWriter();
  for (const [id, value] of pairs) w.u16(id).u16(value.length).bytes(value);
  return w.u16(AvId.MsvAvEOL).u16(0).finish();
}

/** MsvAvFlags, 0 when absent. */
export function avFlags(pairs: AvPairs): number {
  const value = pairs.get(AvId.MsvAvFlags);
  if (!value) return 0;
  if (value.length !== 4) throw new DecodeError('PDU_INVALID', 'AV_PAIR', 'MsvAvFlags', value.length);
  return new ByteReader(value).u32();
}
