import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { GatewayError } from '../../errors.js';
import type { Resources } from '../resources/repository.js';
import type { Store } from '../store/store.js';
import type { ApiTokenRow } from '../store/tables/token.js';
import { isAdminToken, readAdminToken } from './admin-token.js';
import type { Caller } from './caller.js';
import type { Role } from './roles.js';

/** Begins every token, so that one that leaked is found by what scans for such things. */
const PREFIX = 'sluice_';
const TOKEN = /^sluice_[\w-]{43}$/;
const MOST_OF_USER = 50;
/** How exact "last used" is: each request would write otherwise. */
const USED_EVERY_MS = 5 * 60_000;

export interface Token {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
}

/** Tokens with which programs act for a person: shown once, kept as a hash, limited to a role, and gone with the person. */
export class Tokens {
  readonly #store: Store;
  readonly #resources: Resources;
  readonly #random: (size: number) => Uint8Array;

  constructor({
    store,
    resources,
    random = randomBytes,
  }: {
    readonly store: Store;
    readonly resources: Resources;
    readonly random?: (size: number) => Uint8Array;
  }) {
    this.#store = store;
    this.#resources = resources;
    this.#random = random;
  }

  /** Throws CONFLICT when the person has too many. */
  async create(
    user: string,
    { label, role, lifetimeMs }: { readonly label: string; readonly role: Role; readonly lifetimeMs: number },
  ): Promise<{ token: Token; secret: string }> {
    const secret = `${PREFIX}${Buffer.from(this.#random(32)).toString('base64url')}`;
    const now = this.#store.now();
    const row: ApiTokenRow = {
      ...{ id: randomUUID(), user_kind: 'user', user_name: user, label, role, hash: hashOf(secret) },
      ...{ created_at: now, expires_at: now + lifetimeMs, used_at: null },
    };
    await this.#store.transaction(async (tx) => {
      await tx.deleteFrom('api_token').where('user_name', '=', user).where('expires_at', '<=', now).execute();
      const { count } = await tx
        .selectFrom('api_token')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .where('user_name', '=', user)
        .executeTakeFirstOrThrow();
      if (MOST_OF_USER <= Number(count))
        throw new GatewayError('CONFLICT', {}, { detail: `more than ${MOST_OF_USER} tokens` });
      await tx.insertInto('api_token').values(row).execute();
    });
    return { token: readRow(row), secret };
  }

  /** The newest first. */
  async list(user: string): Promise<Token[]> {
    const rows = await this.#store.db
      .selectFrom('api_token')
      .selectAll()
      .where('user_name', '=', user)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(readRow);
  }

  /** False when the person has no such token. */
  async revoke(user: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('api_token')
      .where('user_name', '=', user)
      .where('id', '=', id)
      .executeTakeFirst();
    return 0n < numDeletedRows;
  }

  /** For whom the token acts. Throws SIGN_IN_REQUIRED for one that is not valid, and ACCOUNT_DISABLED. */
  async authenticate(secret: string, remote: string): Promise<Caller> {
    const now = this.#store.now();
    if (isAdminToken(secret)) return readAdminToken(secret, { keys: this.#store.keys, now, remote });
    const row = TOKEN.test(secret) ? await this.#find(hashOf(secret)) : undefined;
    const user = row && now < row.expires_at ? await this.#resources.get('user', row.user_name) : undefined;
    if (!row || !user) throw new GatewayError('SIGN_IN_REQUIRED', {}, { detail: 'token is not valid' });
    const { displayName, groups, disabled } = user.body;
    if (disabled) throw new GatewayError('ACCOUNT_DISABLED', { user: user.name });
    if ((row.used_at ?? 0) + USED_EVERY_MS <= now) await this.#used(row.id, now);
    return {
      ...{ user: user.name, displayName, groups, remote },
      // What a provider's claims said at a sign-in does not go with a token.
      roles: [],
      session: `token:${row.id}`,
      authentication: { provider: 'token', at: row.created_at, methods: [], multiFactor: false },
      token: { id: row.id, limit: row.role as Role },
    };
  }

  #find(hash: string): Promise<Selectable<ApiTokenRow> | undefined> {
    return this.#store.db.selectFrom('api_token').selectAll().where('hash', '=', hash).executeTakeFirst();
  }

  async #used(id: string, now: number): Promise<void> {
    await this.#store.db.updateTable('api_token').set({ used_at: now }).where('id', '=', id).execute();
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const readRow = (row: Selectable<ApiTokenRow>): Token => ({
  id: row.id,
  label: row.label,
  role: row.role as Role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at ?? undefined,
});
