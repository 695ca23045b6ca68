import { ByteReader } from '../bytes/reader.js';
import { wireInvalid } from './header.js';

const MAX_DEPTH = 3;
const MAX_ENTRIES = 32;

/**
 * Checks that `payload` is one MessagePack map of plain values: nil, booleans, numbers, text, bytes and maps of those.
 *
 * A MessagePack library reads more than that (records that define themselves, references, regular expressions, dates,
 * arrays of any announced length), and none of it has business in a message. This walk allocates nothing and recurses at
 * most {@link MAX_DEPTH} deep, so what the library sees afterwards cannot surprise it.
 */
export function checkPlainMap(payload: Uint8Array, message: string): void {
  const reader = new ByteReader(payload);
  try {
    const token = reader.u8();
    const entries = mapEntries(reader, token);
    if (entries === undefined) throw wireInvalid(message, 'payload', token);
    walkMap(reader, entries, message, 1);
  } catch (error) {
    if (error instanceof RangeError) throw wireInvalid(message, 'length', payload.length);
    throw error;
  }
  if (reader.remaining !== 0) throw wireInvalid(message, 'length', payload.length);
}

function walkMap(r: ByteReader, entries: number, message: string, depth: number): void {
  if (depth > MAX_DEPTH) throw wireInvalid(message, 'depth', depth);
  if (entries > MAX_ENTRIES) throw wireInvalid(message, 'entries', entries);
  for (let i = 0; i < entries; i++) {
    const key = textLength(r, r.u8());
    if (key === undefined) throw wireInvalid(message, 'key');
    skip(r, key, message);
    walkValue(r, message, depth);
  }
}

function walkValue(r: ByteReader, message: string, depth: number): void {
  const token = r.u8();
  const size = scalarSize(token) ?? textLength(r, token) ?? bytesLength(r, token);
  if (size !== undefined) {
    skip(r, size, message);
    return;
  }
  const entries = mapEntries(r, token);
  if (entries === undefined) throw wireInvalid(message, 'token', token);
  walkMap(r, entries, message, depth + 1);
}

function skip(r: ByteReader, count: number, message: string): void {
  if (count > r.remaining) throw wireInvalid(message, 'length', count);
  r.skip(count);
}

/** Bytes behind the token of nil, booleans, integers and floats. */
function scalarSize(token: number): number | undefined {
  if (token < 0x80 || token >= 0xe0) return 0;
  switch (token) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return 0;
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return 1;
    case 0xcd: // uint 16
    case 0xd1: // int 16
      return 2;
    case 0xca: // float 32
    case 0xce: // uint 32
    case 0xd2: // int 32
      return 4;
    case 0xcb: // float 64
      return 8;
    default:
      return undefined;
  }
}

function textLength(r: ByteReader, token: number): number | undefined {
  if (token >= 0xa0 && token < 0xc0) return token & 0x1f;
  if (token === 0xd9) return r.u8();
  if (token === 0xda) return r.u16be();
  return undefined;
}

function bytesLength(r: ByteReader, token: number): number | undefined {
  if (token === 0xc4) return r.u8();
  if (token === 0xc5) return r.u16be();
  if (token === 0xc6) return r.u32be();
  return undefined;
}

function mapEntries(r: ByteReader, token: number): number | undefined {
  if (token >= 0x80 && token < 0x90) return token & 0x0f;
  if (token === 0xde) return r.u16be();
  return undefined;
}
