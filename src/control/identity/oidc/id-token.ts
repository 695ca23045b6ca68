import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { sameText } from '../tokens.js';
import { ALGORITHMS, CLOCK_TOLERANCE, type Provider } from './provider.js';

const MOST_SUBJECT = 255;

/**
 * Checks the signature of an ID token and what binds it to the access token beside it (OpenID Connect Core section
 * 3.1.3.6). The other claims were checked when it was fetched. TLS to the token endpoint would do in its place (section
 * 3.1.3.7), but keys also tell which of two providers behind one front made a token.
 */
export async function verifyIdToken(
  { keys, body }: Provider,
  idToken: string,
  { accessToken, now }: { accessToken: string; now: number },
): Promise<JWTPayload & { iss: string; sub: string }> {
  const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
    algorithms: [...ALGORITHMS],
    audience: body.clientId,
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now),
  });
  const { at_hash: hash, sub, iss } = payload;
  if (hash !== undefined && (typeof hash !== 'string' || !sameText(hash, halfHash(accessToken, protectedHeader.alg)))) {
    throw new errors.JWTClaimValidationFailed('token is not for this access token', payload, 'at_hash', 'check_failed');
  }
  if (!/^[\x20-\x7e]+$/.test(sub!) || sub!.length > MOST_SUBJECT) {
    throw new errors.JWTClaimValidationFailed('subject is not 255 ASCII characters', payload, 'sub', 'invalid');
  }
  return { ...payload, iss: iss!, sub: sub! };
}

function halfHash(token: string, algorithm: string): string {
  // Ed25519 hashes with SHA-512 (RFC 8037 section 3.1).
  const name = algorithm.startsWith('Ed') ? 'sha512' : `sha${algorithm.slice(-3)}`;
  const hash = createHash(name).update(token, 'ascii').digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}
