import * as oidc from 'openid-client';
import { GatewayError } from '../../../errors.js';
import { browserKey, keptBrowserKey } from '../browser-key.js';
import type { Parts } from '../parts.js';
import { PendingSteps } from '../pending.js';
import { returnPath } from '../return-path.js';
import type { BrowserSessions } from '../sessions.js';
import { hashToken, isToken, newToken } from '../tokens.js';
import type { Visit } from '../visit.js';
import type { VisitRate } from '../visit-rate.js';
import { readAuthentication, readPerson } from './claims.js';
import { verifyIdToken } from './id-token.js';
import type { Provider } from './provider.js';
import { providerError } from './provider-error.js';
import type { Providers } from './providers.js';
import type { Provisioning } from './provision.js';

/** What a sign-in is asked to be, for a step-up. */
export interface Demands {
  /** At most so many seconds ago. */
  readonly maxAge?: number;
  /** One of these authentication contexts. */
  readonly contexts?: readonly string[];
  /** Whether the provider asks the person, even if they are signed in there. */
  readonly prompt?: 'login' | 'select_account';
}

interface Transaction {
  readonly provider: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly returnTo: string;
  readonly maxAge?: number;
  readonly contexts?: readonly string[];
}

interface Collaborators {
  readonly providers: Providers;
  readonly provisioning: Provisioning;
  readonly sessions: BrowserSessions;
  readonly rate: VisitRate;
}

type Claims = Awaited<ReturnType<typeof verifyIdToken>>;

/** Signing in with OpenID Connect: the code flow with PKCE (OpenID Connect Core section 3.1, RFC 9700). */
export class OidcSignIn {
  readonly #parts: Parts;
  readonly #with: Collaborators;
  readonly #transactions: PendingSteps<Transaction>;

  constructor(parts: Parts, collaborators: Collaborators) {
    this.#parts = parts;
    this.#with = collaborators;
    this.#transactions = new PendingSteps(parts.store, parts.settings.steps);
  }

  /** Where to send the browser. `base` is the gateway's address without a final slash. */
  async begin(
    name: string,
    { returnTo, demands = {} }: { returnTo?: string; demands?: Demands },
    { visit, base }: { visit: Visit; base: string },
  ): Promise<{ location: string; setCookies: readonly string[] }> {
    this.#with.rate.take(visit.remote);
    const provider = await this.#with.providers.get(name);
    const { random, settings } = this.#parts;
    const { key, setCookies } = keptBrowserKey(visit, random, settings.steps);
    const [state, nonce, verifier] = [newToken(random), newToken(random), newToken(random)];
    const { maxAge, contexts, prompt } = demands;
    const transaction: Transaction = {
      provider: name,
      redirectUri: `${base}/api/sign-in/oidc/${name}/callback`,
      verifier,
      nonce,
      returnTo: returnPath(returnTo),
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(contexts?.length ? { contexts } : {}),
    };
    await this.#transactions.begin(hashToken('oidc', state, key), transaction);
    const scopes = new Set(['openid', ...provider.body.scopes]);
    const url = oidc.buildAuthorizationUrl(provider.configuration, {
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: transaction.redirectUri,
      scope: [...scopes].join(' '),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      ...(contexts?.length ? { acr_values: contexts.join(' ') } : {}),
      ...(prompt === undefined ? {} : { prompt }),
    });
    return { location: url.href, setCookies };
  }

  /** The browser came back. `query` is what the provider sent along; gives where to go on. */
  async finish(
    name: string,
    query: URLSearchParams,
    { visit, base }: { visit: Visit; base: string },
  ): Promise<{ location: string; setCookies: readonly string[] }> {
    const transaction = await this.#take(query, visit);
    try {
      // Each provider has its own way back: an answer that comes to another's was meant for that one (RFC 9700 section 4.4).
      if (transaction.provider !== name)
        throw new GatewayError('PROVIDER_REFUSED', {}, { detail: 'answer of another provider' });
      const provider = await this.#with.providers.get(name);
      const { claims, idToken, person } = await this.#redeem(provider, transaction, query);
      const { user, setCookies } = await this.#signIn(provider, claims, { idToken, person, visit });
      await this.#record(user, name, 'done', visit);
      return { location: base + transaction.returnTo, setCookies };
    } catch (error) {
      const known = providerError(error, name);
      this.#parts.logger.warn({ err: error, provider: name, code: known.code }, 'Sign-in by provider failed');
      await this.#record('unknown', name, 'refused', visit, known.code);
      throw known;
    }
  }

  async #take(query: URLSearchParams, visit: Visit): Promise<Transaction> {
    const state = query.get('state') ?? '';
    const key = browserKey(visit);
    const transaction =
      key !== undefined && isToken(state) ? await this.#transactions.take(hashToken('oidc', state, key)) : undefined;
    if (!transaction) throw new GatewayError('SIGN_IN_EXPIRED');
    return transaction;
  }

  async #redeem(provider: Provider, transaction: Transaction, query: URLSearchParams) {
    const { redirectUri, verifier, nonce, maxAge, contexts } = transaction;
    const { configuration, body } = provider;
    const current = new URL(redirectUri);
    current.search = query.toString();
    const tokens = await oidc.authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: verifier,
      expectedNonce: nonce,
      expectedState: query.get('state')!,
      idTokenExpected: true,
      ...(maxAge === undefined ? {} : { maxAge }),
    });
    const idToken = tokens.id_token!;
    const now = this.#parts.store.now();
    const claims = await verifyIdToken(provider, idToken, { accessToken: tokens.access_token, now });
    if (contexts && !contexts.includes(String(claims['acr']))) {
      throw new GatewayError('PROVIDER_REFUSED', {}, { detail: 'it did not sign you in as strongly as was asked' });
    }
    let person = readPerson(claims, body.claims);
    if (
      (person.groups === undefined || person.userName === undefined) &&
      configuration.serverMetadata().userinfo_endpoint
    ) {
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      // What the signed token says counts first.
      person = readPerson({ ...more, ...claims }, body.claims);
    }
    return { claims, idToken, person };
  }

  async #signIn(
    provider: Provider,
    claims: Claims,
    { idToken, person, visit }: { idToken: string; person: ReturnType<typeof readPerson>; visit: Visit },
  ): Promise<{ user: string; setCookies: readonly string[] }> {
    const user = await this.#with.provisioning.userOf(provider, claims.iss, claims.sub, person);
    const { sid } = claims;
    const { setCookies } = await this.#with.sessions.create(
      {
        user,
        authentication: readAuthentication(claims, provider.name, this.#parts.store.now()),
        provider: {
          issuer: claims.iss,
          subject: claims.sub,
          idToken,
          ...(typeof sid === 'string' ? { session: sid } : {}),
        },
        claimGroups: person.groups ?? [],
        claimRoles: person.roles,
      },
      visit,
    );
    return { user, setCookies };
  }

  async #record(
    actor: string,
    provider: string,
    outcome: 'done' | 'refused',
    { remote }: Visit,
    code?: string,
  ): Promise<void> {
    const detail = { provider, ...(code === undefined ? {} : { code }) };
    await this.#parts.audit.record({
      actor,
      action: 'sign-in',
      target: `identity-provider/${provider}`,
      outcome,
      detail,
      remote,
    });
  }

  sweep(): Promise<void> {
    return this.#transactions.sweep();
  }
}
