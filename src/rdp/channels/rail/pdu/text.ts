import type { ByteReader } from '../../../../bytes/reader.js';
import { fromUtf16, utf16 } from '../../../../bytes/text.js';
import type { ByteWriter } from '../../../../bytes/writer.js';
import { tooLarge } from '../../../../errors.js';

/** UNICODE_STRING, [MS-RDPERP] 2.2.1.2.1; some hosts count a NUL, which is no part of the text. */
export function readUnicodeString(r: ByteReader, max: number, pdu: string, field: string): string {
  r.need(2 /* CbString */, pdu, field);
  return readCounted(r, r.u16(), max, pdu, field);
}

export function writeUnicodeString(w: ByteWriter, text: string): void {
  const bytes = utf16(text);
  w.u16(bytes.length).bytes(bytes);
}

/** Text whose length in bytes stands elsewhere. */
export function readCounted(r: ByteReader, length: number, max: number, pdu: string, field: string): string {
  if (max < length) throw tooLarge(pdu, field, length);
  return fromUtf16(r.bytes(length, pdu, field));
}

/** A field of `size` bytes, filled up with NUL. */
export function readPadded(r: ByteReader, size: number, pdu: string, field: string): string {
  return fromUtf16(r.bytes(size, pdu, field));
}

export function writePadded(w: ByteWriter, text: string, size: number): void {
  const bytes = utf16(text).subarray(0, size);
  w.bytes(bytes).zeros(size - bytes.length);
}
