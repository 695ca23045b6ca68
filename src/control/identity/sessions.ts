import type { Body } from '../resources/kinds.js';
import { SharedTransactions } from '../store/shared-transactions.js';
import type { Actor } from './actor.js';
import { COOKIES, clearCookie, readCookie, setCookie } from './cookies.js';
import { GroupClaims } from './group-claims.js';
import type { Parts } from './parts.js';
import { endSessions, endWithTheirReason } from './session-end.js';
import { type NewSession, type SessionRow, type SessionView, viewOf } from './session-row.js';
import { hashToken, isToken, newToken } from './tokens.js';
import type { SignedIn, Visit } from './visit.js';

/** How exact "last seen" is: each request would write otherwise. */
const SEEN_EVERY = 60_000;
const SEEN_LINGER_MS = 100;
/** The former key is taken for so long after the new one came back, for requests that were on their way. */
const FORMER_KEY_GRACE = 60_000;
const LONGEST_AGENT = 256;

/**
 * Browser sessions: rows in the store, found by the hash of a key that only the cookie holds. The key is new after each
 * sign-in and step-up and is replaced from time to time, so that a stolen one does not last.
 */
export class BrowserSessions {
  readonly #parts: Parts;
  readonly #groups: GroupClaims;
  readonly #stop: () => void;
  /** Thousands of people are seen once a minute each, and each commit is a wait for the disk: they share them. */
  readonly #seen: SharedTransactions;
  readonly #noting = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#seen = new SharedTransactions(parts.store, SEEN_LINGER_MS);
    this.#groups = new GroupClaims(parts.store);
    this.#stop = endWithTheirReason(parts);
  }

  /** Whose session the cookie names. Reads once; writes when the key is replaced, and once a minute later on. */
  async authenticate(visit: Visit): Promise<SignedIn | undefined> {
    const { store } = this.#parts;
    const key = readCookie(visit.cookies, COOKIES.session, visit.origin);
    if (key === undefined || !isToken(key)) return undefined;
    const hash = hashToken(key);
    const row = await store.db
      .selectFrom('browser_session as session')
      .innerJoin('resource as user', (join) =>
        join.onRef('user.kind', '=', 'session.user_kind').onRef('user.name', '=', 'session.user_name'),
      )
      .selectAll('session')
      .select('user.body')
      .where((eb) => eb.or([eb('session.key_hash', '=', hash), eb('session.former_hash', '=', hash)]))
      .executeTakeFirst();
    if (!row || !this.#isAlive(row)) return undefined;
    if (row.key_hash !== hash && row.former_until <= store.now()) return undefined;
    const user = JSON.parse(row.body) as Body<'user'>;
    if (user.disabled) return undefined;
    const [actor, setCookies] = await Promise.all([this.#actor(row, user, visit), this.#touch(row, hash, visit)]);
    return { actor, setCookies };
  }

  #isAlive({ expires_at, seen_at }: SessionRow): boolean {
    const now = this.#parts.store.now();
    return now < expires_at && now < seen_at + this.#parts.settings.idle;
  }

  async #actor(row: SessionRow, user: Body<'user'>, { remote }: Visit): Promise<Actor> {
    const claimed = await this.#groups.groupsOf(row.provider, JSON.parse(row.claim_groups));
    return {
      user: row.user_name,
      displayName: user.displayName,
      groups: [...new Set([...user.groups, ...claimed])],
      roles: JSON.parse(row.claim_roles),
      session: row.id,
      authentication: {
        provider: row.provider,
        at: row.authenticated_at,
        methods: JSON.parse(row.methods),
        ...(row.context === null ? {} : { context: row.context }),
        multiFactor: row.multi_factor === 1,
      },
      remote,
    };
  }

  /** Notes that the session is used, and replaces its key when that is due. */
  async #touch(row: SessionRow, hash: string, visit: Visit): Promise<readonly string[]> {
    const { store, settings, random } = this.#parts;
    const now = store.now();
    const isFormer = row.key_hash !== hash;
    const seen = { seen_at: now, remote: visit.remote };
    const hasComeBack = row.former_until <= now + FORMER_KEY_GRACE;
    // Who has the former key a while after the new one was sent, and nobody used that, never got it.
    const isDue = isFormer
      ? !hasComeBack && now >= row.renewed_at + FORMER_KEY_GRACE
      : now >= row.renewed_at + settings.renewal;
    if (isDue) {
      const key = newToken(random);
      // Until the new key comes back, the former one stays good: the answer that carries it may get lost.
      const { numUpdatedRows } = await store.db
        .updateTable('browser_session')
        .set({ ...seen, key_hash: hashToken(key), former_hash: hash, former_until: row.expires_at, renewed_at: now })
        .where('id', '=', row.id)
        .where('key_hash', '=', row.key_hash)
        .executeTakeFirst();
      return numUpdatedRows > 0n ? [this.#cookie(key, visit, row.expires_at)] : [];
    }
    const comesBack = !isFormer && !hasComeBack;
    if (comesBack) {
      await store.db
        .updateTable('browser_session')
        .set({ ...seen, former_until: now + FORMER_KEY_GRACE })
        .where('id', '=', row.id)
        .where('key_hash', '=', row.key_hash)
        .execute();
    } else if (now >= row.seen_at + SEEN_EVERY) {
      this.#noteSeen(row, seen);
    }
    return [];
  }

  /** Nobody waits for it, and if it is lost the next request notes it again. */
  #noteSeen({ id, key_hash }: SessionRow, seen: { seen_at: number; remote: string }): void {
    if (this.#noting.has(id)) return;
    this.#noting.add(id);
    this.#seen
      .run((tx) =>
        tx.updateTable('browser_session').set(seen).where('id', '=', id).where('key_hash', '=', key_hash).execute(),
      )
      .catch((err) => this.#parts.logger.warn({ err }, 'Use of a session not noted'))
      .finally(() => this.#noting.delete(id));
  }

  /**
   * Makes the session of somebody who has just signed in, under a new key. A session that this browser had ends; if it was
   * the same person's it goes on under its id, which is what a step-up is.
   */
  async create(signIn: NewSession, visit: Visit): Promise<{ id: string; setCookies: readonly string[] }> {
    const { store, settings, random } = this.#parts;
    const now = store.now();
    const key = newToken(random);
    const former = await this.#formerOf(visit);
    const isSame = former?.user_name === signIn.user;
    if (former && !isSame) await this.revoke(former.user_name, former.id);
    const id = isSame ? former.id : newToken(random).slice(0, 22);
    const expiresAt = now + settings.lifetime;
    const { authentication, provider } = signIn;
    const row = {
      user_name: signIn.user,
      key_hash: hashToken(key),
      former_hash: null,
      former_until: 0,
      provider: authentication.provider,
      issuer: provider?.issuer ?? null,
      subject: provider?.subject ?? null,
      provider_session: provider?.session ?? null,
      id_token: provider ? store.keys.seal(provider.idToken, tokenBound(id)) : null,
      methods: JSON.stringify(authentication.methods),
      context: authentication.context ?? null,
      multi_factor: authentication.multiFactor ? 1 : 0,
      authenticated_at: authentication.at,
      claim_groups: JSON.stringify(signIn.claimGroups),
      claim_roles: JSON.stringify(signIn.claimRoles),
      remote: visit.remote,
      user_agent: visit.userAgent.slice(0, LONGEST_AGENT),
      seen_at: now,
      renewed_at: now,
      expires_at: expiresAt,
    };
    await store.db
      .insertInto('browser_session')
      .values({ id, created_at: now, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    return { id, setCookies: [this.#cookie(key, visit, expiresAt)] };
  }

  async #formerOf(visit: Visit): Promise<SessionRow | undefined> {
    const key = readCookie(visit.cookies, COOKIES.session, visit.origin);
    if (key === undefined || !isToken(key)) return undefined;
    const row = await this.#parts.store.db
      .selectFrom('browser_session')
      .selectAll()
      .where('key_hash', '=', hashToken(key))
      .executeTakeFirst();
    return row && this.#isAlive(row) ? row : undefined;
  }

  #cookie(key: string, { origin }: Visit, expiresAt: number): string {
    return setCookie(COOKIES.session, key, origin, (expiresAt - this.#parts.store.now()) / 1000);
  }

  async list(user: string): Promise<SessionView[]> {
    const rows = await this.#parts.store.db
      .selectFrom('browser_session')
      .selectAll()
      .where('user_name', '=', user)
      .orderBy('seen_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.filter((row) => this.#isAlive(row)).map(viewOf);
  }

  /** What the provider needs to be told at sign-out; undefined when it cannot be read any more. */
  async idToken(id: string): Promise<string | undefined> {
    const { store, logger } = this.#parts;
    const row = await store.db.selectFrom('browser_session').select('id_token').where('id', '=', id).executeTakeFirst();
    try {
      return row?.id_token ? store.keys.open(row.id_token, tokenBound(id)) : undefined;
    } catch (err) {
      logger.warn({ err }, 'ID token of a session cannot be opened');
      return undefined;
    }
  }

  /** Ends one session of a user. */
  async revoke(user: string, id: string): Promise<boolean> {
    return (await endSessions(this.#parts.store, { user_name: user, id })) > 0;
  }

  async revokeAll(user: string, { except }: { except?: string } = {}): Promise<number> {
    return endSessions(this.#parts.store, { user_name: user }, except);
  }

  /** Back-channel logout: the sessions of somebody at a provider, or the one that the provider names. */
  async revokeAtProvider(at: { issuer: string; subject?: string; session?: string }): Promise<number> {
    return endSessions(this.#parts.store, {
      issuer: at.issuer,
      ...(at.subject === undefined ? {} : { subject: at.subject }),
      ...(at.session === undefined ? {} : { provider_session: at.session }),
    });
  }

  clearCookie({ origin }: Visit): string {
    return clearCookie(COOKIES.session, origin);
  }

  async sweep(): Promise<void> {
    const { store, settings } = this.#parts;
    const now = store.now();
    await store.db
      .deleteFrom('browser_session')
      .where((eb) => eb.or([eb('expires_at', '<=', now), eb('seen_at', '<=', now - settings.idle)]))
      .execute();
  }

  async close(): Promise<void> {
    this.#stop();
    this.#groups.close();
    await this.#seen.settled();
  }
}

const tokenBound = (id: string): string => `browser-session/${id}`;
