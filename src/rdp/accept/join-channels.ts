import { DecodeError } from '../../errors.js';
import { type Phase, read, send } from '../connect/phase.js';
import type { SendData } from '../mcs/domain.js';
import { domainFrame, readDomainFrame } from '../mcs/frame.js';
import type { BasicSettings } from './basic-settings.js';

/** Behind any channel id that we give out: 1003 for input and output, up to 31 static ones, and the message channel. */
const USER_CHANNEL = 1007 + 31;
/** Every channel once, the user's own, and as many again for clients that repeat themselves. */
const MAX_REQUESTS = 2 * (31 + 4);
const RT_NO_SUCH_CHANNEL = 5;

export interface Joined {
  readonly userId: number;
  /** The first PDU that is no join request: it belongs to the next phase. */
  readonly first: SendData;
}

/** Channel connection ([MS-RDPBCGR] 1.3.1.1): attaches the user and joins whatever channel exists, in any order. */
export function* joinChannels(basic: BasicSettings): Phase<Joined> {
  const userId = USER_CHANNEL;
  const known = new Set([userId, basic.ioChannelId, ...basic.channels.map(({ id }) => id)]);
  if (basic.messageChannelId !== undefined) known.add(basic.messageChannelId);
  for (let request = 0; request < MAX_REQUESTS; request++) {
    const pdu = readDomainFrame(yield* read('tpkt'));
    switch (pdu.type) {
      case 'erectDomainRequest':
        break;
      case 'attachUserRequest':
        yield* send(domainFrame({ type: 'attachUserConfirm', result: 0, userId }));
        break;
      case 'channelJoinRequest': {
        const exists = known.has(pdu.channelId);
        yield* send(
          domainFrame({
            type: 'channelJoinConfirm',
            result: exists ? 0 : RT_NO_SUCH_CHANNEL,
            userId,
            requested: pdu.channelId,
            channelId: exists ? pdu.channelId : undefined,
          }),
        );
        break;
      }
      case 'sendDataRequest':
        return { userId, first: pdu };
      default:
        throw new DecodeError('PDU_UNEXPECTED', 'DomainMCSPDU', 'choice', pdu.type);
    }
  }
  throw new DecodeError('PDU_UNEXPECTED', 'ChannelJoinRequest', 'channelId');
}
