/** One thing that somebody did or was refused; each row's hash covers the row before. */
export interface AuditRow {
  seq: number;
  at: number;
  actor: string;
  action: string;
  target: string;
  outcome: 'done' | 'refused' | 'failed';
  /** JSON. */
  detail: string;
  remote: string;
  /** Hexadecimal SHA-256. */
  hash: string;
}

/** The newest row of the audit log; there is one row with `id` 1. Whoever appends holds it. */
export interface AuditHeadRow {
  id: number;
  seq: number;
  hash: string;
}

/** One attempt to open a desktop or application, and what became of it. */
export interface ConnectionRow {
  activity_id: string;
  user_name: string;
  /** `desktop` or `application`, and its name. */
  kind: string;
  name: string;
  host_pool: string;
  application_group: string;
  host: string | null;
  remote: string;
  gateway: string;
  started_at: number;
  /** When the first pixel was shown. */
  connected_at: number | null;
  ended_at: number | null;
  outcome: 'opening' | 'connected' | 'ended' | 'failed';
  code: string | null;
  /** What the code does not say, in words. */
  cause: string | null;
  frames: number;
  bytes: number;
}

export interface CheckpointRow {
  activity_id: string;
  /** Counts from 0 within the connection. */
  seq: number;
  name: string;
  at: number;
  /** JSON. */
  detail: string;
}

export interface SampleRow {
  activity_id: string;
  at: number;
  round_trip_ms: number;
  bytes_per_second: number;
  frames_per_second: number;
}

export interface TrailTables {
  audit: AuditRow;
  audit_head: AuditHeadRow;
  connection: ConnectionRow;
  connection_checkpoint: CheckpointRow;
  connection_sample: SampleRow;
}
