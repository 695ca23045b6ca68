import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../../errors.js';
import type { Body, KindName } from '../resources/kinds.js';
import { references } from '../resources/shape.js';
import type { Store } from '../store/store.js';
import type { Access } from './access.js';
import type { Caller } from './caller.js';
import { parentsIn, scopeOf } from './hierarchy.js';
import { scopeText } from './role-book.js';
import { PERMISSIONS } from './roles.js';
import type { ResourceName, Target } from './target.js';

/** A change of a resource: `before` is missing where it is made, `after` where it is removed. */
export interface Change<K extends KindName = KindName> {
  readonly kind: K;
  readonly name: string;
  readonly before?: Body<K>;
  readonly after?: Body<K>;
}

/** Whoever is named in a description is no secret. */
const NAMED_FREELY = new Set<KindName>(['user', 'group']);

/**
 * May this caller change this resource in this way? Besides the permission for the kind, at what it belongs to before and
 * after: nobody names what they may not see, gives a role that allows more than they may, lets the gateway run commands,
 * or comes by credentials of others.
 */
export class ChangeGuard {
  readonly #access: Access;
  readonly #store: Store;

  constructor({ access, store }: { readonly access: Access; readonly store: Store }) {
    this.#access = access;
    this.#store = store;
  }

  /** Throws FORBIDDEN, NOT_FOUND where even that is not for them to know, and CONFLICT. */
  async check(caller: Caller, change: Change): Promise<void> {
    const { kind, name, before, after } = change;
    const action = after ? (`${kind}.write` as const) : (`${kind}.delete` as const);
    if (before) await this.#access.authorize(caller, action, { kind, name });
    if (after) {
      if (!(await this.#mayStandThere(caller, change))) await this.#access.refuse(caller, action, { kind, name });
      await this.#checkNamed(caller, change);
    }
    for (const body of [before, after]) if (body) await this.#checkRole(caller, kind, body);
    await this.#checkTrust(caller, change);
    if (kind === 'role-assignment') await this.#checkLastAdministrator(change as Change<'role-assignment'>);
  }

  /** By a role at it, or at something that it then belongs to. */
  async #mayStandThere(caller: Caller, { kind, name, before, after }: Change): Promise<boolean> {
    const action = `${kind}.write` as const;
    if (await this.#access.allows(caller, action)) return true;
    if (before && (await this.#access.allowsAt(caller, action, { kind, name }))) return true;
    for (const parent of parentsIn(kind, after!)) {
      if (await this.#access.allows(caller, action, parent)) return true;
    }
    return false;
  }

  async #checkNamed(caller: Caller, { kind, before, after }: Change): Promise<void> {
    const known = new Set(before ? references(kind, before).map(scopeOf) : []);
    for (const named of references(kind, after!)) {
      if (NAMED_FREELY.has(named.kind) || known.has(scopeOf(named))) continue;
      await this.#access.authorize(caller, `${named.kind}.read`, { kind: named.kind, name: named.name });
    }
  }

  /** Neither gives nor takes a role that allows more than the caller may there. */
  async #checkRole(caller: Caller, kind: KindName, body: Body<KindName>): Promise<void> {
    if (kind !== 'role-assignment') return;
    const { role, scope } = body as Body<'role-assignment'>;
    const target = scopeTarget(scopeText(scope));
    for (const action of PERMISSIONS[role]) await this.#access.authorize(caller, action, target);
  }

  async #checkTrust(caller: Caller, change: Change): Promise<void> {
    if (change.kind === 'host-pool' && (await this.#entrusts(change as Change<'host-pool'>))) {
      await this.#access.authorize(caller, 'host-pool.entrust');
    }
    if (change.kind === 'credential' && ownerOf(change.before) !== ownerOf(change.after)) {
      await this.#access.authorize(caller, 'user.write');
    }
  }

  async #entrusts({ before, after }: Change<'host-pool'>): Promise<boolean> {
    if (!after) return false;
    const { provider, credentials } = after;
    if (provider.type === 'exec' && !isDeepStrictEqual(provider, before?.provider)) return true;
    if (isDeepStrictEqual(credentials, before?.credentials)) return false;
    if (credentials.mode === 'mapped' || credentials.mode === 'portal') return true;
    return credentials.credential !== undefined && (await this.#isPersonal(credentials.credential));
  }

  async #isPersonal(credential: string): Promise<boolean> {
    const row = await this.#store.db
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', 'credential')
      .where('name', '=', credential)
      .executeTakeFirst();
    return row !== undefined && ownerOf(JSON.parse(row.body)) !== undefined;
  }

  /** Somebody must be left who may do everything. */
  async #checkLastAdministrator({ name, before, after }: Change<'role-assignment'>): Promise<void> {
    if (!before || !isAdministrator(before) || (after && isAdministrator(after))) return;
    const rows = await this.#store.db
      .selectFrom('resource')
      .select('body')
      .where('kind', '=', 'role-assignment')
      .where('name', '!=', name)
      .execute();
    if (rows.some(({ body }) => isAdministrator(JSON.parse(body)))) return;
    throw new GatewayError('CONFLICT', { name }, { detail: 'nobody would be left who may do everything' });
  }
}

const ownerOf = (body: object | undefined): string | undefined => (body as Partial<Body<'credential'>>)?.owner;

const isAdministrator = ({ role, scope }: Body<'role-assignment'>): boolean =>
  role === 'Administrator' && scope === '/';

/** Undefined for everywhere. */
function scopeTarget(scope: string): Target | undefined {
  if (scope === '/') return undefined;
  const [kind, name] = scope.split('/') as [KindName, string];
  return { kind, name } satisfies ResourceName;
}
