import type { Kysely, Selectable, Transaction } from 'kysely';
import { GatewayError } from '../../errors.js';
import type { Change } from '../store/changes.js';
import type { Store } from '../store/store.js';
import type { ResourceRow } from '../store/tables/resource.js';
import type { Tables } from '../store/tables.js';
import { type Body, KINDS, type KindName } from './kinds.js';
import { type Listing, type Page, pageOf } from './list.js';
import { type PutOptions, type PutResult, putResource } from './put.js';
import { removeResource } from './remove.js';
import { openSealed, readSealed } from './secrets.js';

export interface Resource<K extends KindName = KindName> {
  readonly kind: K;
  readonly name: string;
  /** Begins at 1, grows by 1 with each change; the entity tag. */
  readonly version: number;
  readonly body: Body<K>;
  /** Which secrets are set. */
  readonly secrets: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Who names a resource, and where. */
export interface User {
  readonly kind: KindName;
  readonly name: string;
  readonly field: string;
}

/** A transaction and whom to tell of its changes. */
export interface Work {
  readonly store: Store;
  readonly tx: Transaction<Tables>;
  readonly changed: (change: Change) => void;
}

/** What administrators describe. Whoever calls has checked that they may. */
export class Resources {
  readonly #store: Store;
  readonly #work: Work | undefined;

  /** `work` is for those within a transaction; see {@link within}. */
  constructor(store: Store, work?: Work) {
    this.#store = store;
    this.#work = work;
  }

  get #db(): Kysely<Tables> {
    return this.#work?.tx ?? this.#store.db;
  }

  async get<K extends KindName>(kind: K, name: string): Promise<Resource<K> | undefined> {
    const row = await this.#row(kind, name);
    return row && readRow(row);
  }

  /** Throws NOT_FOUND. */
  async require<K extends KindName>(kind: K, name: string): Promise<Resource<K>> {
    return readRow(await this.#requireRow(kind, name));
  }

  /** In the order of their names. */
  async list<K extends KindName>(kind: K, listing: Listing): Promise<Page<Resource<K>>> {
    const { rows, next } = await pageOf(this.#db, kind, listing);
    return { items: rows.map((row) => readRow<K>(row)), next };
  }

  /**
   * Makes the resource what `body` says. An equal one changes nothing. Secrets that are left out stay, empty ones go.
   *
   * Throws REQUEST_INVALID ({@link RequestInvalid}), PRECONDITION_FAILED when `ifMatch` or `onlyIfAbsent` does not hold,
   * NOT_FOUND when `onlyIfPresent` does not, and CONFLICT when other resources contradict it.
   */
  async put<K extends KindName>(kind: K, name: string, body: unknown, options: PutOptions = {}): Promise<PutResult<K>> {
    return this.#working((work) => putResource(work, kind, name, body, options));
  }

  /**
   * False when there is none. Throws PRECONDITION_FAILED when `ifMatch` does not hold, and CONFLICT when others name it.
   */
  async remove(kind: KindName, name: string, options: { readonly ifMatch?: number } = {}): Promise<boolean> {
    return this.#working((work) => removeResource(work, kind, name, options.ifMatch));
  }

  /** Who names this resource. */
  async referencing(kind: KindName, name: string, fromKind?: KindName): Promise<User[]> {
    let query = this.#db
      .selectFrom('reference')
      .select(['from_kind as kind', 'from_name as name', 'field'])
      .where('to_kind', '=', kind)
      .where('to_name', '=', name)
      .orderBy('from_kind')
      .orderBy('from_name')
      .orderBy('field');
    if (fromKind !== undefined) query = query.where('from_kind', '=', fromKind);
    return (await query.execute()) as User[];
  }

  /** Secrets in the clear, for those who sign in to hosts and providers. Throws NOT_FOUND, and STORE_SEALED. */
  async openSecrets(kind: KindName, name: string): Promise<Readonly<Record<string, string>>> {
    return openSealed(this.#store.keys, { kind, name }, (await this.#requireRow(kind, name)).sealed);
  }

  /** One transaction: all of it happens, or none. `work` must do nothing but use what it is given ({@link Store.transaction}). */
  async within<T>(work: (resources: Resources, tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#working((inner) => work(new Resources(this.#store, inner), inner.tx));
  }

  #working<T>(task: (work: Work) => Promise<T>): Promise<T> {
    if (this.#work) return task(this.#work);
    return this.#store.transaction((tx, changed) => task({ store: this.#store, tx, changed }));
  }

  #row(kind: KindName, name: string): Promise<Selectable<ResourceRow> | undefined> {
    return this.#db
      .selectFrom('resource')
      .selectAll()
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirst();
  }

  async #requireRow(kind: KindName, name: string): Promise<Selectable<ResourceRow>> {
    return (await this.#row(kind, name)) ?? notFound(kind, name);
  }
}

export function notFound(kind: KindName, name: string): never {
  throw new GatewayError('NOT_FOUND', { kind, name }, { detail: `${KINDS[kind].title} "${name}"` });
}

/** Descriptions in the store are complete: whoever adds a field to a kind writes a migration. */
export const readRow = <K extends KindName>(row: Selectable<ResourceRow>): Resource<K> => ({
  kind: row.kind as K,
  name: row.name,
  version: row.version,
  body: JSON.parse(row.body) as Body<K>,
  secrets: Object.keys(readSealed(row.sealed)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
