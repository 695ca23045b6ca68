import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where random bytes come from; given by tests. */
export type Random = (size: number) => Uint8Array;
export const systemRandom: Random = randomBytes;

const TOKEN_BYTES = 32;
/** What {@link newToken} makes; anything else is not looked up. */
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

/** 256 bits that nobody guesses. The store keeps only its hash. */
export const newToken = (random: Random): string => Buffer.from(random(TOKEN_BYTES)).toString('base64url');
export const isToken = (text: string): boolean => TOKEN_FORM.test(text);

/** For tokens and codes with so much chance in them that a slow hash adds nothing. */
export const hashToken = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('base64url');

export const sameText = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
