import { type JWTPayload, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { RequestInvalid } from '../../request-invalid.js';
import type { Parts } from '../parts.js';
import type { BrowserSessions } from '../sessions.js';
import { hashToken } from '../tokens.js';
import { ALGORITHMS, CLOCK_TOLERANCE, type Provider } from './provider.js';
import { providerError } from './provider-error.js';
import type { Providers } from './providers.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** A logout token is for now (OpenID Connect Back-Channel Logout 1.0 section 2.4 recommends at most two minutes). */
const OLDEST_SECONDS = 120;
const LONGEST_ID = 512;

/** Signing out at the provider, and the provider signing people out here. */
export class OidcLogout {
  readonly #parts: Parts;
  readonly #providers: Providers;
  readonly #sessions: BrowserSessions;

  constructor(parts: Parts, providers: Providers, sessions: BrowserSessions) {
    this.#parts = parts;
    this.#providers = providers;
    this.#sessions = sessions;
  }

  /**
   * Where to send the browser so that it is signed out at the provider too (OpenID Connect RP-Initiated Logout 1.0);
   * undefined when the provider has no such place or does not answer: who signs out here is signed out in any case.
   */
  async url(name: string, idToken: string | undefined, base: string): Promise<string | undefined> {
    try {
      const { configuration } = await this.#providers.get(name);
      if (!configuration.serverMetadata().end_session_endpoint) return undefined;
      const url = oidc.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: `${base}/`,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      });
      return url.href;
    } catch (err) {
      this.#parts.logger.warn({ err, provider: name }, 'Not signed out at the provider');
      return undefined;
    }
  }

  /**
   * Back-channel logout: ends the sessions that the token names; returns how many. Throws REQUEST_INVALID for a token that
   * does not hold.
   */
  async backChannel(name: string, token: string, remote: string): Promise<number> {
    const provider = await this.#providers.get(name);
    const { jti, sub, sid } = await this.#verify(provider, token);
    if (!(await this.#isFirst(provider.issuer, jti!))) throw refused('was used before');
    const ended = await this.#sessions.revokeAtProvider({
      issuer: provider.issuer,
      ...(sub === undefined ? {} : { subject: sub }),
      ...(typeof sid === 'string' ? { session: sid } : {}),
    });
    const target = `identity-provider/${name}`;
    const detail = { ended };
    await this.#parts.audit.record({ actor: target, action: 'sign-out', target, outcome: 'done', detail, remote });
    return ended;
  }

  async #verify(provider: Provider, token: string): Promise<JWTPayload> {
    const verified = await jwtVerify(token, provider.keys, {
      algorithms: [...ALGORITHMS],
      issuer: provider.issuer,
      audience: provider.body.clientId,
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: OLDEST_SECONDS,
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(this.#parts.store.now()),
    }).catch((error: unknown) => {
      const known = providerError(error, provider.name);
      throw known.code === 'PROVIDER_FAILED' ? known : refused('does not verify');
    });
    const { payload, protectedHeader } = verified;
    const { events, sub, sid, jti } = payload;
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '');
    if (type !== undefined && type !== 'logout+jwt' && type !== 'jwt') throw refused('is no logout token');
    if (!isObject(events) || !isObject(events[LOGOUT_EVENT])) throw refused('is no logout token');
    // An ID token of the same issuer must not pass for one.
    if ('nonce' in payload) throw refused('is an ID token');
    if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) throw refused('has no id');
    if (!isId(sub) && !isId(sid)) throw refused('names nobody');
    return payload;
  }

  async #isFirst(issuer: string, jti: string): Promise<boolean> {
    const { db, now } = this.#parts.store;
    const expiresAt = now() + 2 * (OLDEST_SECONDS + CLOCK_TOLERANCE) * 1000;
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('used_token')
      .values({ hash: hashToken('logout', issuer, jti), expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async sweep(): Promise<void> {
    const { db, now } = this.#parts.store;
    await db.deleteFrom('used_token').where('expires_at', '<=', now()).execute();
  }
}

const refused = (message: string): RequestInvalid => new RequestInvalid([{ path: 'logout_token', message }]);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isId = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ID && /^[\x20-\x7e]+$/.test(value);
