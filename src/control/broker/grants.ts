import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { GatewayError } from '../../errors.js';
import type { Store } from '../store/store.js';

/** What a grant allows, and whom. It names the request; what the request came to stands in the store. */
export interface Grant {
  /** Used once. */
  readonly id: string;
  readonly user: string;
  readonly browserSession: string;
  /** The gateway's address, as the person sees it. */
  readonly audience: string;
  readonly opens:
    | { readonly request: string }
    /** Somebody else's session, to look at. */
    | { readonly watch: string };
  readonly issuedAt: number;
}

export const GRANT_LIFETIME_MS = 60_000;
/** A key signs for so long; it is kept until nothing that it signed is valid. */
const KEY_AGE_MS = 24 * 60 * 60_000;
const ISSUER = 'sluice';
const ALGORITHM = 'HS256';
const KEY_BYTES = 32;

interface Key {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly createdAt: number;
}

/**
 * Signs and checks grants (JWT, RFC 7519) with keys that all gateways of a store share and that are replaced daily. One
 * that signs and one that checks know the same secret, and are the same program.
 */
export class Grants {
  readonly #store: Store;
  #keys: readonly Key[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  async sign({ id, user, browserSession, audience, opens, issuedAt }: Grant): Promise<string> {
    const key = await this.#signingKey();
    const seconds = Math.floor(issuedAt / 1000);
    return new SignJWT({ sid: browserSession, ...opens })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.id })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(user)
      .setJti(id)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + GRANT_LIFETIME_MS / 1000)
      .sign(key.secret);
  }

  /** Throws GRANT_INVALID for one that is not ours, expired, or for another gateway. */
  async verify(token: string, audience: string): Promise<Grant> {
    try {
      const { payload } = await jwtVerify(token, async ({ kid }) => this.#key(kid ?? ''), {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        requiredClaims: ['sub', 'jti', 'iat', 'exp', 'sid'],
        currentDate: new Date(this.#store.now()),
      });
      const { sub, jti, iat, sid, request, watch } = payload;
      const opens = typeof request === 'string' ? { request } : { watch: String(watch) };
      return { id: jti!, user: sub!, browserSession: String(sid), audience, opens, issuedAt: iat! * 1000 };
    } catch (cause) {
      if (cause instanceof GatewayError && cause.code !== 'GRANT_INVALID') throw cause;
      throw new GatewayError('GRANT_INVALID', {}, { cause });
    }
  }

  /** Spends it. Throws GRANT_INVALID the second time. */
  async use(grant: Grant): Promise<void> {
    const { numInsertedOrUpdatedRows } = await this.#store.db
      .insertInto('grant_use')
      .values({ id: grant.id, expires_at: grant.issuedAt + 2 * GRANT_LIFETIME_MS })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new GatewayError('GRANT_INVALID', { user: grant.user }, { detail: 'it was used before' });
    }
  }

  /** Forgets what has expired. */
  async sweep(): Promise<void> {
    const now = this.#store.now();
    await this.#store.db.deleteFrom('grant_use').where('expires_at', '<=', now).execute();
    await this.#store.db
      .deleteFrom('grant_key')
      .where('created_at', '<=', now - KEY_AGE_MS - 2 * GRANT_LIFETIME_MS)
      .execute();
  }

  async #signingKey(): Promise<Key> {
    const isFresh = ({ createdAt }: Key): boolean => this.#store.now() < createdAt + KEY_AGE_MS;
    const known = this.#keys.find(isFresh);
    if (known) return known;
    await this.#read();
    return this.#keys.find(isFresh) ?? this.#make();
  }

  /** Two gateways that make one at the same time have two; either is good. */
  async #make(): Promise<Key> {
    const key = {
      id: randomBytes(9).toString('base64url'),
      secret: randomBytes(KEY_BYTES),
      createdAt: this.#store.now(),
    };
    const sealed = this.#store.keys.seal(key.secret.toString('base64url'), bound(key.id));
    await this.#store.db
      .insertInto('grant_key')
      .values({ id: key.id, secret: sealed, created_at: key.createdAt })
      .execute();
    this.#keys = [key, ...this.#keys];
    return key;
  }

  async #key(id: string): Promise<Uint8Array> {
    const find = () => this.#keys.find((key) => key.id === id);
    if (!find()) await this.#read();
    const key = find();
    if (!key) throw new GatewayError('GRANT_INVALID');
    return key.secret;
  }

  async #read(): Promise<void> {
    const rows = await this.#store.db.selectFrom('grant_key').selectAll().orderBy('created_at', 'desc').execute();
    this.#keys = rows.map(({ id, secret, created_at }) => ({
      id,
      secret: Buffer.from(this.#store.keys.open(secret, bound(id)), 'base64url'),
      createdAt: created_at,
    }));
  }
}

const bound = (id: string): string => `grant-key/${id}`;
