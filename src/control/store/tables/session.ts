import type { Generated } from 'kysely';

/** What is known of a session host: nothing that an administrator said. Goes with the host. */
export interface HostStateRow {
  /** Always `session-host`; half of the key of the host's row. */
  host_kind: Generated<'session-host'>;
  host_name: string;
  health: 'available' | 'unavailable' | 'unknown';
  /** Code of the error that made it unavailable. */
  problem: string | null;
  checked_at: number | null;
  /** When it last answered. */
  heartbeat_at: number | null;
  latency_ms: number | null;
  next_check_at: number;
  /** A connection to it failed a moment ago: it gets no new session until then, whatever checks say. */
  avoid_until: number;
  power: 'running' | 'stopped' | 'deallocated' | 'starting' | 'stopping' | 'unknown';
  power_at: number;
  /** How long it took to start last. */
  start_ms: number | null;
  /** When the people on it were told that it will be stopped; takes no new sessions from then on. */
  warned_at: number | null;
  /** It is being emptied to be brought to this image. */
  updating_to: string | null;
}

/** A session of a person on a host, from its reservation to its end. */
export interface UserSessionRow {
  /** Also the id of the session in the gateway that has it. */
  id: string;
  activity_id: string;
  user_name: string;
  browser_session: string;
  kind: 'desktop' | 'application';
  name: string;
  application_group: string;
  host_pool: string;
  host: string;
  gateway: string;
  remote: string;
  /** `reserved` until the grant is redeemed. */
  state: 'reserved' | 'active' | 'disconnected' | 'ended';
  /** 1 while a gateway has it, so that a viewer may come back to it. */
  open: number;
  /** When the state began. */
  since: number;
  created_at: number;
  /** When a reservation, or what a host is thought to keep of a session that was disconnected, is void. */
  expires_at: number | null;
  ended_at: number | null;
  /** Why it ended. */
  code: string | null;
  /** JSON. */
  rights: string;
}

/** Somebody asked to be connected. */
export interface BrokerRequestRow {
  id: string;
  activity_id: string;
  user_name: string;
  browser_session: string;
  remote: string;
  /** Where grants are valid: the gateway's address, as the person sees it. */
  audience: string;
  kind: 'desktop' | 'application';
  name: string;
  application_group: string;
  host_pool: string;
  state: 'waiting' | 'starting' | 'granted' | 'redeemed' | 'stepUp' | 'failed' | 'cancelled';
  /** When the state began. */
  since: number;
  created_at: number;
  /** Place in the queue of the pool. */
  arrival: number;
  /** When somebody last asked how it stands. */
  seen_at: number;
  host: string | null;
  session_id: string | null;
  /** Is it the session that was there before? */
  resumed: number;
  grant_id: string | null;
  /** JSON. */
  rights: string;
  requirements: string | null;
  code: string | null;
  detail: string | null;
}

/** Whoever holds the row of a pool gives out its hosts. */
export interface PoolTurnRow {
  host_pool: string;
  /** Counts those who came. */
  arrivals: number;
}

/** A key that signs grants. */
export interface GrantKeyRow {
  id: string;
  /** Sealed. */
  secret: string;
  created_at: number;
}

/** A grant that was redeemed. */
export interface GrantUseRow {
  id: string;
  expires_at: number;
}

/** Who among several gateways does something. */
export interface LeaseRow {
  name: string;
  holder: string;
  expires_at: number;
}

/** What a person did with something that is assigned to them. */
export interface UserResourceRow {
  /** Always `user`; half of the key of the user's row. */
  user_kind: Generated<'user'>;
  user_name: string;
  kind: 'desktop' | 'application';
  name: string;
  favourite: number;
  last_used: number | null;
}

/** What the gateway that has a session shall do with it. */
export interface SessionOrderRow {
  id: string;
  gateway: string;
  session_id: string;
  action: 'message' | 'disconnect' | 'logOff';
  /** JSON. */
  detail: string;
  created_at: number;
}

export interface SessionTables {
  host_state: HostStateRow;
  user_session: UserSessionRow;
  broker_request: BrokerRequestRow;
  pool_turn: PoolTurnRow;
  grant_key: GrantKeyRow;
  grant_use: GrantUseRow;
  lease: LeaseRow;
  user_resource: UserResourceRow;
  session_order: SessionOrderRow;
}
