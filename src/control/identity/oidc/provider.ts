import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as joseFetch } from 'jose';
import * as oidc from 'openid-client';
import type { Body } from '../../resources/kinds.js';
import type { Resource } from '../../resources/repository.js';
import { isLoopback } from '../loopback.js';
import { limitedFetch } from './limited-fetch.js';

/** Clocks of gateway and provider may differ by so many seconds. */
export const CLOCK_TOLERANCE = 60;

/** Asymmetric ones only: `none` proves nothing, and HMAC would make the client's secret a key for signing. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** A provider that answered, ready to sign people in. */
export interface Provider {
  readonly name: string;
  /** Of the resource that describes it. */
  readonly version: number;
  readonly body: Body<'identity-provider'>;
  readonly configuration: oidc.Configuration;
  readonly issuer: string;
  /** Its keys, read again when one is not among them. */
  readonly keys: JWTVerifyGetKey;
  readonly discoveredAt: number;
}

interface Discovery {
  readonly secret: string | undefined;
  readonly timeout: number;
  readonly keysCooldown: number;
  readonly now: () => number;
}

/** Reads what the provider says of itself (OpenID Connect Discovery 1.0); the issuer in it must be the one asked for. */
export async function discover(
  { name, version, body }: Resource<'identity-provider'>,
  { secret, timeout, keysCooldown, now }: Discovery,
): Promise<Provider> {
  const issuer = new URL(body.issuer);
  const fetch = limitedFetch(timeout);
  const skew = Math.round((now() - Date.now()) / 1000);
  const configuration = await oidc.discovery(
    issuer,
    body.clientId,
    { [oidc.clockTolerance]: CLOCK_TOLERANCE, [oidc.clockSkew]: skew },
    clientAuthentication(secret),
    {
      [oidc.customFetch]: fetch,
      timeout: timeout / 1000,
      ...(isLoopback(issuer.hostname) ? { execute: [oidc.allowInsecureRequests] } : {}),
    },
  );
  const metadata = configuration.serverMetadata();
  if (!metadata.jwks_uri || !metadata.authorization_endpoint || !metadata.token_endpoint) {
    throw new TypeError('provider names no keys or no endpoints');
  }
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
    [joseFetch]: fetch,
    cooldownDuration: keysCooldown,
    timeoutDuration: timeout,
  });
  return { name, version, body, configuration, issuer: metadata.issuer, keys, discoveredAt: now() };
}

/** How the client proves itself: as the provider takes it, in the header by default. */
function clientAuthentication(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const chosen = methods.includes('client_secret_basic') || !methods.includes('client_secret_post') ? basic : post;
    chosen(server, client, body, headers);
  };
}
