import { ROLES } from '../resources/kinds/people.js';
import type { Body } from '../resources/kinds.js';
import { EVERYTHING } from '../store/changes.js';
import type { Store } from '../store/store.js';
import type { Action } from './actions.js';
import type { Caller } from './caller.js';
import { scopeOf } from './hierarchy.js';
import { PERMISSIONS, type Role } from './roles.js';

/** A role and where it holds: `/`, or a resource such as `host-pool/office`. */
export interface Grant {
  readonly role: Role;
  readonly scope: string;
}

type Assignment = Body<'role-assignment'>;

/** Who has which role. Read once and again after a change. */
export class RoleBook {
  readonly #store: Store;
  readonly #stop: () => void;
  #book: Promise<ReadonlyMap<string, readonly Grant[]>> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#stop = store.changes.subscribe(({ kind }) => {
      if (kind === 'role-assignment' || kind === EVERYTHING.kind) this.#book = undefined;
    });
  }

  close(): void {
    this.#stop();
  }

  /**
   * Roles assigned to the person or a group of theirs, and those that the identity provider's role claim names, which hold
   * everywhere.
   */
  async grantsOf({ user, groups, roles }: Caller): Promise<Grant[]> {
    const book = await this.#read();
    const assigned = [`user/${user}`, ...groups.map((group) => `group/${group}`)].flatMap((who) => book.get(who) ?? []);
    const claimed = ROLES.filter((role) => roles.includes(role)).map((role) => ({ role, scope: '/' }));
    return [...assigned, ...claimed];
  }

  #read(): Promise<ReadonlyMap<string, readonly Grant[]>> {
    const reading = this.#book ?? this.#load();
    this.#book = reading;
    // What could not be read is read again by the next who asks.
    reading.catch(() => {
      if (this.#book === reading) this.#book = undefined;
    });
    return reading;
  }

  async #load(): Promise<ReadonlyMap<string, readonly Grant[]>> {
    const rows = await this.#store.db
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', 'role-assignment')
      .execute();
    const book = new Map<string, Grant[]>();
    for (const { body } of rows) {
      const { principal, role, scope } = JSON.parse(body) as Assignment;
      const who = 'user' in principal ? `user/${principal.user}` : `group/${principal.group}`;
      book.set(who, [...(book.get(who) ?? []), { role, scope: scopeText(scope) }]);
    }
    return book;
  }
}

export function scopeText(scope: Assignment['scope']): string {
  if (scope === '/') return scope;
  if ('workspace' in scope) return scopeOf({ kind: 'workspace', name: scope.workspace });
  if ('hostPool' in scope) return scopeOf({ kind: 'host-pool', name: scope.hostPool });
  return scopeOf({ kind: 'application-group', name: scope.applicationGroup });
}

/** The scopes in which the grants allow an action; a token allows no more than its limit. */
export function scopesFor(grants: readonly Grant[], action: Action, { token }: Caller): ReadonlySet<string> {
  if (token && !PERMISSIONS[token.limit].has(action)) return new Set();
  return new Set(grants.filter(({ role }) => PERMISSIONS[role].has(action)).map(({ scope }) => scope));
}
