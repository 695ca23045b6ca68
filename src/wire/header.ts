import { LIMITS } from '../bytes/limits.js';
import { ByteReader } from '../bytes/reader.js';
import { DecodeError } from '../errors.js';
import { MessageType } from './messages.js';

/**
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u8 | type |
 * | 1 | u8 | flags: bit 0 packed, only of frames; others 0 |
 * | 2 | u16 | reserved, 0 |
 * | 4 | u32 | payload length |
 * | 8 | u32 | sequence, from 1 |
 */
export const HEADER = 12;
const PACKED = 1;

export type MessageName = keyof typeof MessageType;

export interface RawMessage {
  readonly type: MessageName;
  readonly sequence: number;
  /** The payload is to be unpacked (`unpacker.ts`). */
  readonly packed: boolean;
  /** A view of the input. */
  readonly payload: Uint8Array;
}

const NAMES = new Map(Object.entries(MessageType).map(([name, type]) => [type as number, name as MessageName]));

/** Reads one message; `bytes` must hold exactly that. */
export function readMessage(bytes: Uint8Array): RawMessage {
  const reader = new ByteReader(bytes);
  const message = readNext(reader, bytes.length);
  if (reader.remaining !== 0) throw wireInvalid('Header', 'length', message.payload.length);
  return message;
}

/** Reads messages that stand back to back, as they travel over plain HTTP. */
export function readMessages(bytes: Uint8Array, maxLength: number = LIMITS.viewerMessage): RawMessage[] {
  const reader = new ByteReader(bytes);
  const messages: RawMessage[] = [];
  while (reader.remaining > 0) messages.push(readNext(reader, maxLength));
  return messages;
}

function readNext(reader: ByteReader, maxLength: number): RawMessage {
  if (reader.remaining < HEADER) throw wireInvalid('Header', 'length', reader.remaining);
  const type = reader.u8();
  const flags = reader.u8();
  const reserved = reader.u16();
  const length = reader.u32();
  const sequence = reader.u32();
  const name = NAMES.get(type);
  if (name === undefined) throw wireInvalid('Header', 'type', type);
  if (flags !== 0 && (flags !== PACKED || name !== 'frame')) throw wireInvalid('Header', 'flags', flags);
  if (reserved !== 0) throw wireInvalid('Header', 'reserved', reserved);
  if (sequence === 0) throw wireInvalid('Header', 'sequence', sequence);
  if (length > maxLength || length > reader.remaining) throw wireInvalid('Header', 'length', length);
  return { type: name, sequence, packed: flags === PACKED, payload: reader.bytes(length) };
}

/** A new message around `payload`, which is copied. */
export function writeMessage(type: MessageName, sequence: number, payload: Uint8Array, packed = false): Uint8Array {
  const bytes = new Uint8Array(HEADER + payload.length);
  bytes.set(payload, HEADER);
  writeHeader(bytes, type, sequence, packed);
  return bytes;
}

/** Fills in the header of a message whose payload already stands behind it. */
export function writeHeader(bytes: Uint8Array, type: MessageName, sequence: number, packed = false): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  view.setUint8(0, MessageType[type]);
  view.setUint8(1, packed ? PACKED : 0);
  view.setUint16(2, 0, true);
  view.setUint32(4, bytes.length - HEADER, true);
  view.setUint32(8, sequence, true);
}

/** A viewer's or gateway's bytes that do not say what they should. */
export const wireInvalid = (message: string, field: string, value?: number | string): DecodeError =>
  new DecodeError('WIRE_INVALID', message, field, value);
