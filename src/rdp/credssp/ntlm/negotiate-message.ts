import { ByteWriter } from '../../../bytes/writer.js';
import { readMessageHead, SIGNATURE, VERSION } from './message.js';

const PDU = 'NEGOTIATE_MESSAGE';
const TYPE = 1;

/** [MS-NLMP] 2.2.1.1 NEGOTIATE_MESSAGE: its flags. Domain and workstation are left out, as they go unprotected. */
export function readNegotiateMessage(message: Uint8Array): number {
  const r = readMessageHead(message, TYPE, PDU);
  r.need(4, PDU, 'NegotiateFlags');
  return r.u32();
}

export function negotiateMessage(flags: number): Uint8Array {
  return new ByteWriter(40)
    .bytes(SIGNATURE)
    .u32(TYPE)
    .u32(flags)
    .zeros(8 /* DomainNameFields */ + 8 /* WorkstationFields */)
    .bytes(VERSION)
    .finish();
}
