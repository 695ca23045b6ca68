import { dataFrame, readDataFrame } from '../x224/data.js';
import { type DomainPdu, domainPdu, readDomainPdu } from './domain.js';

/** A slow-path frame, TPKT header included, that holds one MCS domain PDU. */
export const domainFrame = (pdu: DomainPdu): Uint8Array => dataFrame(domainPdu(pdu));

/** Reads the MCS domain PDU inside a slow-path frame; its data is a view into the frame. */
export const readDomainFrame = (frame: Uint8Array): DomainPdu => readDomainPdu(readDataFrame(frame));
