import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { GatewayError } from '../../errors.js';
import type { Account, Accounts } from './accounts.js';
import { browserKey, keptBrowserKey, newBrowserKey } from './browser-key.js';
import { COOKIES, clearCookie } from './cookies.js';
import { knownDevice, knownDeviceCookie } from './known-device.js';
import { accountSubject, type LockOut, networkSubject } from './lock-out.js';
import type { Parts } from './parts.js';
import type { Passkeys } from './passkeys.js';
import { PendingSteps } from './pending.js';
import type { RecoveryCodes } from './recovery-codes.js';
import type { BrowserSessions } from './sessions.js';
import { hashToken } from './tokens.js';
import type { TotpFactor } from './totp.js';
import type { TypedPasswords } from './typed-passwords.js';
import type { Visit } from './visit.js';
import type { VisitRate } from './visit-rate.js';

export type SecondFactor = 'totp' | 'passkey' | 'recoveryCode';

/** What comes next for whoever signs in. */
export type Step =
  | { readonly step: 'done'; readonly user: string; readonly setCookies: readonly string[] }
  | {
      readonly step: 'secondFactor';
      readonly methods: readonly SecondFactor[];
      readonly setCookies: readonly string[];
    };

interface Collaborators {
  readonly accounts: Accounts;
  readonly sessions: BrowserSessions;
  readonly lockOut: LockOut;
  readonly totp: TotpFactor;
  readonly passkeys: Passkeys;
  readonly recoveryCodes: RecoveryCodes;
  readonly rate: VisitRate;
  readonly typed: TypedPasswords;
}

/**
 * Signing in with a local account:
 *
 *     password ──no factors──▶ done
 *        └──▶ second factor (code, passkey or recovery code) ──▶ done
 *     passkey that verifies the person ──▶ done
 *
 * Between the steps the state is here, short-lived and bound to the browser by a cookie.
 */
export class SignIn {
  readonly #parts: Parts;
  readonly #with: Collaborators;
  readonly #pending: PendingSteps<{ user: string }>;

  constructor(parts: Parts, collaborators: Collaborators) {
    this.#parts = parts;
    this.#with = collaborators;
    this.#pending = new PendingSteps(parts.store, parts.settings.steps);
  }

  async password({ user, password }: { user: string; password: string }, visit: Visit): Promise<Step> {
    const account = await this.#with.lockOut.guard(this.#subjects(user, visit), () =>
      this.#with.accounts.verify(user, password),
    );
    if (!account) throw await this.#wrongPassword(user, visit);
    if (account.disabled) throw await this.#refused(user, 'password', visit, 'ACCOUNT_DISABLED');
    const methods = secondFactors(account);
    if (methods.length === 0) return this.#done(user, { methods: ['pwd'], multiFactor: false, password }, visit);
    // A new key, so that one planted before does not take part in what comes now.
    const { key, setCookies } = newBrowserKey(visit, this.#parts.random, this.#parts.settings.steps);
    const hash = hashToken('second-factor', key);
    await this.#pending.begin(hash, { user });
    await this.#with.typed.keep(hash, password, this.#parts.settings.steps);
    return { step: 'secondFactor', methods, setCookies };
  }

  /** A code of the authenticator app, or a recovery code. */
  async code(code: string, kind: 'totp' | 'recoveryCode', visit: Visit): Promise<Step> {
    const account = await this.#begun(visit);
    const { lockOut, totp, recoveryCodes } = this.#with;
    // Not by network or account: whoever comes here knows the password.
    const right = await lockOut.guard([`factor:${account.user}`], async () => {
      const holds = kind === 'totp' ? totp.verify(account, code) : recoveryCodes.use(account.user, code);
      return (await holds) ? true : undefined;
    });
    if (!right) throw await this.#refused(account.user, kind, visit);
    return this.#finishSecond(account, ['pwd', 'otp', 'mfa'], visit);
  }

