import type { Kysely } from 'kysely';
import type { Changes } from './changes.js';
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
  close(): Promise<void>;
}
