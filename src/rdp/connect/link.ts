import { domainFrame } from '../mcs/frame.js';
import { seal, sealData } from '../security/envelope.js';
import { type Phase, send } from './phase.js';
import type { Connected } from './result.js';

/** What it takes to exchange PDUs with the host once channels are joined. */
export type Link = Pick<Connected, 'userId' | 'ioChannelId' | 'messageChannelId' | 'cipher' | 'bulk'>;

/** A PDU on the I/O channel, with a security header only where there is encryption. */
export function* sendShare(link: Link, pdu: Uint8Array): Phase<void> {
  yield* sendOn(link, link.ioChannelId, sealData(link.cipher, pdu));
}

/** A PDU of a kind that has a security header always. */
export function* sendSecured(link: Link, channelId: number, flags: number, body: Uint8Array): Phase<void> {
  yield* sendOn(link, channelId, seal(link.cipher, flags, body));
}

function* sendOn(link: Link, channelId: number, data: Uint8Array): Phase<void> {
  yield* send(domainFrame({ type: 'sendDataRequest', initiator: link.userId, channelId, data }));
}