  async passkeyOptions(
    visit: Visit,
  ): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; setCookies: readonly string[] }> {
    this.#with.rate.take(visit.remote);
    const { key, setCookies } = keptBrowserKey(visit, this.#parts.random, this.#parts.settings.steps);
    const pending = await this.#pending.look(hashToken('second-factor', key));
    const options = await this.#with.passkeys.startProof(key, visit, pending?.user);
    return { options, setCookies };
  }

  /** Alone, or after the password. */
  async passkey(response: AuthenticationResponseJSON, visit: Visit): Promise<Step> {
    const key = browserKey(visit);
    if (key === undefined) throw new GatewayError('SIGN_IN_EXPIRED');
    const pending = await this.#pending.look(hashToken('second-factor', key));
    // Not guarded against guessing: nobody guesses a signature.
    const found = await this.#with.passkeys.finishProof(key, response, visit, { requirePerson: !pending });
    const proof = pending && found?.user !== pending.user ? undefined : found;
    if (!proof) throw await this.#refused(pending?.user ?? found?.user ?? 'unknown', 'passkey', visit);
    const account = pending ? await this.#begun(visit) : await this.#with.accounts.find(proof.user);
    if (!account || account.disabled) throw await this.#refused(proof.user, 'passkey', visit, 'ACCOUNT_DISABLED');
    const methods = [proof.synced ? 'swk' : 'hwk', ...(proof.verifiedPerson ? ['user'] : []), 'mfa'];
    if (pending) return this.#finishSecond(account, ['pwd', ...methods], visit);
    return this.#done(account.user, { methods, multiFactor: true }, visit);
  }

  /** Checks the password again of somebody who is signed in. Throws SIGN_IN_FAILED. */
  async checkPassword(user: string, password: string, visit: Visit): Promise<void> {
    const account = await this.#with.lockOut.guard(this.#subjects(user, visit), () =>
      this.#with.accounts.verify(user, password),
    );
    if (!account) throw await this.#wrongPassword(user, visit);
  }

  /** Whoever gave the password in this browser; counts the attempt. */
  async #begun(visit: Visit): Promise<Account> {
    const key = browserKey(visit);
    const pending = key && (await this.#pending.attempt(hashToken('second-factor', key)));
    const account = pending ? await this.#with.accounts.find(pending.user) : undefined;
    if (!account) throw new GatewayError('SIGN_IN_EXPIRED');
    if (account.disabled) throw await this.#refused(account.user, 'secondFactor', visit, 'ACCOUNT_DISABLED');
    return account;
  }

  async #finishSecond({ user }: Account, methods: readonly string[], visit: Visit): Promise<Step> {
    const hash = hashToken('second-factor', browserKey(visit)!);
    const taken = await this.#pending.take(hash);
    if (!taken) throw new GatewayError('SIGN_IN_EXPIRED');
    return this.#done(user, { methods, multiFactor: true, password: this.#with.typed.take(hash) }, visit);
  }

  async #done(
    user: string,
    how: { methods: readonly string[]; multiFactor: boolean; password?: string },
    visit: Visit,
  ): Promise<Step> {
    const { store, audit, random, settings } = this.#parts;
    const { methods, multiFactor, password } = how;
    const authentication = { provider: 'local', at: store.now(), methods, multiFactor };
    const { id, setCookies } = await this.#with.sessions.create(
      { user, authentication, claimGroups: [], claimRoles: [] },
      visit,
    );
    if (password !== undefined) await this.#with.typed.keep(id, password, settings.lifetime);
    const detail = { provider: 'local', methods: methods.join(' ') };
    await audit.record({
      actor: user,
      action: 'sign-in',
      target: `user/${user}`,
      outcome: 'done',
      detail,
      remote: visit.remote,
    });
    const device = knownDevice(visit, user, store.keys) ? [] : [knownDeviceCookie(visit, user, store.keys, random)];
    return { step: 'done', user, setCookies: [...setCookies, ...device, clearCookie(COOKIES.signIn, visit.origin)] };
  }

  /** What was typed as a name is written down only if it is one: it may be a password. */
  async #wrongPassword(typed: string, visit: Visit): Promise<GatewayError> {
    const account = await this.#with.accounts.find(typed);
    return this.#refused(account?.user ?? 'unknown', 'password', visit);
  }

  async #refused(
    user: string,
    method: string,
    { remote }: Visit,
    code: 'SIGN_IN_FAILED' | 'ACCOUNT_DISABLED' = 'SIGN_IN_FAILED',
  ): Promise<GatewayError> {
    const detail = { provider: 'local', method, code };
    await this.#parts.audit.record({
      actor: user,
      action: 'sign-in',
      target: `user/${user}`,
      outcome: 'refused',
      detail,
      remote,
    });
    return new GatewayError(code);
  }

  #subjects(user: string, visit: Visit): readonly string[] {
    const device = knownDevice(visit, user, this.#parts.store.keys);
    const network = networkSubject(visit.remote);
    return device ? [device] : [accountSubject(user), ...(network ? [network] : [])];
  }
}

function secondFactors({ factors }: Account): SecondFactor[] {
  const methods: SecondFactor[] = [];
  if (factors.totp) methods.push('totp');
  if (factors.passkeys > 0) methods.push('passkey');
  if (methods.length > 0 && factors.recoveryCodes > 0) methods.push('recoveryCode');
  return methods;
}
