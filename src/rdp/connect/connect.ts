import { BulkDecompressor } from '../bulk/decompressor.js';
import type { ClientSettings } from '../settings.js';
import { Protocol } from '../x224/negotiation.js';
import { activation } from './activate.js';
import { basicSettings } from './basic-settings.js';
import { channelConnection } from './channel-connection.js';
import { credssp } from './credssp.js';
import { EarlyChannelData } from './early-channel-data.js';
import { initiation } from './initiation.js';
import { IoReader } from './io-reader.js';
import { licensing } from './licensing.js';
import type { Link } from './link.js';
import { checkpoint, type Phase, upgradeToTls } from './phase.js';
import type { ConnectResult } from './result.js';
import { secureSettings } from './secure-settings.js';
import { securityCommencement } from './security-commencement.js';

/**
 * The connection sequence of [MS-RDPBCGR] 1.3.1.1 from the first byte to the active stage. Throws a coded error where the
 * host or the settings do not allow it to go on.
 */
export function* connect(settings: ClientSettings): Phase<ConnectResult> {
  const negotiated = yield* initiation(settings);
  yield* secureChannel(settings, negotiated.protocol);
  const host = yield* basicSettings(settings, negotiated);
  const { userId, channels } = yield* channelConnection(settings.channels, host);
  const { ioChannelId } = host.network;
  const commenced = yield* securityCommencement(settings, host.security, { userId, ioChannelId });
  const bulk = new BulkDecompressor();
  const link: Link = {
    ...{ userId, ioChannelId, messageChannelId: host.messageChannelId, cipher: commenced?.cipher },
    bulk,
  };
  yield* secureSettings(settings, link, commenced?.randoms.client);

  const early = new EarlyChannelData(channels, bulk);
  const reader = new IoReader(link, settings.now, early);
  const licensed = yield* licensing(settings, link, reader, host.security.serverCertificate);
  if (licensed.kind === 'redirected') return licensed;
  const activated = yield* activation(settings, link, reader, licensed.demandActive);
  if (activated.kind === 'redirected') return activated;
  yield* checkpoint('activated');
  return {
    kind: 'connected',
    ...link,
    channels,
    protocol: negotiated.protocol,
    activation: activated.activation,
    early: early.chunks,
  };
}

/** TLS, and NLA inside it, before the first PDU that means anything. */
function* secureChannel(settings: ClientSettings, protocol: number): Phase<void> {
  if (protocol === Protocol.PROTOCOL_RDP) return;
  const peer = yield* upgradeToTls();
  yield* checkpoint('tls');
  if (protocol !== Protocol.PROTOCOL_SSL) yield* credssp(settings, peer, protocol);
}
