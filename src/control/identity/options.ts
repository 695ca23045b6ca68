import { SHORTEST_PASSWORD } from './password-rules.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What an administrator may set about signing in. */
export interface SignInSettings {
  /** A browser session that nobody uses ends. */
  readonly idle: number;
  /** A browser session ends, however much it is used. */
  readonly lifetime: number;
  /** The session's key is replaced so often. */
  readonly renewal: number;
  /** Time from the first step of a sign-in to the last. */
  readonly steps: number;
  readonly setupLink: number;
  readonly resetLink: number;
  /** Whoever changes how they sign in has to have signed in within this time. */
  readonly recent: number;
  readonly shortestPassword: number;
  /** A provider that takes longer to answer counts as not there. */
  readonly providerTimeout: number;
  /** What a provider says of itself is read again so often. */
  readonly discovery: number;
  /** A key that is not known makes the provider's keys be read again, but not more often than this. */
  readonly keysCooldown: number;
  /** What authenticator apps and passkey dialogs call this gateway. */
  readonly title: string;
}

export const DEFAULT_SETTINGS: SignInSettings = Object.freeze({
  idle: 8 * HOUR,
  lifetime: 24 * HOUR,
  renewal: 15 * MINUTE,
  steps: 10 * MINUTE,
  setupLink: 24 * HOUR,
  resetLink: 24 * HOUR,
  recent: 15 * MINUTE,
  shortestPassword: SHORTEST_PASSWORD,
  providerTimeout: 5 * SECOND,
  discovery: HOUR,
  keysCooldown: 30 * SECOND,
  title: 'Sluice',
});
