import { AuditLog } from '../../src/control/audit/audit-log.js';
import { Identity } from '../../src/control/identity/identity.js';
import { PasswordHasher } from '../../src/control/identity/password-hash.js';
import { Resources } from '../../src/control/resources/repository.js';
import type { Store } from '../../src/control/store/store.js';
import { userName } from '../load/seed.js';

const PASSWORD = 'correct horse battery staple';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
/** Sign-ins at a time. */
const TOGETHER = 20;

/** What hashing costs is left out. */
class FreeHasher extends PasswordHasher {
  override async hash(): Promise<string> {
    return '$scrypt$';
  }

  override async verify(): Promise<'right'> {
    return 'right';
  }
}

export interface SignIns {
  /** In ms, one of each. */
  readonly times: readonly number[];
  readonly perSecond: number;
  /** A Cookie header for each person. */
  readonly cookies: readonly string[];
}

/** Gives people local accounts, and signs each of them in: locks looked up, session made, audit log written. */
export async function signIn(store: Store, count: number): Promise<SignIns> {
  const resources = new Resources(store);
  const audit = new AuditLog(store);
  const identity = new Identity({ store, resources, audit, hasher: new FreeHasher() });
  const people = Array.from({ length: count }, (_, index) => userName(index));
  await store.transaction(async (tx) => {
    for (const user of people) await identity.accounts.setPassword(user, '$scrypt$', tx);
  });
  const times: number[] = [];
  const cookies: string[] = [];
  const waiting = people.entries();
  const began = performance.now();
  const sign = async (): Promise<void> => {
    for (const [index, user] of waiting) {
      const start = performance.now();
      const remote = `192.0.${index >> 8}.${index & 0xff}`;
      const visit = { origin: 'http://127.0.0.1', remote, userAgent: AGENT, cookies: '' };
      const { setCookies } = await identity.signIn.password({ user, password: PASSWORD }, visit);
      times.push(performance.now() - start);
      cookies.push(cookieHeader(setCookies));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, sign));
  const perSecond = (count / (performance.now() - began)) * 1000;
  await identity.close();
  return { times, perSecond, cookies };
}

/** What a browser sends back of what it was sent. */
const cookieHeader = (setCookies: readonly string[]): string =>
  setCookies
    .map((cookie) => cookie.split(';')[0])
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
