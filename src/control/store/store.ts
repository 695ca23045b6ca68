import type { Kysely, Transaction } from 'kysely';
import type { Change, Changes } from './changes.js';
import type { KeyRing } from './key-ring.js';
import type { Tables } from './tables.js';

/** An open store: migrated, and shared by the parts of the control plane. Whoever opened it closes it. */
export interface Store {
  readonly engine: 'sqlite' | 'postgresql';
  readonly db: Kysely<Tables>;
  readonly changes: Changes;
  readonly keys: KeyRing;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /**
   * Runs `work` in one transaction. What it calls `changed` with is told after the commit, and never when it fails. Where
   * two transactions got into each other's way (PostgreSQL) the work runs again, so it must do nothing but use `tx`: on
   * SQLite there is one connection, and whatever else asks for it waits until the transaction ends.
   *
   * A row that is read in order to be changed is read with `forUpdate()`, one that must stay as it is with `forShare()`;
   * SQLite needs neither and leaves them out.
   */
  transaction<T>(work: (tx: Transaction<Tables>, changed: (change: Change) => void) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
