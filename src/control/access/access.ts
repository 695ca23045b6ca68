import { GatewayError } from '../../errors.js';
import type { Audit } from '../audit/audit.js';
import type { KindName } from '../resources/kinds.js';
import type { Store } from '../store/store.js';
import { ACTIONS, type Action, readActionOf } from './actions.js';
import type { Caller } from './caller.js';
import { namesBelow, scopeOf, scopesAbove } from './hierarchy.js';
import { RoleBook, scopesFor } from './role-book.js';
import type { ResourceName, Target } from './target.js';

const EVERYWHERE = '/';

/** Where somebody may do something: everywhere, or with what belongs to these. */
export type Reach =
  | 'everywhere'
  | { readonly hostPools: readonly string[]; readonly applicationGroups: readonly string[] };

/** Who may do what with what. Every refusal is written into the audit log. */
export class Access {
  readonly #store: Store;
  readonly #audit: Audit;
  readonly #roles: RoleBook;

  constructor({ store, audit }: { readonly store: Store; readonly audit: Audit }) {
    this.#store = store;
    this.#audit = audit;
    this.#roles = new RoleBook(store);
  }

  close(): void {
    this.#roles.close();
  }

  /** May the caller do this with the target? Without one: everywhere? */
  async allows(caller: Caller, action: Action, target?: Target): Promise<boolean> {
    const scopes = await this.#scopes(caller, action);
    if (scopes.has(EVERYWHERE)) return true;
    if (scopes.size === 0 || target === undefined) return false;
    const above = await scopesAbove(this.#store.db, target);
    return [...scopes].some((scope) => above.has(scope));
  }

  /**
   * Throws FORBIDDEN unless the caller may do this with the target, or NOT_FOUND where they may see such things elsewhere
   * but not this one: then they learn no more than of one that is not there.
   */
  async authorize(caller: Caller, action: Action, target?: Target): Promise<void> {
    if (!(await this.allows(caller, action, target))) await this.refuse(caller, action, target);
  }

  /** Writes down that the caller may not, and throws what {@link authorize} throws. */
  async refuse(caller: Caller, action: Action, target?: Target): Promise<never> {
    await this.#refused(caller, action, target ? scopeOf(target) : EVERYWHERE);
    const read = readActionOf(action);
    const hidden =
      target !== undefined && (await this.allowsSomewhere(caller, read)) && !(await this.allows(caller, read, target));
    throw new GatewayError(hidden ? 'NOT_FOUND' : 'FORBIDDEN', { user: caller.user, action });
  }

  /** Is it allowed by a role at this very resource, or everywhere? What the resource belongs to does not count. */
  async allowsAt(caller: Caller, action: Action, resource: ResourceName): Promise<boolean> {
    const scopes = await this.#scopes(caller, action);
    return scopes.has(EVERYWHERE) || scopes.has(scopeOf(resource));
  }

  async allowsSomewhere(caller: Caller, action: Action): Promise<boolean> {
    return (await this.#scopes(caller, action)).size > 0;
  }

  /** Throws FORBIDDEN when there is nothing that the caller may do this with. */
  async authorizeSomewhere(caller: Caller, action: Action): Promise<void> {
    if (await this.allowsSomewhere(caller, action)) return;
    await this.#refused(caller, action, EVERYWHERE);
    throw new GatewayError('FORBIDDEN', { user: caller.user, action });
  }

  /** Names of the resources of a kind with which the caller may do this; undefined for all. */
  async names(caller: Caller, action: Action, kind: KindName): Promise<readonly string[] | undefined> {
    const scopes = await this.#scopes(caller, action);
    return scopes.has(EVERYWHERE) ? undefined : namesBelow(this.#store.db, kind, scopes);
  }

  /** Where the caller may do this, for lists of what is no resource, such as sessions: leave out what lies elsewhere. */
  async reach(caller: Caller, action: Action): Promise<Reach> {
    const scopes = await this.#scopes(caller, action);
    if (scopes.has(EVERYWHERE)) return 'everywhere';
    const [hostPools, applicationGroups] = await Promise.all([
      namesBelow(this.#store.db, 'host-pool', scopes),
      namesBelow(this.#store.db, 'application-group', scopes),
    ]);
    return { hostPools, applicationGroups };
  }

  /** What the caller may do everywhere, and what at least somewhere; pages show what is of use by it. */
  async permissions(caller: Caller): Promise<{ everywhere: Action[]; somewhere: Action[] }> {
    const grants = await this.#roles.grantsOf(caller);
    const scopes = new Map(ACTIONS.map((action) => [action, scopesFor(grants, action, caller)]));
    return {
      everywhere: ACTIONS.filter((action) => scopes.get(action)?.has(EVERYWHERE)),
      somewhere: ACTIONS.filter((action) => (scopes.get(action)?.size ?? 0) > 0),
    };
  }

  async #scopes(caller: Caller, action: Action): Promise<ReadonlySet<string>> {
    return scopesFor(await this.#roles.grantsOf(caller), action, caller);
  }

  #refused({ user, remote, token }: Caller, action: Action, target: string): Promise<void> {
    const detail = token && { token: token.id };
    return this.#audit.record({ actor: user, action, target, outcome: 'refused', remote, ...(detail && { detail }) });
  }
}
