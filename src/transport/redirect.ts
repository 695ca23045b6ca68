import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { fromUtf16 } from '../bytes/text.js';
import { invalid } from '../errors.js';
import { type Redirection, RedirectionFlag } from '../rdp/share/redirection.js';
import type { HostOptions } from './types.js';

/** Redirections that one connection follows before it gives up. */
export const MAX_REDIRECTIONS = 5;

/**
 * Where and as whom to connect next. Load balance information is for the same front door again, as is a packet that only
 * names the session to come back to (LB_NOREDIRECT); otherwise the target named by the host is dialed, under the same
 * security and trust, and its certificate is judged like any other's. Throws PDU_INVALID when it is no name of a host.
 *
 * A password that only the target can decrypt is left out: it needs RDSTLS, which is not offered.
 */
export function redirected(options: HostOptions, redirection: Redirection): HostOptions {
  const { credentials, target } = options;
  const stay = redirection.loadBalanceInfo !== undefined || (redirection.flags & RedirectionFlag.LB_NOREDIRECT) !== 0;
  const host = stay ? undefined : (redirection.targetFqdn ?? redirection.targetAddress);
  const sealed = (redirection.flags & RedirectionFlag.LB_PASSWORD_IS_PK_ENCRYPTED) !== 0;
  return {
    ...options,
    target: host ? { host: targetName(host), port: target.port } : target,
    credentials: {
      username: redirection.username || credentials.username,
      domain: redirection.domain ?? credentials.domain,
      password: redirection.password && !sealed ? fromUtf16(redirection.password) : credentials.password,
    },
    routingToken: redirection.loadBalanceInfo,
    redirectedSessionId: redirection.sessionId,
    autoReconnect: undefined,
  };
}

const HOST_NAME = /^[a-z0-9_][a-z0-9_-]{0,62}(\.[a-z0-9_-]{1,63})*\.?$/i;
const HOST_NAME_MAX = 253;

/** The name goes into the trust store, logs and messages to viewers, so it must be a name and nothing more. */
function targetName(text: string): string {
  if (isIP(text)) return text;
  const name = text.length <= HOST_NAME_MAX ? domainToASCII(text) : '';
  if (HOST_NAME_MAX < name.length || !HOST_NAME.test(name))
    throw invalid('RDP_SERVER_REDIRECTION_PACKET', 'TargetFQDN');
  return name;
}
