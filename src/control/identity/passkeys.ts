import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Selectable } from 'kysely';
import { GatewayError } from '../../errors.js';
import { RequestInvalid } from '../request-invalid.js';
import type { PasskeyRow } from '../store/tables/identity.js';
import type { Account } from './accounts.js';
import type { Parts } from './parts.js';
import { PendingSteps } from './pending.js';
import { hashToken } from './tokens.js';
import type { Visit } from './visit.js';

const MOST_PASSKEYS = 20;
const CHALLENGE_BYTES = 32;

/** Loaded by the first who needs it: it would be a tenth of the time that a gateway takes to start. */
const webAuthn = () => import('@simplewebauthn/server');

export interface PasskeyView {
  readonly id: string;
  readonly label: string;
  readonly synced: boolean;
  readonly createdAt: number;
  readonly usedAt: number;
}

/** An assertion that held. */
export interface PasskeyProof {
  readonly user: string;
  readonly handle: string;
  /** Did the authenticator verify the person (PIN, fingerprint), not only that somebody is there? */
  readonly verifiedPerson: boolean;
  readonly synced: boolean;
}

/** Passkeys (Web Authentication Level 3), resident so that they work without a user name. */
export class Passkeys {
  readonly #parts: Parts;
  readonly #challenges: PendingSteps<{ challenge: string }>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#challenges = new PendingSteps(parts.store, parts.settings.steps);
  }

  async list(user: string): Promise<PasskeyView[]> {
    return (await this.#rowsOf(user)).map((row) => ({
      id: row.id,
      label: row.label,
      synced: row.synced === 1,
      createdAt: row.created_at,
      usedAt: row.used_at,
    }));
  }

  #rowsOf(user: string): Promise<Selectable<PasskeyRow>[]> {
    return this.#parts.store.db
      .selectFrom('passkey')
      .selectAll()
      .where('user_name', '=', user)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  /** What a browser needs to make a passkey; `binding` is what only that browser's session has. */
  async startRegistration(
    { user, displayName, handle }: Account,
    binding: string,
    visit: Visit,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const present = await this.#rowsOf(user);
    if (present.length >= MOST_PASSKEYS) {
      throw new GatewayError('CONFLICT', {}, { detail: `there are ${MOST_PASSKEYS} passkeys already` });
    }
    const { generateRegistrationOptions } = await webAuthn();
    const options = await generateRegistrationOptions({
      rpName: this.#parts.settings.title,
      rpID: domainOf(visit),
      userName: user,
      userDisplayName: displayName,
      userID: Uint8Array.from(Buffer.from(handle, 'base64url')),
      challenge: this.#newChallenge(),
      timeout: this.#parts.settings.steps,
      excludeCredentials: present.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    await this.#challenges.begin(hashToken('passkey-registration', binding), { challenge: options.challenge });
    return options;
  }

  async finishRegistration(
    user: string,
    binding: string,
    { response, label }: { response: RegistrationResponseJSON; label: string },
    visit: Visit,
  ): Promise<PasskeyView> {
    const begun = await this.#challenges.take(hashToken('passkey-registration', binding));
    if (!begun) throw new GatewayError('SIGN_IN_EXPIRED');
    const { verifyRegistrationResponse } = await webAuthn();
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: begun.challenge,
      expectedOrigin: visit.origin,
      expectedRPID: domainOf(visit),
      requireUserVerification: false,
    }).catch((error: Error) => {
      throw new RequestInvalid([{ path: 'response', message: error.message }]);
    });
    if (!verified.verified) throw new RequestInvalid([{ path: 'response', message: 'does not verify' }]);
    const { credential, credentialBackedUp, credentialDeviceType } = verified.registrationInfo;
    const now = this.#parts.store.now();
    const row = {
      id: credential.id,
      user_name: user,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: JSON.stringify(credential.transports ?? []),
      label,
      synced: credentialBackedUp || credentialDeviceType === 'multiDevice' ? 1 : 0,
      created_at: now,
      used_at: now,
    };
    const { numInsertedOrUpdatedRows } = await this.#parts.store.db
      .insertInto('passkey')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    if (!numInsertedOrUpdatedRows) throw new GatewayError('CONFLICT', {}, { detail: 'passkey is registered already' });
    return { id: row.id, label, synced: row.synced === 1, createdAt: now, usedAt: now };
  }

  async remove(user: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#parts.store.db
      .deleteFrom('passkey')
      .where('user_name', '=', user)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** What a browser needs to use a passkey: any it has for this gateway, or as second factor one of the person's. */
  async startProof(
    binding: string,
    visit: Visit,
    secondFactorOf?: string,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const allowed = secondFactorOf === undefined ? [] : await this.#rowsOf(secondFactorOf);
    const { generateAuthenticationOptions } = await webAuthn();
    const options = await generateAuthenticationOptions({
      rpID: domainOf(visit),
      challenge: this.#newChallenge(),
      timeout: this.#parts.settings.steps,
      allowCredentials: allowed.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) })),
      // Alone it must prove both that the device is there and that its owner is.
      userVerification: secondFactorOf === undefined ? 'required' : 'preferred',
    });
    await this.#challenges.begin(hashToken('passkey', binding), { challenge: options.challenge });
    return options;
  }

  /** Whose passkey answered; undefined when it does not hold. Throws SIGN_IN_EXPIRED without a challenge of this browser. */
  async finishProof(
    binding: string,
    response: AuthenticationResponseJSON,
    visit: Visit,
    { requirePerson }: { requirePerson: boolean },
  ): Promise<PasskeyProof | undefined> {
    const begun = await this.#challenges.take(hashToken('passkey', binding));
    if (!begun) throw new GatewayError('SIGN_IN_EXPIRED');
    const { store, logger } = this.#parts;
    const row = await store.db
      .selectFrom('passkey')
      .innerJoin('account', 'account.user_name', 'passkey.user_name')
      .selectAll('passkey')
      .select('account.handle')
      .where('passkey.id', '=', response.id)
      .executeTakeFirst();
    if (!row || (response.response.userHandle && response.response.userHandle !== row.handle)) return undefined;
    const { verifyAuthenticationResponse } = await webAuthn();
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: begun.challenge,
      expectedOrigin: visit.origin,
      expectedRPID: domainOf(visit),
      credential: {
        id: row.id,
        publicKey: Uint8Array.from(Buffer.from(row.public_key, 'base64url')),
        counter: row.counter,
      },
      requireUserVerification: requirePerson,
    }).catch((err: Error) => {
      // A counter that went back may be a copied authenticator.
      logger.warn({ err, user: row.user_name }, 'Passkey refused');
      return { verified: false, authenticationInfo: undefined };
    });
    if (!verified || !info) return undefined;
    await store.db
      .updateTable('passkey')
      .set({ counter: info.newCounter, used_at: store.now() })
      .where('id', '=', row.id)
      .execute();
    return {
      user: row.user_name,
      handle: row.handle,
      verifiedPerson: info.userVerified,
      synced: info.credentialBackedUp,
    };
  }

  #newChallenge(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#parts.random(CHALLENGE_BYTES));
  }
}

/** Passkeys are for the gateway's host name, whatever its port. */
const domainOf = ({ origin }: Visit): string => new URL(origin).hostname;
