import type { ByteReader } from '../../bytes/reader.js';
import { concat } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';

/**
 * The little of ASN.1 BER and DER ([X.690]) that RDP needs: definite lengths, tags of one byte, and the two-byte
 * application tags of [T.125]. Writers return the encoded element, so that elements nest as their definition does.
 */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
} as const;

/** [n] EXPLICIT, or a constructed [n] IMPLICIT. */
export const contextTag = (n: number): number => 0xa0 | n;

/** Reads a tag; application tags above 30 come as one number of two bytes, such as 0x7f65. */
export function readTag(r: ByteReader, pdu: string): number {
  r.need(1, pdu, 'tag');
  const first = r.u8();
  if ((first & 0x1f) !== 0x1f) return first;
  r.need(1, pdu, 'tag');
  return (first << 8) | r.u8();
}

export function readLength(r: ByteReader, pdu: string): number {
  r.need(1, pdu, 'length');
  const first = r.u8();
  if (first < 0x80) return first;
  const count = first & 0x7f;
  if (count === 0 || count > 3) throw tooLarge(pdu, 'length', count, r.offset);
  r.need(count, pdu, 'length');
  let length = 0;
  for (let i = 0; i < count; i++) length = (length << 8) | r.u8();
  return length;
}

/** Reads an element that must have `tag`; its contents come as a reader confined to them. */
export function readElement(r: ByteReader, tag: number, pdu: string, field = 'tag'): ByteReader {
  const actual = readTag(r, pdu);
  if (actual !== tag) throw invalid(pdu, field, actual, r.offset);
  return r.sub(readLength(r, pdu), pdu, field);
}

/** Reads whatever element comes next. */
export function readAny(r: ByteReader, pdu: string): { readonly tag: number; readonly contents: ByteReader } {
  const tag = readTag(r, pdu);
  return { tag, contents: r.sub(readLength(r, pdu), pdu) };
}

/** Reads an INTEGER (or, with another tag, an ENUMERATED) of at most 32 bits; negative values come as unsigned. */
export function readInteger(r: ByteReader, pdu: string, field: string, tag: number = Tag.integer): number {
  const contents = readElement(r, tag, pdu, field);
  const count = contents.remaining;
  if (count === 0 || count > 5) throw invalid(pdu, field, count);
  if (count === 5 && contents.u8() !== 0) throw invalid(pdu, field, count);
  let value = 0;
  while (contents.remaining > 0) value = ((value << 8) | contents.u8()) >>> 0;
  return value;
}

export const readOctetString = (r: ByteReader, pdu: string, field: string): Uint8Array =>
  readElement(r, Tag.octetString, pdu, field).rest();

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length);
  return Uint8Array.of(0x83, length >> 16, length >> 8, length);
}

/** An element: tag, length, and its parts one after another. */
export function element(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const tagBytes = tag > 0xff ? Uint8Array.of(tag >> 8, tag) : Uint8Array.of(tag);
  return concat([tagBytes, lengthBytes(length), ...parts]);
}

export const sequence = (...parts: Uint8Array[]): Uint8Array => element(Tag.sequence, ...parts);
export const explicit = (n: number, ...parts: Uint8Array[]): Uint8Array => element(contextTag(n), ...parts);
export const octetString = (contents: Uint8Array): Uint8Array => element(Tag.octetString, contents);
export const boolean = (value: boolean): Uint8Array => element(Tag.boolean, Uint8Array.of(value ? 0xff : 0));
export const enumerated = (value: number): Uint8Array => element(Tag.enumerated, Uint8Array.of(value));

/** A non-negative INTEGER of at most 32 bits. */
export function integer(value: number): Uint8Array {
  const bytes = [value & 0xff];
  for (let rest = value >>> 8; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  if (bytes[0] & 0x80) bytes.unshift(0);
  return element(Tag.integer, Uint8Array.from(bytes));
}
