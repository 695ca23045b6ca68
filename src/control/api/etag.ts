import { GatewayError } from '../../errors.js';
import { RequestInvalid } from '../request-invalid.js';

/** A resource's entity tag is its version, `"v12"`. */
export const entityTag = (version: number): string => `"v${version}"`;

export interface Precondition {
  /** The version that has to be there. */
  readonly ifMatch?: number;
  /** `If-Match: *`: it has to be there. */
  readonly onlyIfPresent?: boolean;
  /** `If-None-Match: *`: it must not be there. */
  readonly onlyIfAbsent?: boolean;
}

const TAG = /^"v([1-9]\d{0,14})"$/;

/**
 * Reads If-Match and If-None-Match (RFC 9110, sections 13.1.1 and 13.1.2) of a change. Throws REQUEST_INVALID for what is
 * no entity tag, and PRECONDITION_FAILED for one that no resource ever has.
 */
export function readPrecondition(headers: Headers): Precondition {
  const match = headers.get('if-match')?.trim();
  const noneMatch = headers.get('if-none-match')?.trim();
  if (match !== undefined && noneMatch !== undefined) throw refused('If-Match', 'goes not with If-None-Match');
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') throw refused('If-None-Match', 'only * goes with a change');
    return { onlyIfAbsent: true };
  }
  if (match === undefined) return {};
  if (match === '*') return { onlyIfPresent: true };
  if (!/^(W\/)?"[\x21\x23-\x7e]*"$/.test(match)) throw refused('If-Match', 'not one entity tag such as "v3", or *');
  const version = TAG.exec(match)?.[1];
  // Also a weak tag: it never matches here.
  if (version === undefined) throw new GatewayError('PRECONDITION_FAILED');
  return { ifMatch: Number(version) };
}

/** Has the client this very version (RFC 9110 section 13.1.2)? */
export const isNotModified = (headers: Headers, tag: string): boolean =>
  (headers.get('if-none-match') ?? '')
    .split(',')
    .map((given) => given.trim().replace(/^W\//, ''))
    .some((given) => given === tag || given === '*');

const refused = (path: string, message: string): RequestInvalid => new RequestInvalid([{ path, message }]);
