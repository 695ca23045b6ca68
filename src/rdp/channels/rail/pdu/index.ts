import type { ByteReader } from '../../../../bytes/reader.js';
import { ByteWriter } from '../../../../bytes/writer.js';
import { invalid } from '../../../../errors.js';
import {
  type GetAppIdResponse,
  type GetAppIdResponseEx,
  type LanguageProfile,
  readGetAppIdResponse,
  readGetAppIdResponseEx,
  readLanguageProfile,
  writeGetAppIdResponse,
  writeGetAppIdResponseEx,
  writeLanguageProfile,
} from './application.js';
import { type Exec, type ExecResult, readExec, readExecResult, writeExec, writeExecResult } from './exec.js';
import { readRailFields, writeRailFields } from './fields.js';
import { FLAT_ORDERS, type FlatOrder, type FlatOrderName } from './flat-orders.js';
import { readSystemParameters, type SystemParameters, writeSystemParameters } from './system-parameters.js';

const HEADER = 2 /* OrderType */ + 2; /* OrderLength */
const PDU = 'TS_RAIL_PDU_HEADER';

type TextOrder = Exec | ExecResult | SystemParameters | GetAppIdResponse | GetAppIdResponseEx | LanguageProfile;

/** Every order of the static channel `rail`, [MS-RDPERP] 2.2.2. Which side may send one is told where it is described. */
export type RailPdu = FlatOrder | TextOrder;

export interface UnknownOrder {
  readonly type: 'unknown';
  readonly orderType: number;
}

interface Codec {
  readonly id: number;
  readonly read: (r: ByteReader) => TextOrder;
  readonly write: (w: ByteWriter, pdu: never) => void;
}

/** Orders that hold text or choose among bodies. */
const TEXT_ORDERS: Readonly<Record<TextOrder['type'], Codec>> = {
  exec: { id: 0x01, read: readExec, write: writeExec },
  systemParameters: { id: 0x03, read: readSystemParameters, write: writeSystemParameters },
  getAppIdResponse: { id: 0x0f, read: readGetAppIdResponse, write: writeGetAppIdResponse },
  languageProfile: { id: 0x11, read: readLanguageProfile, write: writeLanguageProfile },
  getAppIdResponseEx: { id: 0x18, read: readGetAppIdResponseEx, write: writeGetAppIdResponseEx },
  execResult: { id: 0x80, read: readExecResult, write: writeExecResult },
};

const flatNames = new Map<number, FlatOrderName>(
  Object.entries(FLAT_ORDERS).map(([name, { id }]) => [id, name as FlatOrderName] as const),
);
const textOrders = new Map(Object.values(TEXT_ORDERS).map((codec) => [codec.id, codec] as const));

/** OrderType of every order that this version knows. */
export const RAIL_ORDER_TYPES: readonly number[] = [...flatNames.keys(), ...textOrders.keys()];

/**
 * Reads one message of the channel, which holds one order, whatever its OrderLength says: xrdp leaves the header out of
 * it. The length is read all the same, so that one which cannot be is found. Types of a later version are reported.
 */
export function readRailPdu(r: ByteReader): RailPdu | UnknownOrder {
  r.need(HEADER, PDU);
  const orderType = r.u16();
  const length = r.u16();
  if (r.remaining + HEADER < length) throw invalid(PDU, 'OrderLength', length);
  const name = flatNames.get(orderType);
  if (name) return { type: name, ...readRailFields(r, FLAT_ORDERS[name].fields, name) } as FlatOrder;
  return textOrders.get(orderType)?.read(r) ?? { type: 'unknown', orderType };
}

export function writeRailPdu(w: ByteWriter, pdu: RailPdu): void {
  const start = w.length;
  const flat = pdu.type in FLAT_ORDERS;
  w.u16(flat ? FLAT_ORDERS[pdu.type as FlatOrderName].id : TEXT_ORDERS[pdu.type as TextOrder['type']].id);
  const length = w.reserve(2);
  if (flat) writeRailFields(w, FLAT_ORDERS[pdu.type as FlatOrderName].fields, pdu as never);
  else TEXT_ORDERS[pdu.type as TextOrder['type']].write(w, pdu as never);
  w.patch16(length, w.length - start);
}

export function railPdu(pdu: RailPdu): Uint8Array {
  const w = new ByteWriter(64);
  writeRailPdu(w, pdu);
  return w.finish();
}
