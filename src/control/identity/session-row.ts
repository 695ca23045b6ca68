import type { Selectable } from 'kysely';
import type { BrowserSessionRow } from '../store/tables/identity.js';
import type { Authentication } from './actor.js';

/** What a sign-in established. */
export interface NewSession {
  readonly user: string;
  readonly authentication: Authentication;
  /** Where the provider knows the person, for signing out there and from there. */
  readonly provider?: {
    readonly issuer: string;
    readonly subject: string;
    readonly session?: string;
    readonly idToken: string;
  };
  readonly claimGroups: readonly string[];
  readonly claimRoles: readonly string[];
}

/** A session as its owner sees it. */
export interface SessionView {
  readonly id: string;
  readonly provider: string;
  readonly remote: string;
  readonly userAgent: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

/** As it stands in the store. */
export type SessionRow = Selectable<BrowserSessionRow>;

export const viewOf = (row: SessionRow): SessionView => ({
  id: row.id,
  provider: row.provider,
  remote: row.remote,
  userAgent: row.user_agent,
  createdAt: row.created_at,
  seenAt: row.seen_at,
  expiresAt: row.expires_at,
});
