/**
 * Rows of the store, the same on SQLite and PostgreSQL. Times are milliseconds since the Unix epoch, JSON stands as text,
 * truth values are 0 and 1, and sealed values are base64url text ({@link ../store/key-ring.ts}).
 */
import type { IdentityTables } from './tables/identity.js';
import type { ResourceTables } from './tables/resource.js';
import type { SessionTables } from './tables/session.js';
import type { TokenTables } from './tables/token.js';
import type { TrailTables } from './tables/trail.js';

export interface Tables extends ResourceTables, IdentityTables, SessionTables, TrailTables, TokenTables {}
