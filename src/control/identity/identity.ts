import { type Logger, silentLogger } from '../../logger.js';
import type { Audit } from '../audit/audit.js';
import type { Resources } from '../resources/repository.js';
import type { Store } from '../store/store.js';
import { Accounts } from './accounts.js';
import { OwnFactors } from './factors.js';
import { OneTimeLinks } from './links.js';
import { LockOut } from './lock-out.js';
import { OidcSignIn } from './oidc/flow.js';
import { OidcLogout } from './oidc/logout.js';
import { Providers } from './oidc/providers.js';
import { Provisioning } from './oidc/provision.js';
import { DEFAULT_SETTINGS, type SignInSettings } from './options.js';
import type { Parts } from './parts.js';
import { Passkeys } from './passkeys.js';
import { PasswordHasher } from './password-hash.js';
import { Passwords } from './passwords.js';
import { RecoveryCodes } from './recovery-codes.js';
import { BrowserSessions } from './sessions.js';
import { Setup } from './setup.js';
import { SignIn } from './sign-in.js';
import { type Random, systemRandom } from './tokens.js';
import { TotpFactor } from './totp.js';
import { TypedPasswords } from './typed-passwords.js';
import type { SignedIn, Visit } from './visit.js';
import { VisitRate } from './visit-rate.js';

const SWEEP_EVERY = 10 * 60_000;

export interface IdentityOptions {
  readonly store: Store;
  readonly resources: Resources;
  readonly audit: Audit;
  readonly logger?: Logger;
  readonly settings?: Partial<SignInSettings>;
  readonly hasher?: PasswordHasher;
  readonly random?: Random;
}

/** Who people are and how they prove it. Whoever made it closes it. */
export class Identity {
  /** Of browsers; those of hosts are elsewhere. */
  readonly sessions: BrowserSessions;
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly passwords: Passwords;
  /** What people change about how they sign in. */
  readonly factors: OwnFactors;
  readonly setup: Setup;
  readonly oidc: OidcSignIn;
  readonly oidcLogout: OidcLogout;
  readonly provisioning: Provisioning;
  /** For session hosts that take the password of the portal. */
  readonly typedPasswords: TypedPasswords;
  readonly #lockOut: LockOut;
  readonly #links: OneTimeLinks;
  readonly #timer: NodeJS.Timeout;

  constructor({
    store,
    resources,
    audit,
    logger = silentLogger,
    settings = {},
    hasher = new PasswordHasher(),
    random = systemRandom,
  }: IdentityOptions) {
    const parts: Parts = { store, resources, audit, logger, settings: { ...DEFAULT_SETTINGS, ...settings }, random };
    this.sessions = new BrowserSessions(parts);
    this.accounts = new Accounts(parts, hasher);
    this.#lockOut = new LockOut(store);
    this.#links = new OneTimeLinks(parts);
    const { accounts, sessions } = this;
    this.typedPasswords = new TypedPasswords(parts);
    const rate = new VisitRate(store.now);
    const proofs = {
      totp: new TotpFactor(parts),
      passkeys: new Passkeys(parts),
      recoveryCodes: new RecoveryCodes(parts),
    };
    this.factors = new OwnFactors(parts, { accounts, ...proofs });
    this.signIn = new SignIn(parts, {
      accounts,
      sessions,
      lockOut: this.#lockOut,
      rate,
      typed: this.typedPasswords,
      ...proofs,
    });
    this.passwords = new Passwords(parts, { accounts, sessions, links: this.#links, signIn: this.signIn });
    this.setup = new Setup(parts, this.accounts, this.#links);
    const providers = new Providers(parts);
    this.provisioning = new Provisioning(parts);
    this.oidc = new OidcSignIn(parts, { providers, provisioning: this.provisioning, sessions, rate });
    this.oidcLogout = new OidcLogout(parts, providers, this.sessions);
    this.#timer = setInterval(() => {
      this.sweep().catch((err) => logger.warn({ err }, 'Expired sign-ins not removed'));
    }, SWEEP_EVERY).unref();
  }

  /** Whose session the cookie names, if it is still valid. */
  authenticate(visit: Visit): Promise<SignedIn | undefined> {
    return this.sessions.authenticate(visit);
  }

  /** On first start: path of the one-time link that makes the first administrator; undefined when there is one. */
  setupPath(): Promise<string | undefined> {
    return this.setup.path();
  }

  /** Ends every browser session of a user; returns how many. */
  signOutEverywhere(user: string): Promise<number> {
    return this.sessions.revokeAll(user);
  }

  /** Removes what has expired. Nothing depends on it: what has expired counts for nothing. */
  async sweep(): Promise<void> {
    await this.sessions.sweep();
    await this.oidc.sweep();
    await this.oidcLogout.sweep();
    await this.#links.sweep();
    await this.#lockOut.sweep();
    await this.typedPasswords.sweep();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.sessions.close();
    this.typedPasswords.close();
  }
}
