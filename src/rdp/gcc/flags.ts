import type { ByteReader } from '../../bytes/reader.js';

/** The body of a block that holds nothing but 32 flags. */
export function readFlags(r: ByteReader, pdu: string): number {
  r.need(4, pdu, 'flags');
  return r.u32();
}
