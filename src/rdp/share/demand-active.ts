import type { ByteReader } from '../../bytes/reader.js';
import { fromLatin1, latin1 } from '../../bytes/text.js';
import { ByteWriter } from '../../bytes/writer.js';
import { type CapabilitySet, readCapabilitySets, writeCapabilitySets } from './capability-sets/index.js';

/** [MS-RDPBCGR] 2.2.1.13.1.1 Demand Active PDU Data (TS_DEMAND_ACTIVE_PDU) without its share control header. */
export interface DemandActive {
  readonly shareId: number;
  readonly sourceDescriptor: string;
  readonly capabilitySets: readonly CapabilitySet[];
}

export function readDemandActive(r: ByteReader): DemandActive {
  r.need(4 /* shareId */ + 2 /* lengthSourceDescriptor */ + 2 /* lengthCombinedCapabilities */, 'TS_DEMAND_ACTIVE_PDU');
  const shareId = r.u32();
  return { shareId, ...readCapabilities(r, 'TS_DEMAND_ACTIVE_PDU') };
}

export function writeDemandActive(w: ByteWriter, pdu: DemandActive): void {
  w.u32(pdu.shareId);
  writeCapabilities(w, pdu);
  w.u32(0 /* sessionId */);
}

/** originatorId: the MCS channel of a host's share. */
const SERVER_CHANNEL_ID = 0x03ea;

/** [MS-RDPBCGR] 2.2.1.13.2.1 Confirm Active PDU Data (TS_CONFIRM_ACTIVE_PDU) without its share control header. */
export type ConfirmActive = DemandActive;

export function readConfirmActive(r: ByteReader): ConfirmActive {
  r.need(4 /* shareId */ + 2 /* originatorId */ + 2 + 2, 'TS_CONFIRM_ACTIVE_PDU');
  const shareId = r.u32();
  r.skip(2);
  return { shareId, ...readCapabilities(r, 'TS_CONFIRM_ACTIVE_PDU') };
}

export function writeConfirmActive(w: ByteWriter, pdu: ConfirmActive): void {
  w.u32(pdu.shareId).u16(SERVER_CHANNEL_ID);
  writeCapabilities(w, pdu);
}

function readCapabilities(r: ByteReader, pdu: string): Omit<DemandActive, 'shareId'> {
  const descriptorLength = r.u16();
  const combinedLength = r.u16();
  const sourceDescriptor = fromLatin1(r.bytes(descriptorLength, pdu, 'lengthSourceDescriptor'));
  const combined = r.sub(combinedLength, pdu, 'lengthCombinedCapabilities');
  combined.need(2 /* numberCapabilities */ + 2 /* pad2Octets */, pdu);
  const count = combined.u16();
  combined.skip(2);
  return { sourceDescriptor, capabilitySets: readCapabilitySets(combined, count) };
}

function writeCapabilities(w: ByteWriter, { sourceDescriptor, capabilitySets }: DemandActive): void {
  const combined = new ByteWriter(512).u16(capabilitySets.length).u16(0);
  writeCapabilitySets(combined, capabilitySets);
  const bytes = combined.finish();
  const descriptor = latin1(`${sourceDescriptor}\0`);
  w.u16(descriptor.length).u16(bytes.length).bytes(descriptor).bytes(bytes);
}
