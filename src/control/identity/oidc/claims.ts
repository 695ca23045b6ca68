import type { JWTPayload } from 'jose';
import type { Body } from '../../resources/kinds.js';
import type { Authentication } from '../actor.js';

type Names = Body<'identity-provider'>['claims'];

/** More is not read: providers name so many groups in a token at most (Entra ID 200). */
const MOST_VALUES = 1000;
const LONGEST_VALUE = 256;
const MOST_METHODS = 16;

/** What the provider says of a person. */
export interface Person {
  readonly userName: string | undefined;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly userPrincipalName: string | undefined;
  /** Undefined when the claim is not there, which is another thing than no groups. */
  readonly groups: readonly string[] | undefined;
  readonly roles: readonly string[];
}

export function readPerson(claims: Readonly<Record<string, unknown>>, names: Names): Person {
  const text = (name: string, most: number): string | undefined => readText(claimOf(claims, name), most);
  return {
    userName: text(names.userName, 128)?.toLowerCase(),
    displayName: text(names.displayName, 128),
    email: text(names.email, 320),
    userPrincipalName: text(names.userPrincipalName, 320),
    groups: readList(claimOf(claims, names.groups)),
    roles: readList(claimOf(claims, names.roles)) ?? [],
  };
}

/** A claim by its name; by a path with dots, such as `realm_access.roles`, when none has that name. */
function claimOf(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let found: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

function readText(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = [...value.replace(/\p{Cc}/gu, ' ').trim()].slice(0, most).join('');
  return text === '' ? undefined : text;
}

/** A list, or one value alone. */
function readList(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list)) return undefined;
  const texts = list.filter(
    (item): item is string => typeof item === 'string' && 0 < item.length && item.length <= LONGEST_VALUE,
  );
  return [...new Set(texts)].slice(0, MOST_VALUES);
}

/** How the person proved who they are, in the provider's words. */
export function readAuthentication(claims: JWTPayload, provider: string, now: number): Authentication {
  const at = typeof claims['auth_time'] === 'number' ? Math.min(claims['auth_time'] * 1000, now) : now;
  const methods = (readList(claims['amr']) ?? []).slice(0, MOST_METHODS);
  const context = readText(claims['acr'], LONGEST_VALUE);
  return { provider, at, methods, ...(context === undefined ? {} : { context }), multiFactor: isMultiFactor(methods) };
}

/** Kinds of proof among the methods of RFC 8176: what one knows, has, and is. */
const FACTORS = [
  ['pwd', 'pin', 'kba'],
  ['otp', 'sms', 'tel', 'hwk', 'swk', 'sc', 'pop'],
  ['face', 'fpt', 'iris', 'retina', 'vbm'],
];

export const isMultiFactor = (methods: readonly string[]): boolean =>
  methods.includes('mfa') || FACTORS.filter((factor) => factor.some((method) => methods.includes(method))).length >= 2;
