import { hostname } from 'node:os';
import type { Config } from '../config/schema.js';
import type { ControlMetrics } from '../control/metrics.js';
import type { Logger } from '../logger.js';
import type { SessionMetrics } from '../session/metrics.js';
import { Connections } from './connections.js';
import type { EdgeContext } from './context.js';
import { registerControlMetrics } from './control-metrics.js';
import { securityHeaders } from './headers.js';
import type { Links } from './links.js';
import { Metrics } from './metrics.js';
import { OpenSessions } from './open-sessions.js';
import { isLoopback, Origins } from './origins.js';
import { Pollers } from './pollers.js';
import { TrustedProxies } from './remote.js';
import { SessionKeys } from './session-keys.js';
import { registerSessionMetrics } from './session-metrics.js';
import type { EdgeSessions, GrantDoor, GrantedDesktop, PublishedDesktop } from './session-port.js';
import type { SocketSink } from './socket-sink.js';
import { StaticFiles } from './static-files.js';

export interface ContextParts<Desktop extends PublishedDesktop> {
  readonly sessions: EdgeSessions<Desktop>;
  readonly links: Links<Desktop>;
  readonly door: GrantDoor<Desktop & GrantedDesktop> | undefined;
  readonly logger: Logger;
  readonly sessionMetrics: SessionMetrics | undefined;
  readonly controlMetrics: ControlMetrics | undefined;
  readonly webRoot: string;
}

/** Builds what the routes share. Throws CONFIG_INVALID when the client was not built. */
export async function createContext<Desktop extends PublishedDesktop>(
  config: Config,
  { sessions, links, door, logger, sessionMetrics, controlMetrics, webRoot }: ContextParts<Desktop>,
): Promise<EdgeContext> {
  const { host, publicUrl, origins, trustedProxies } = config.listen;
  const secure = config.tls !== undefined;
  const keys = new SessionKeys(new URL(publicUrl ?? ownUrl(config, 0)));
  const sockets = new Set<SocketSink>();
  const { budget, idleTimeout, messagesPerSecond } = config.viewers;
  const pollers = new Pollers({
    budget,
    idleTimeoutMs: idleTimeout,
    messagesPerSecond,
    onSent: (bytes) => {
      metrics.viewerBytes.poll += bytes;
    },
  });
  const open = new OpenSessions({
    ...{ sessions, links, keys, logger },
    graceMs: config.sessions.grace,
    onForget: (id) => pollers.forget(id),
  });
  const metrics = new Metrics({
    sessions: () => open.count,
    viewers: () => ({ websocket: sockets.size, poll: pollers.count }),
    bufferedBytes: () => [...sockets].reduce((sum, { bufferedBytes }) => sum + bufferedBytes, pollers.bufferedBytes),
  });
  if (sessionMetrics) registerSessionMetrics(metrics.registry, sessionMetrics);
  if (controlMetrics) registerControlMetrics(metrics.registry, controlMetrics);
  return {
    config,
    logger,
    metrics,
    keys,
    sockets,
    connections: new Connections(config.limits.connections, logger),
    pollers,
    sessions: open,
    door,
    origins: new Origins({ secure, host, publicUrl, origins }),
    proxies: new TrustedProxies(trustedProxies),
    statics: await StaticFiles.load(webRoot),
    headers: securityHeaders(secure && !isLoopback(host)),
  };
}

/** Where browsers find a gateway that no proxy stands before. */
export function ownUrl({ listen: { host }, tls }: Config, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
