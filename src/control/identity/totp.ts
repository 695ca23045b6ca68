import { Secret, TOTP } from 'otpauth';
import { GatewayError } from '../../errors.js';
import type { Account } from './accounts.js';
import type { Parts } from './parts.js';
import { PendingSteps } from './pending.js';
import { hashToken } from './tokens.js';

const SECRET_BYTES = 20;
/** As every authenticator app expects (RFC 6238 with its defaults). */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after the current one: clocks differ by half a minute. */
const WINDOW = 1;

/** Time-based one-time codes (RFC 6238). */
export class TotpFactor {
  readonly #parts: Parts;
  readonly #enrolments: PendingSteps<{ secret: string }>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#enrolments = new PendingSteps(parts.store, parts.settings.steps);
  }

  /** A new secret, shown once; it counts when a code confirms it. */
  async enrol(user: string, session: string): Promise<{ secret: string; uri: string }> {
    const bytes = Uint8Array.from(this.#parts.random(SECRET_BYTES));
    const secret = new Secret({ buffer: bytes.buffer }).base32;
    await this.#enrolments.begin(enrolment(session), { secret });
    const uri = new TOTP({ ...FORM, issuer: this.#parts.settings.title, label: user, secret }).toString();
    return { secret, uri };
  }

  /** Takes the secret over when the code is right; false otherwise. Throws SIGN_IN_EXPIRED after too long or too often. */
  async confirm(user: string, session: string, code: string): Promise<boolean> {
    const begun = await this.#enrolments.attempt(enrolment(session));
    if (!begun) throw new GatewayError('SIGN_IN_EXPIRED');
    const step = this.#stepOf(begun.secret, code);
    if (step === undefined) return false;
    const { store } = this.#parts;
    const { numUpdatedRows } = await store.db
      .updateTable('account')
      .set({ totp: store.keys.seal(begun.secret, bound(user)), totp_step: step })
      .where('user_name', '=', user)
      .executeTakeFirst();
    await this.#enrolments.take(enrolment(session));
    return numUpdatedRows > 0n;
  }

  /** Is it a code of now that nobody has used? It is used then. */
  async verify({ user, totp }: Account, code: string): Promise<boolean> {
    if (totp === null) return false;
    const { store } = this.#parts;
    const step = this.#stepOf(store.keys.open(totp, bound(user)), code);
    if (step === undefined) return false;
    const { numUpdatedRows } = await store.db
      .updateTable('account')
      .set({ totp_step: step })
      .where('user_name', '=', user)
      .where('totp_step', '<', step)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async remove(user: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#parts.store.db
      .updateTable('account')
      .set({ totp: null, totp_step: 0 })
      .where('user_name', '=', user)
      .where('totp', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  #stepOf(secret: string, code: string): number | undefined {
    const totp = new TOTP({ ...FORM, secret });
    const timestamp = this.#parts.store.now();
    const delta = totp.validate({ token: code, timestamp, window: WINDOW });
    return delta === null ? undefined : totp.counter({ timestamp }) + delta;
  }
}

/** Sealed secrets of codes stand in `account.totp`, bound to this. */
const bound = (user: string): string => `totp/${user}`;
const enrolment = (session: string): string => hashToken('totp', session);
