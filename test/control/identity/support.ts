/** A gateway's sign-in with a clock that stands until it is moved, and browsers that keep cookies. */
import type { Test } from 'tap';
import type { AuditEntry } from '../../../src/control/audit/audit.js';
import { Identity, type IdentityOptions } from '../../../src/control/identity/identity.js';
import { PasswordHasher } from '../../../src/control/identity/password-hash.js';
import type { Visit } from '../../../src/control/identity/visit.js';
import { Resources } from '../../../src/control/resources/repository.js';
import type { Store } from '../../../src/control/store/store.js';
import type { OpenStore } from '../../support/stores.js';

export const ORIGIN = 'https://gateway.example';
export const PASSWORD = 'correct horse battery';

export class Clock {
  time = Date.UTC(2031, 4, 6, 9, 0, 0);
  readonly now = (): number => this.time;

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Keeps cookies as a browser does, by what Set-Cookie says. */
export class Browser {
  readonly jar = new Map<string, string>();

  constructor(
    readonly remote = '198.51.100.7',
    readonly origin = ORIGIN,
  ) {}

  get visit(): Visit {
    const cookies = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    return { origin: this.origin, remote: this.remote, userAgent: 'Test browser', cookies };
  }

  keep<T extends { readonly setCookies: readonly string[] }>(answer: T): T {
    for (const line of answer.setCookies) {
      const [pair, ...attributes] = line.split('; ');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (attributes.includes('Max-Age=0')) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }
}

export interface Gateway {
  readonly store: Store;
  readonly resources: Resources;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly audit: AuditEntry[];
  /** A user with a local account. */
  addPerson(name: string, password?: string): Promise<void>;
}

/** Passwords are hashed with little work here: what is tested does not depend on how much. */
export async function startGateway(
  t: Test,
  open: OpenStore,
  { clock = new Clock(), ...options }: Partial<IdentityOptions> & { clock?: Clock } = {},
): Promise<Gateway> {
  const store = await open({ now: clock.now });
  const resources = new Resources(store);
  const audit: AuditEntry[] = [];
  const hasher = new PasswordHasher({ cost: 4 });
  const record = async (entry: AuditEntry): Promise<void> => void audit.push(entry);
  const identity = new Identity({ store, resources, audit: { record }, hasher, ...options });
  t.teardown(() => identity.close());
  const addPerson = async (name: string, password = PASSWORD): Promise<void> => {
    await resources.put('user', name, { displayName: name });
    await identity.accounts.setPassword(name, await identity.accounts.hashNew(password, []));
  };
  return { store, resources, identity, clock, audit, addPerson };
}
