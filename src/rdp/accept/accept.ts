import { checkpoint, type Phase, upgradeToTls } from '../connect/phase.js';
import { Protocol } from '../x224/negotiation.js';
import { activate } from './activate.js';
import { authenticate } from './authenticate.js';
import { basicSettings } from './basic-settings.js';
import { joinChannels } from './join-channels.js';
import { negotiate } from './negotiate.js';
import type { Accepted } from './result.js';
import { license, readInfoFlags } from './secure-settings.js';
import type { HostSettings } from './settings.js';

/**
 * The connection sequence ([MS-RDPBCGR] 1.3.1.1) from the host's side, the mirror of `connect/`. `upgrade` asks the
 * driver to become a TLS server on the connection; the answer is the host's own certificate. What the client sends too
 * early goes nowhere.
 */
export function* accept(settings: HostSettings): Phase<Accepted> {
  const { requested, protocol } = yield* negotiate(settings);
  yield* checkpoint('negotiated');
  if (protocol !== Protocol.PROTOCOL_RDP) {
    const own = yield* upgradeToTls();
    yield* checkpoint('tls');
    const { nla } = settings.security;
    if (nla && protocol === Protocol.PROTOCOL_HYBRID) yield* authenticate(nla, own);
  }
  const basic = yield* basicSettings(requested);
  const { userId, first } = yield* joinChannels(basic);
  yield* checkpoint('channels');
  const infoFlags = readInfoFlags(first);
  yield* license(basic.ioChannelId);
  yield* checkpoint('licensed');
  const { core } = basic.client;
  const asked = { width: core.desktopWidth, height: core.desktopHeight };
  const { ioChannelId, messageChannelId, channels } = basic;
  const activation = yield* activate(settings, { core, userId, ioChannelId }, asked, () => {});
  return { protocol, core, infoFlags, userId, ioChannelId, messageChannelId, channels, activation };
}
