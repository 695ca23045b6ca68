import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { readPerInteger, readPerLength, writePerInteger, writePerLength } from './per.js';

/** DomainMCSPDU choices that RDP uses, [T.125] section 7 part 10. */
const Choice = {
  erectDomainRequest: 1,
  disconnectProviderUltimatum: 8,
  attachUserRequest: 10,
  attachUserConfirm: 11,
  channelJoinRequest: 14,
  channelJoinConfirm: 15,
  sendDataRequest: 25,
  sendDataIndication: 26,
} as const;

/** Reason of a Disconnect Provider Ultimatum, [T.125] section 7 part 3. */
export const DisconnectReason = {
  domainDisconnected: 0,
  providerInitiated: 1,
  tokenPurged: 2,
  userRequested: 3,
  channelPurged: 4,
} as const;

/** User ids are sent as their distance from here. */
const USER_ID_BASE = 1001;
/** dataPriority high, segmentation begin and end. */
const WHOLE_MESSAGE = 0x70;
const PDU = 'DomainMCSPDU';

export interface SendData {
  /** MCS user id of whoever sends. */
  readonly initiator: number;
  readonly channelId: number;
  readonly data: Uint8Array;
}

/** [MS-RDPBCGR] 2.2.1.5 to 2.2.1.9, and the two PDUs that carry everything after them. `result` 0 is rt-successful. */
export type DomainPdu =
  | { readonly type: 'erectDomainRequest' }
  | { readonly type: 'disconnectProviderUltimatum'; readonly reason: number }
  | { readonly type: 'attachUserRequest' }
  | { readonly type: 'attachUserConfirm'; readonly result: number; readonly userId: number | undefined }
  | { readonly type: 'channelJoinRequest'; readonly userId: number; readonly channelId: number }
  | {
      readonly type: 'channelJoinConfirm';
      readonly result: number;
      readonly userId: number;
      readonly requested: number;
      readonly channelId: number | undefined;
    }
  | ({ readonly type: 'sendDataRequest' } & SendData)
  | ({ readonly type: 'sendDataIndication' } & SendData);

export function readDomainPdu(r: ByteReader): DomainPdu {
  r.need(1, PDU, 'choice');
  const first = r.u8();
  switch (first >> 2) {
    case Choice.erectDomainRequest:
      readPerInteger(r, 'ErectDomainRequest', 'subHeight');
      readPerInteger(r, 'ErectDomainRequest', 'subInterval');
      return { type: 'erectDomainRequest' };
    case Choice.disconnectProviderUltimatum:
      r.need(1, 'DisconnectProviderUltimatum', 'reason');
      return { type: 'disconnectProviderUltimatum', reason: ((first & 3) << 1) | (r.u8() >> 7) };
    case Choice.attachUserRequest:
      return { type: 'attachUserRequest' };
    case Choice.attachUserConfirm:
      return readAttachUserConfirm(r, (first & 2) !== 0);
    case Choice.channelJoinRequest:
      r.need(2 /* initiator */ + 2 /* channelId */, 'ChannelJoinRequest');
      return { type: 'channelJoinRequest', userId: r.u16be() + USER_ID_BASE, channelId: r.u16be() };
    case Choice.channelJoinConfirm:
      return readChannelJoinConfirm(r, (first & 2) !== 0);
    case Choice.sendDataRequest:
      return { type: 'sendDataRequest', ...readSendData(r) };
    case Choice.sendDataIndication:
      return { type: 'sendDataIndication', ...readSendData(r) };
    default:
      throw invalid(PDU, 'choice', first >> 2);
  }
}

export function writeDomainPdu(w: ByteWriter, pdu: DomainPdu): void {
  const choice = Choice[pdu.type] << 2;
  switch (pdu.type) {
    case 'erectDomainRequest':
      w.u8(choice);
      writePerInteger(w, 0);
      writePerInteger(w, 0);
      return;
    case 'disconnectProviderUltimatum':
      w.u8(choice | (pdu.reason >> 1)).u8((pdu.reason & 1) << 7);
      return;
    case 'attachUserRequest':
      w.u8(choice);
      return;
    case 'attachUserConfirm':
      w.u8(choice | (pdu.userId === undefined ? 0 : 2)).u8(pdu.result);
      if (pdu.userId !== undefined) w.u16be(pdu.userId - USER_ID_BASE);
      return;
    case 'channelJoinRequest':
      w.u8(choice)
        .u16be(pdu.userId - USER_ID_BASE)
        .u16be(pdu.channelId);
      return;
    case 'channelJoinConfirm':
      w.u8(choice | (pdu.channelId === undefined ? 0 : 2)).u8(pdu.result);
      w.u16be(pdu.userId - USER_ID_BASE).u16be(pdu.requested);
      if (pdu.channelId !== undefined) w.u16be(pdu.channelId);
      return;
    case 'sendDataRequest':
    case 'sendDataIndication':
      w.u8(choice)
        .u16be(pdu.initiator - USER_ID_BASE)
        .u16be(pdu.channelId)
        .u8(WHOLE_MESSAGE);
      writePerLength(w, pdu.data.length);
      w.bytes(pdu.data);
  }
}

/** The PDU as bytes of its own. */
export function domainPdu(pdu: DomainPdu): Uint8Array {
  const w = new ByteWriter('data' in pdu ? pdu.data.length + 8 : 16);
  writeDomainPdu(w, pdu);
  return w.finish();
}

function readAttachUserConfirm(r: ByteReader, hasInitiator: boolean): DomainPdu {
  r.need(1 /* result */ + (hasInitiator ? 2 /* initiator */ : 0), 'AttachUserConfirm');
  const result = r.u8();
  return { type: 'attachUserConfirm', result, userId: hasInitiator ? r.u16be() + USER_ID_BASE : undefined };
}

function readChannelJoinConfirm(r: ByteReader, hasChannelId: boolean): DomainPdu {
  r.need(1 /* result */ + 2 /* initiator */ + 2 /* requested */ + (hasChannelId ? 2 : 0), 'ChannelJoinConfirm');
  return {
    type: 'channelJoinConfirm',
    result: r.u8(),
    userId: r.u16be() + USER_ID_BASE,
    requested: r.u16be(),
    channelId: hasChannelId ? r.u16be() : undefined,
  };
}

function readSendData(r: ByteReader): SendData {
  r.need(2 /* initiator */ + 2 /* channelId */ + 1 /* dataPriority, segmentation */, 'SendData');
  const initiator = r.u16be() + USER_ID_BASE;
  const channelId = r.u16be();
  r.skip(1);
  return { initiator, channelId, data: r.bytes(readPerLength(r, 'SendData'), 'SendData', 'userData') };
}
