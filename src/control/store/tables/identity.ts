import type { Generated } from 'kysely';

/** What belongs to a user goes when the user is removed; another person of the same name later inherits nothing. */
interface OfUser {
  /** Always `user`; half of the key of the user's row. */
  user_kind: Generated<'user'>;
  user_name: string;
}

/** What somebody signs in with here, without a provider. */
export interface AccountRow extends OfUser {
  /** With its algorithm and parameters ({@link ../../identity/password-hash.ts}). */
  password: string;
  password_at: number;
  /** WebAuthn user handle: random, tells nothing about the person. */
  handle: string;
  /** Sealed secret of time-based codes; null without. */
  totp: string | null;
  /** Step of the last code that was taken; this and earlier ones are not taken again. */
  totp_step: number;
}

/** Somebody at a provider is one user here. */
export interface ProviderIdentityRow extends OfUser {
  issuer: string;
  subject: string;
  /** Name of the provider's resource when it was bound. */
  provider: string;
  created_at: number;
}

export interface PasskeyRow extends OfUser {
  /** Credential id, base64url. */
  id: string;
  /** COSE key, base64url. */
  public_key: string;
  counter: number;
  /** JSON array. */
  transports: string;
  label: string;
  /** May it exist on several devices? */
  synced: number;
  created_at: number;
  used_at: number;
}

export interface RecoveryCodeRow extends OfUser {
  hash: string;
}

export interface BrowserSessionRow extends OfUser {
  id: string;
  key_hash: string;
  /** The key before, taken until `former_until` for requests that were on their way. */
  former_hash: string | null;
  former_until: number;
  /** `local` or the name of an identity provider. */
  provider: string;
  issuer: string | null;
  subject: string | null;
  /** The provider's session, `sid`. */
  provider_session: string | null;
  /** Sealed, for signing out at the provider. */
  id_token: string | null;
  /** JSON array. */
  methods: string;
  context: string | null;
  multi_factor: number;
  authenticated_at: number;
  /** JSON arrays of values of the provider's claims. */
  claim_groups: string;
  claim_roles: string;
  remote: string;
  user_agent: string;
  created_at: number;
  seen_at: number;
  renewed_at: number;
  expires_at: number;
}

/** A sign-in (or a change of factors) that has begun, bound to a browser. */
export interface SignInRow {
  /** Of the browser's cookie and what it is for, or of an OpenID Connect state. */
  hash: string;
  /** Sealed JSON. */
  state: string;
  attempts: number;
  expires_at: number;
}

export interface FailedAttemptRow {
  /** Such as `network:203.0.113.7`, or the hash of a user name that was typed. */
  subject: string;
  failures: number;
  last_at: number;
  locked_until: number;
}

export interface OneTimeLinkRow {
  hash: string;
  purpose: 'setup' | 'reset';
  user_kind: Generated<'user'>;
  /** Whose password it sets; null for `setup`. */
  user_name: string | null;
  /** Does it remove second factors as well? */
  clears_factors: number;
  expires_at: number;
}

/** Tokens that must not come twice. */
export interface UsedTokenRow {
  hash: string;
  expires_at: number;
}

export interface IdentityTables {
  account: AccountRow;
  provider_identity: ProviderIdentityRow;
  passkey: PasskeyRow;
  recovery_code: RecoveryCodeRow;
  browser_session: BrowserSessionRow;
  sign_in: SignInRow;
  failed_attempt: FailedAttemptRow;
  one_time_link: OneTimeLinkRow;
  used_token: UsedTokenRow;
}
