import { domainFrame } from '../mcs/frame.js';
import { shareDataPdu } from '../share/data-header.js';

/** MCS user id of the host; share PDUs carry it as their source too. */
export const HOST_USER_ID = 1002;

/** A slow-path frame from the host on one channel. */
export const hostFrame = (channelId: number, data: Uint8Array): Uint8Array =>
  domainFrame({ type: 'sendDataIndication', initiator: HOST_USER_ID, channelId, data });

/** A slow-path frame with one share data PDU. */
export const hostDataFrame = (channelId: number, shareId: number, type: number, body: Uint8Array): Uint8Array =>
  hostFrame(channelId, shareDataPdu(shareId, HOST_USER_ID, type, body));
