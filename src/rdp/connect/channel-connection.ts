import { DecodeError, GatewayError } from '../../errors.js';
import { type ServerData, ServerEarlyCapability } from '../gcc/server-data.js';
import type { DomainPdu } from '../mcs/domain.js';
import { domainFrame, readDomainFrame } from '../mcs/frame.js';
import type { StaticChannel } from '../settings.js';
import { checkpoint, type Phase, read, send } from './phase.js';
import type { JoinedChannel } from './result.js';

export interface JoinedChannels {
  readonly userId: number;
  readonly channels: readonly JoinedChannel[];
}

/** Channel Connection, [MS-RDPBCGR] 1.3.1.1: a user in the MCS domain, and a join for each of its channels. */
export function* channelConnection(requested: readonly StaticChannel[], host: ServerData): Phase<JoinedChannels> {
  yield* send(domainFrame({ type: 'erectDomainRequest' }));
  yield* send(domainFrame({ type: 'attachUserRequest' }));
  const userId = yield* readUserId();
  const { ioChannelId, channelIds } = host.network;
  // A host that has no use for a channel leaves it out or gives it id 0.
  const channels = requested
    .map(({ name, options }, i) => ({ name, options, id: channelIds[i] ?? 0 }))
    .filter(({ id }) => id !== 0);
  if (host.core.earlyCapabilityFlags & ServerEarlyCapability.RNS_UD_SC_SKIP_CHANNELJOIN_SUPPORTED) {
    yield* checkpoint('channels');
    return { userId, channels };
  }
  const { messageChannelId } = host;
  for (const id of [userId, ioChannelId, ...(messageChannelId === undefined ? [] : [messageChannelId])]) {
    if (!(yield* join(userId, id))) {
      throw new GatewayError('HOST_ERROR', { channel: id }, { detail: 'host refuses to open a basic channel' });
    }
  }
  const joined: JoinedChannel[] = [];
  for (const channel of channels) if (yield* join(userId, channel.id)) joined.push(channel);
  yield* checkpoint('channels');
  return { userId, channels: joined };
}

function* readUserId(): Phase<number> {
  const confirm = yield* readAnswer('attachUserConfirm');
  if (confirm.result === 0 && confirm.userId !== undefined) return confirm.userId;
  throw new GatewayError('HOST_ERROR', { result: confirm.result }, { detail: 'host accepts no further user' });
}

function* join(userId: number, channelId: number): Phase<boolean> {
  yield* send(domainFrame({ type: 'channelJoinRequest', userId, channelId }));
  const confirm = yield* readAnswer('channelJoinConfirm');
  return confirm.result === 0 && confirm.channelId === channelId;
}

function* readAnswer<T extends DomainPdu['type']>(type: T): Phase<Extract<DomainPdu, { type: T }>> {
  const pdu = readDomainFrame(yield* read('tpkt'));
  if (pdu.type === 'disconnectProviderUltimatum') throw new GatewayError('HOST_CLOSED', { reason: pdu.reason });
  if (pdu.type !== type) throw new DecodeError('PDU_UNEXPECTED', 'DomainMCSPDU', 'choice', pdu.type);
  return pdu as Extract<DomainPdu, { type: T }>;
}
