import { DecodeError } from '../../errors.js';

export const readU16 = (bytes: Uint8Array, at: number): number => bytes[at] | (bytes[at + 1] << 8);
export const readU32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;

export const codecInvalid = (structure: string, field: string, value?: number): DecodeError =>
  new DecodeError('CODEC_INVALID', structure, field, value);

export const BLOCK_HEADER = 2 /* blockType */ + 4; /* blockLen */

/** Where the block at `at` ends. Throws CODEC_INVALID when that is before its header's end or after `end`. */
export function blockEnd(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < BLOCK_HEADER) throw codecInvalid('RFX block', 'header', end - at);
  const length = readU32(bytes, at + 2);
  if (length < BLOCK_HEADER || end - at < length) throw codecInvalid('RFX block', 'blockLen', length);
  return at + length;
}
