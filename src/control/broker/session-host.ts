import type { Config } from '../../config/schema.js';
import type { SessionHost } from '../../session/session-options.js';
import { HOST_DEFAULTS, RDP_PORT } from '../../transport/defaults.js';
import type { HostTarget, TrustPolicy } from '../../transport/types.js';
import type { Body } from '../resources/kinds.js';
import { rdpSettings } from './rdp-settings.js';

const SECURITY = {
  auto: { tls: true, nla: true, rdp: false },
  nla: { tls: false, nla: true, rdp: false },
  tls: { tls: true, nla: false, rdp: false },
  rdp: { tls: false, nla: false, rdp: true },
} as const;

export interface Where {
  readonly pool: Body<'host-pool'>;
  readonly host: Body<'session-host'>;
  /** Shown alone instead of the desktop. */
  readonly application?: Body<'application'> | undefined;
}

type Settings = Pick<Config, 'sessions' | 'trustStore'>;

/** How a session host is connected to, as its description and its pool's say. */
export function sessionHostOf({ pool, host, application }: Where, { sessions, trustStore }: Settings): SessionHost {
  const { settings, remoteApp } = rdpSettings(pool.rdpProperties);
  const { dialTimeout, handshakeTimeout } = sessions;
  return {
    ...HOST_DEFAULTS,
    ...settings,
    ...reachedBy({ pool, host }, trustStore),
    timeouts: { dialMs: dialTimeout, handshakeMs: handshakeTimeout },
    ...(application && startedAs(application, remoteApp)),
  };
}

/** Hosts without RemoteApp start the program in place of the desktop. */
function startedAs(application: Body<'application'>, remoteApp: boolean): Partial<SessionHost> {
  const { program: path, arguments: given, workingFolder } = application;
  if (remoteApp) return { program: { path, arguments: given, workingFolder } };
  return { alternateShell: given === '' ? path : `${path} ${given}`, workingDirectory: workingFolder };
}

/** What a check needs to know. */
export const reachedBy = ({ pool, host }: Pick<Where, 'pool' | 'host'>, trustStore: string) => ({
  target: targetOf(host.address),
  security: SECURITY[pool.security],
  trust: trustOf(host.trust ?? pool.trust, trustStore),
});

/** `host[:port]`, an IPv6 address in brackets. */
export function targetOf(address: string): HostTarget {
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(address) ?? [];
  return { host: bracketed ?? name, port: port === undefined ? RDP_PORT : Number(port) };
}

function trustOf(text: string, store: string): TrustPolicy {
  if (text === 'ignore' || text === 'verify') return { mode: text };
  if (text === 'tofu') return { mode: 'tofu', store };
  return { mode: 'pin', sha256: text.slice('pin:'.length).toLowerCase().split(',') };
}
