import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

/** The little of ASN.1 aligned PER ([X.691]) that [T.124] and the MCS domain PDUs of [T.125] need. */

/**
 * Length determinant of one or two bytes. Beyond 16K [X.691] 11.9 asks for fragments; hosts (xrdp among them) write 15 bit
 * lengths instead, so bit 14 counts as part of the length.
 */
export function readPerLength(r: ByteReader, pdu: string): number {
  r.need(1, pdu, 'length');
  const first = r.u8();
  if (!(first & 0x80)) return first;
  r.need(1, pdu, 'length');
  return ((first & 0x7f) << 8) | r.u8();
}

export function writePerLength(w: ByteWriter, length: number): void {
  if (length < 0x80) w.u8(length);
  else w.u16be(0x8000 | length);
}

/** INTEGER with a lower bound, as a length and that many bytes. */
export function readPerInteger(r: ByteReader, pdu: string, field: string): number {
  const count = readPerLength(r, pdu);
  if (count === 0 || count > 4) throw invalid(pdu, field, count);
  r.need(count, pdu, field);
  let value = 0;
  for (let i = 0; i < count; i++) value = ((value << 8) | r.u8()) >>> 0;
  return value;
}

export function writePerInteger(w: ByteWriter, value: number): void {
  if (value < 0x100) w.u8(1).u8(value);
  else if (value < 0x10000) w.u8(2).u16be(value);
  else w.u8(4).u32be(value);
}

/** Contents of an OBJECT IDENTIFIER or another constant, which must equal `expected`. */
export function expectBytes(r: ByteReader, expected: Uint8Array, pdu: string, field: string): void {
  const actual = r.bytes(expected.length, pdu, field);
  if (expected.some((byte, i) => byte !== actual[i])) throw invalid(pdu, field);
}
