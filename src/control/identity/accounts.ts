import type { Kysely } from 'kysely';
import { RequestInvalid } from '../request-invalid.js';
import type { Body } from '../resources/kinds.js';
import type { Tables } from '../store/tables.js';
import type { Parts } from './parts.js';
import type { PasswordHasher } from './password-hash.js';
import { passwordProblem } from './password-rules.js';
import { newToken } from './tokens.js';

/** What somebody can prove besides the password. */
export interface Factors {
  readonly totp: boolean;
  readonly passkeys: number;
  readonly recoveryCodes: number;
}

/** Somebody's local account with what sign-in needs of it, read at once. */
export interface Account {
  readonly user: string;
  readonly displayName: string;
  readonly disabled: boolean;
  readonly password: string;
  readonly handle: string;
  /** Sealed. */
  readonly totp: string | null;
  readonly factors: Factors;
}

/** Local accounts: the password, and what factors there are beside it. */
export class Accounts {
  readonly #parts: Parts;
  readonly #hasher: PasswordHasher;

  constructor(parts: Parts, hasher: PasswordHasher) {
    this.#parts = parts;
    this.#hasher = hasher;
  }

  find(user: string): Promise<Account | undefined> {
    return this.#find('user_name', user);
  }

  findByHandle(handle: string): Promise<Account | undefined> {
    return this.#find('handle', handle);
  }

  async #find(column: 'user_name' | 'handle', value: string): Promise<Account | undefined> {
    const row = await this.#parts.store.db
      .selectFrom('account')
      .innerJoin('resource as user', (join) =>
        join.onRef('user.kind', '=', 'account.user_kind').onRef('user.name', '=', 'account.user_name'),
      )
      .select(['account.user_name', 'account.password', 'account.handle', 'account.totp', 'user.body'])
      .select((eb) => [
        eb
          .selectFrom('passkey')
          .whereRef('passkey.user_name', '=', 'account.user_name')
          .select((count) => count.fn.countAll<number | string>().as('count'))
          .as('passkeys'),
        eb
          .selectFrom('recovery_code')
          .whereRef('recovery_code.user_name', '=', 'account.user_name')
          .select((count) => count.fn.countAll<number | string>().as('count'))
          .as('codes'),
      ])
      .where(`account.${column}`, '=', value)
      .executeTakeFirst();
    if (!row) return undefined;
    const { displayName, disabled } = JSON.parse(row.body) as Body<'user'>;
    const factors = { totp: row.totp !== null, passkeys: Number(row.passkeys), recoveryCodes: Number(row.codes) };
    const { password, handle, totp } = row;
    return { user: row.user_name, displayName, disabled, password, handle, totp, factors };
  }

  /** Whose password is it? Takes as long for whoever has no account. */
  async verify(user: string, password: string): Promise<Account | undefined> {
    const account = await this.find(user);
    const verdict = await this.#hasher.verify(password, account?.password);
    if (!account || verdict === 'wrong') return undefined;
    if (verdict === 'outdated') await this.#rehash(account, password);
    return account;
  }

  async #rehash({ user, password: stored }: Account, password: string): Promise<void> {
    await this.#parts.store.db
      .updateTable('account')
      .set({ password: await this.#hasher.hash(password) })
      .where('user_name', '=', user)
      // Somebody may have changed it meanwhile.
      .where('password', '=', stored)
      .execute();
  }

  /** Throws REQUEST_INVALID when the password is not good enough; gives its hash otherwise. */
  async hashNew(password: string, names: readonly string[]): Promise<string> {
    const shortest = this.#parts.settings.shortestPassword;
    const message = passwordProblem(password, { shortest, names: [...names, this.#parts.settings.title] });
    if (message !== undefined) throw new RequestInvalid([{ path: 'password', message }]);
    return this.#hasher.hash(password);
  }

  /** Sets a password that {@link hashNew} hashed, and makes the account if there is none. */
  async setPassword(user: string, hash: string, db: Kysely<Tables> = this.#parts.store.db): Promise<void> {
    const set = { password: hash, password_at: this.#parts.store.now() };
    await db
      .insertInto('account')
      .values({ user_name: user, ...set, handle: newToken(this.#parts.random), totp: null, totp_step: 0 })
      .onConflict((conflict) => conflict.column('user_name').doUpdateSet(set))
      .execute();
  }

  /** Removes everything but the password. */
  async clearFactors(user: string, db: Kysely<Tables> = this.#parts.store.db): Promise<void> {
    await db.updateTable('account').set({ totp: null, totp_step: 0 }).where('user_name', '=', user).execute();
    await db.deleteFrom('passkey').where('user_name', '=', user).execute();
    await db.deleteFrom('recovery_code').where('user_name', '=', user).execute();
  }
}
