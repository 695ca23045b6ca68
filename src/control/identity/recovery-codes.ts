import type { Parts } from './parts.js';
import { hashToken } from './tokens.js';

const COUNT = 10;
const GROUPS = 4;
const GROUP_LENGTH = 4;
/** 32 characters that are not mistaken for each other (Crockford's base 32 in lower case): 80 bits a code. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Codes for whoever lost the second factor; each works once. */
export class RecoveryCodes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Ten new codes, shown once, in place of those before. */
  async renew(user: string): Promise<readonly string[]> {
    const codes = Array.from({ length: COUNT }, () => this.#newCode());
    await this.#parts.store.transaction(async (db) => {
      await db.deleteFrom('recovery_code').where('user_name', '=', user).execute();
      const rows = codes.map((code) => ({ user_name: user, hash: hashOf(user, code) }));
      await db.insertInto('recovery_code').values(rows).execute();
    });
    return codes;
  }

  /** Is it one of the codes? It is used then. */
  async use(user: string, code: string): Promise<boolean> {
    const { numDeletedRows } = await this.#parts.store.db
      .deleteFrom('recovery_code')
      .where('user_name', '=', user)
      .where('hash', '=', hashOf(user, code))
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  #newCode(): string {
    const letters = [...this.#parts.random(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
    return Array.from({ length: GROUPS }, (_, group) =>
      letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
    ).join('-');
  }
}

/** However it was typed: capitals, spaces, and letters for digits that look alike. */
const hashOf = (user: string, code: string): string =>
  hashToken('recovery', user, code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1'));
