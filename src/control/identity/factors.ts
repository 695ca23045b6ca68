import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { GatewayError } from '../../errors.js';
import { RequestInvalid } from '../request-invalid.js';
import type { Account, Accounts, Factors } from './accounts.js';
import type { Actor } from './actor.js';
import type { Parts } from './parts.js';
import type { Passkeys, PasskeyView } from './passkeys.js';
import { requireRecent } from './recent.js';
import type { RecoveryCodes } from './recovery-codes.js';
import type { TotpFactor } from './totp.js';
import type { Visit } from './visit.js';

interface Collaborators {
  readonly accounts: Accounts;
  readonly totp: TotpFactor;
  readonly passkeys: Passkeys;
  readonly recoveryCodes: RecoveryCodes;
}

/**
 * What somebody changes about how they sign in. Only for local accounts: whom a provider signs in has the provider's
 * factors, and must not get in here when they are no longer let in there.
 */
export class OwnFactors {
  readonly #parts: Parts;
  readonly #with: Collaborators;

  constructor(parts: Parts, collaborators: Collaborators) {
    this.#parts = parts;
    this.#with = collaborators;
  }

  /** Undefined for whom a provider signs in. */
  async of(user: string): Promise<{ factors: Factors; passkeys: readonly PasskeyView[] } | undefined> {
    const account = await this.#with.accounts.find(user);
    return account && { factors: account.factors, passkeys: await this.#with.passkeys.list(user) };
  }

  async startTotp(actor: Actor): Promise<{ secret: string; uri: string }> {
    await this.#accountOf(actor);
    return this.#with.totp.enrol(actor.user, actor.session);
  }

  /** Throws REQUEST_INVALID for a code that is not right, SIGN_IN_EXPIRED when it has to be started again. */
  async confirmTotp(actor: Actor, code: string): Promise<void> {
    await this.#accountOf(actor);
    if (!(await this.#with.totp.confirm(actor.user, actor.session, code))) {
      throw new RequestInvalid([{ path: 'code', message: 'is not the code of now' }]);
    }
    await this.#record(actor, 'factor.add', 'totp');
  }

  async removeTotp(actor: Actor): Promise<void> {
    await this.#accountOf(actor);
    if (!(await this.#with.totp.remove(actor.user))) throw new GatewayError('NOT_FOUND');
    await this.#record(actor, 'factor.remove', 'totp');
  }

  async startPasskey(actor: Actor, visit: Visit): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return this.#with.passkeys.startRegistration(await this.#accountOf(actor), actor.session, visit);
  }

  async addPasskey(
    actor: Actor,
    made: { response: RegistrationResponseJSON; label: string },
    visit: Visit,
  ): Promise<PasskeyView> {
    await this.#accountOf(actor);
    const passkey = await this.#with.passkeys.finishRegistration(actor.user, actor.session, made, visit);
    await this.#record(actor, 'factor.add', 'passkey');
    return passkey;
  }

  async removePasskey(actor: Actor, id: string): Promise<void> {
    await this.#accountOf(actor);
    if (!(await this.#with.passkeys.remove(actor.user, id))) throw new GatewayError('NOT_FOUND');
    await this.#record(actor, 'factor.remove', 'passkey');
  }

  /** Ten new ones; those before stop working. */
  async renewRecoveryCodes(actor: Actor): Promise<readonly string[]> {
    await this.#accountOf(actor);
    const codes = await this.#with.recoveryCodes.renew(actor.user);
    await this.#record(actor, 'factor.add', 'recoveryCodes');
    return codes;
  }

  async #accountOf(actor: Actor): Promise<Account> {
    requireRecent(actor, this.#parts.store.now(), this.#parts.settings.recent);
    const account = actor.authentication.provider === 'local' ? await this.#with.accounts.find(actor.user) : undefined;
    if (!account) throw new GatewayError('CONFLICT', {}, { detail: 'an identity provider signs you in' });
    return account;
  }

  async #record({ user, remote }: Actor, action: string, factor: string): Promise<void> {
    await this.#parts.audit.record({
      ...{ actor: user, action, target: `user/${user}` },
      ...{ outcome: 'done', detail: { factor }, remote },
    });
  }
}
