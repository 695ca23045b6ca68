/** One thing that somebody did, or was not allowed to do. */
export interface AuditEntry {
  /** Name of the user, or of the part of the gateway. */
  readonly actor: string;
  /** Such as `host-pool.write`. */
  readonly action: string;
  /** Such as `host-pool/office`. */
  readonly target: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** Address that the request came from. */
  readonly remote?: string;
}

/** Remembers for good who did what. */
export interface Audit {
  record(entry: AuditEntry): Promise<void>;
}
