import type { Config } from '../config/schema.js';
import type { Logger } from '../logger.js';
import type { Connections } from './connections.js';
import type { Metrics } from './metrics.js';
import type { OpenSessions } from './open-sessions.js';
import type { Origins } from './origins.js';
import type { Pollers } from './pollers.js';
import type { TrustedProxies } from './remote.js';
import type { Headers } from './reply.js';
import type { SessionKeys } from './session-keys.js';
import type { GrantDoor, GrantedDesktop, PublishedDesktop } from './session-port.js';
import type { SocketSink } from './socket-sink.js';
import type { StaticFiles } from './static-files.js';

/** What the routes share. */
export interface EdgeContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly origins: Origins;
  readonly proxies: TrustedProxies;
  readonly keys: SessionKeys;
  readonly sessions: OpenSessions<PublishedDesktop>;
  /** Without a control plane there are no grants. */
  readonly door: GrantDoor<GrantedDesktop> | undefined;
  readonly pollers: Pollers;
  readonly connections: Connections;
  /** Viewers that are connected by WebSocket. */
  readonly sockets: Set<SocketSink>;
  readonly statics: StaticFiles;
  /** Headers of every response. */
  readonly headers: Headers;
}
