import { errors } from 'jose';
import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { GatewayError, hasCode } from '../../../errors.js';
import { ProviderUnreachable } from './limited-fetch.js';

/** Codes of openid-client for an answer or a token that says what it must not. */
const TOKEN_CODES = [
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_UNSUPPORTED_OPERATION',
  'OAUTH_PARSE_ERROR',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
];

/**
 * What somebody who signs in is told: PROVIDER_REFUSED when the provider, or its token, does not let them in;
 * SIGN_IN_EXPIRED when the code was used; PROVIDER_FAILED when the provider is of no use to anybody now.
 */
export function providerError(error: unknown, provider: string): GatewayError {
  if (error instanceof GatewayError) return error;
  const because = (code: 'PROVIDER_REFUSED' | 'PROVIDER_FAILED' | 'SIGN_IN_EXPIRED', detail?: string): GatewayError =>
    new GatewayError(code, { provider }, { cause: error, detail });
  if (isUnreachable(error)) return because('PROVIDER_FAILED');
  if (error instanceof AuthorizationResponseError) return because('PROVIDER_REFUSED', plain(error.error));
  if (error instanceof ResponseBodyError) {
    return error.error === 'invalid_grant'
      ? because('SIGN_IN_EXPIRED')
      : because('PROVIDER_FAILED', plain(error.error));
  }
  const isToken = error instanceof errors.JOSEError || TOKEN_CODES.includes((error as { code?: string }).code ?? '');
  return because(isToken ? 'PROVIDER_REFUSED' : 'PROVIDER_FAILED', isToken ? 'its answer does not hold' : undefined);
}

function isUnreachable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause instanceof ProviderUnreachable || cause instanceof errors.JWKSTimeout) return true;
  }
  return hasCode(error) && error.code === 'PROVIDER_FAILED';
}

/** An error code of OAuth, as it may be shown. */
const plain = (text: string): string => text.slice(0, 64).replace(/[^\w.-]/g, '');
