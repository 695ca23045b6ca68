import type { Kysely } from 'kysely';
import type { OneTimeLinkRow } from '../store/tables/identity.js';
import type { Tables } from '../store/tables.js';
import type { Parts } from './parts.js';
import { hashToken, isToken, newToken } from './tokens.js';

export interface Link {
  readonly user: string | null;
  readonly clearsFactors: boolean;
}

type Purpose = OneTimeLinkRow['purpose'];

/** Links that work once, for a while. The store has their hashes only. */
export class OneTimeLinks {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A new token for a link; those before for the same person and purpose stop working. */
  async make(
    purpose: Purpose,
    lifetime: number,
    { user, clearsFactors }: Link = { user: null, clearsFactors: false },
  ): Promise<{ token: string; expiresAt: number }> {
    const token = newToken(this.#parts.random);
    const expiresAt = this.#parts.store.now() + lifetime;
    const row = {
      hash: hashOf(purpose, token),
      purpose,
      user_name: user,
      clears_factors: clearsFactors ? 1 : 0,
      expires_at: expiresAt,
    };
    await this.#parts.store.transaction(async (tx) => {
      await this.forget(purpose, user, tx);
      await tx.insertInto('one_time_link').values(row).execute();
    });
    return { token, expiresAt };
  }

  /** What the link is for, if it works. */
  async look(purpose: Purpose, token: string): Promise<Link | undefined> {
    if (!isToken(token)) return undefined;
    const row = await this.#parts.store.db
      .selectFrom('one_time_link')
      .selectAll()
      .where('hash', '=', hashOf(purpose, token))
      .where('expires_at', '>', this.#parts.store.now())
      .executeTakeFirst();
    return row && { user: row.user_name, clearsFactors: row.clears_factors === 1 };
  }

  /** Uses the link: of two who do, one may go on. */
  async use(purpose: Purpose, token: string, db: Kysely<Tables>): Promise<boolean> {
    const { numDeletedRows } = await db
      .deleteFrom('one_time_link')
      .where('hash', '=', hashOf(purpose, token))
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async forget(purpose: Purpose, user: string | null, db: Kysely<Tables> = this.#parts.store.db): Promise<void> {
    await db
      .deleteFrom('one_time_link')
      .where('purpose', '=', purpose)
      .where('user_name', user === null ? 'is' : '=', user)
      .execute();
  }

  async sweep(): Promise<void> {
    const { db, now } = this.#parts.store;
    await db.deleteFrom('one_time_link').where('expires_at', '<=', now()).execute();
  }
}

const hashOf = (purpose: Purpose, token: string): string => hashToken('link', purpose, token);
