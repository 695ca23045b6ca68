import { PLANNER_DEFAULTS, type PlannerOptions } from '../display/frame-planner.js';
import { type Logger, silentLogger } from '../logger.js';
import type { Credentials } from '../rdp/settings.js';
import { connectHost } from '../transport/connect-host.js';
import type { HostOptions } from '../transport/types.js';
import type { Rights } from '../wire/messages.js';

export type { Rights, Status } from '../wire/messages.js';

import { LANE_DEFAULTS } from '../workers/lane.js';
import type { WorkerPool } from '../workers/pool.js';
import { RECONNECT_DEFAULTS, type ReconnectOptions } from './backoff.js';
import { wallClock } from './clock.js';
import type { CredentialSource } from './credential-desk.js';
import { SessionMetrics } from './metrics.js';

/** What a session decides itself is not asked for: who signs in, how far the handshake is, how to resume. */
export type SessionHost = Omit<HostOptions, 'credentials' | 'onCheckpoint' | 'autoReconnect' | 'logger'>;

export interface SessionOptions {
  readonly id: string;
  readonly host: SessionHost;
  readonly pool: Pick<WorkerPool, 'decode' | 'encode' | 'findCopy' | 'threads' | 'busy'>;
  /** Name and version of the gateway, for viewers. */
  readonly gateway: string;
  /** How long a session without viewers waits for one. */
  readonly graceMs: number;
  /** How long a person has to type credentials. */
  readonly credentialsMs: number;
  readonly maxViewers: number;
  /** What viewers are told that they may do; nothing is told unless given. */
  readonly rights?: Rights;
  /** Bytes of commands that wait for a worker before the host is paused. */
  readonly laneBytes: number;
  readonly reconnect: ReconnectOptions;
  readonly planner: Partial<PlannerOptions>;
  readonly metrics: SessionMetrics;
  readonly logger: Logger;
  /** Milliseconds since the Unix epoch, never running backwards. */
  readonly now: () => number;
  readonly connect: typeof connectHost;
}

/** Session options that must be given; the others have a default in {@link SESSION_DEFAULTS}. */
export type SessionInput = Pick<SessionOptions, 'id' | 'host' | 'pool'> &
  Partial<SessionOptions> & {
    /** A pair for the first handshake, which is forgotten after it, or a source that is asked before each. */
    readonly credentials?: Credentials | CredentialSource;
  };

export const SESSION_DEFAULTS: Omit<SessionOptions, 'id' | 'host' | 'pool' | 'metrics'> = Object.freeze({
  gateway: 'sluice',
  graceMs: 60_000,
  credentialsMs: 300_000,
  maxViewers: 8,
  laneBytes: LANE_DEFAULTS.byteLimit,
  reconnect: RECONNECT_DEFAULTS,
  planner: PLANNER_DEFAULTS,
  logger: silentLogger,
  now: wallClock,
  connect: connectHost,
});

export const sessionOptions = (input: Omit<SessionInput, 'credentials'>): SessionOptions =>
  Object.freeze({ ...SESSION_DEFAULTS, metrics: new SessionMetrics(), ...input });
