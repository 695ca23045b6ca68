import { Packr, Unpackr } from 'msgpackr/pack';
import { wireInvalid } from './header.js';
import { checkPlainMap } from './plain.js';

/** The two calls that the wire needs of msgpackr, without the Node types that its own declarations mention. */
interface MessagePack {
  pack(value: object): Uint8Array;
  unpack(bytes: Uint8Array): unknown;
}

const PLAIN = { useRecords: false, mapsAsObjects: true, variableMapSize: true, copyBuffers: true } as const;
const packr: Pick<MessagePack, 'pack'> = new Packr(PLAIN);
const unpackr: Pick<MessagePack, 'unpack'> = new Unpackr(PLAIN);

/** MessagePack of a plain record. The result is valid until the next call. */
export const packMap = (value: Record<string, unknown>): Uint8Array => packr.pack(value);

/** Reads one MessagePack map of plain values; byte arrays in it are copies. `message` names it in errors. */
export function unpackMap(payload: Uint8Array, message: string): Readonly<Record<string, unknown>> {
  checkPlainMap(payload, message);
  try {
    return unpackr.unpack(payload) as Record<string, unknown>;
  } catch (error) {
    throw wireInvalid(message, 'payload', (error as Error).name);
  }
}
