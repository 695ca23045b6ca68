import ipaddr from 'ipaddr.js';
import { GatewayError } from '../../errors.js';
import type { Store } from '../store/store.js';
import { ACCOUNT_BACK_OFF, lockTime, NETWORK_BACK_OFF } from './back-off.js';
import { hashToken } from './tokens.js';

/** Attempts at one account that may be on their way at a time: otherwise a burst would pass before the first has failed. */
const AT_A_TIME = 3;
const IPV6_SITE_BITS = 64;
const NETWORK = 'network:';

/**
 * Slows down guessing, by account and by network. A subject is a text such as `network:203.0.113.7`; unknown accounts count like
 * known ones. What succeeds at first writes nothing.
 */
export class LockOut {
  readonly #store: Store;
  readonly #running = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Runs an attempt, which gives undefined when it was wrong. Throws SIGN_IN_LOCKED, without running it, while a subject
   * is locked. The first subject is who is tried: an attempt that was right forgives it.
   */
  async guard<T>(subjects: readonly string[], attempt: () => Promise<T | undefined>): Promise<T | undefined> {
    const [tried] = subjects;
    const running = this.#running.get(tried) ?? 0;
    if (running >= AT_A_TIME) throw locked(1000);
    this.#running.set(tried, running + 1);
    try {
      const marked = await this.#check(subjects);
      const result = await attempt();
      if (result === undefined) await this.#failed(subjects);
      else if (marked.has(tried)) await this.#forgive(tried);
      return result;
    } finally {
      const left = this.#running.get(tried)! - 1;
      if (left === 0) this.#running.delete(tried);
      else this.#running.set(tried, left);
    }
  }

  /** Which of them failed before; throws when one is locked. */
  async #check(subjects: readonly string[]): Promise<ReadonlySet<string>> {
    const now = this.#store.now();
    const rows = await this.#store.db
      .selectFrom('failed_attempt')
      .select(['subject', 'locked_until'])
      .where('subject', 'in', [...subjects])
      .execute();
    const until = Math.max(0, ...rows.map((row) => row.locked_until));
    if (until > now) throw locked(until - now);
    return new Set(rows.map((row) => row.subject));
  }

  async #failed(subjects: readonly string[]): Promise<void> {
    const now = this.#store.now();
    for (const subject of subjects) {
      const backOff = subject.startsWith(NETWORK) ? NETWORK_BACK_OFF : ACCOUNT_BACK_OFF;
      const { failures } = await this.#store.db
        .insertInto('failed_attempt')
        .values({ subject, failures: 1, last_at: now, locked_until: 0 })
        .onConflict((conflict) =>
          conflict.column('subject').doUpdateSet((eb) => ({
            failures: eb
              .case()
              .when('failed_attempt.last_at', '<', now - backOff.forget)
              .then(eb.lit(1))
              .else(eb('failed_attempt.failures', '+', 1))
              .end(),
            last_at: now,
          })),
        )
        .returning('failures')
        .executeTakeFirstOrThrow();
      const time = lockTime(failures, backOff);
      if (time === 0) continue;
      await this.#store.db
        .updateTable('failed_attempt')
        .set({ locked_until: now + time })
        .where('subject', '=', subject)
        .execute();
    }
  }

  async #forgive(subject: string): Promise<void> {
    await this.#store.db.deleteFrom('failed_attempt').where('subject', '=', subject).execute();
  }

  /** Removes what is forgotten by now. */
  async sweep(): Promise<void> {
    const before = this.#store.now() - Math.max(ACCOUNT_BACK_OFF.forget, NETWORK_BACK_OFF.forget);
    await this.#store.db.deleteFrom('failed_attempt').where('last_at', '<', before).execute();
  }
}

/** Somebody may type a password where the name belongs, so what was typed is not kept. */
export const accountSubject = (typed: string): string => `account:${hashToken('account', typed)}`;

/**
 * The network that an address stands for: itself, or the site of an IPv6 address. None for loopback: behind a proxy that
 * does not say where requests come from, one guesser would lock out everybody.
 */
export function networkSubject(remote: string): string | undefined {
  if (!ipaddr.isValid(remote)) return undefined;
  const address = ipaddr.process(remote);
  if (address.range() === 'loopback') return undefined;
  if (address.kind() === 'ipv4') return NETWORK + address.toString();
  return NETWORK + ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_SITE_BITS}`).toString();
}

const locked = (milliseconds: number): GatewayError =>
  new GatewayError('SIGN_IN_LOCKED', { retryAfter: Math.ceil(milliseconds / 1000) });
