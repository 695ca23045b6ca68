import { type Kysely, type Selectable, sql } from 'kysely';
import type { ResourceRow } from '../store/tables/resource.js';
import type { Tables } from '../store/tables.js';
import type { KindName } from './kinds.js';

export interface Listing {
  /** Part of the name or display name, in any case. */
  readonly search?: string;
  /** Only resources that name all of these. */
  readonly references?: readonly { readonly kind: KindName; readonly name: string }[];
  /** Only these. */
  readonly names?: readonly string[];
  /** Names behind this one. */
  readonly after?: string;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The `after` of the next page; undefined at the end. */
  readonly next?: string;
}

/** What is searched: names and display names, in a form that does not depend on case. */
export const searchText = (name: string, displayName: string | undefined): string =>
  fold(displayName === undefined ? name : `${name}\n${displayName}`);

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

export async function pageOf(
  db: Kysely<Tables>,
  kind: KindName,
  { search, references = [], names, after, limit }: Listing,
): Promise<{ rows: Selectable<ResourceRow>[]; next?: string }> {
  if (names?.length === 0) return { rows: [] };
  let query = db
    .selectFrom('resource')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('name')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('name', '>', after);
  if (names) query = query.where('name', 'in', names);
  if (search !== undefined && search !== '') {
    const pattern = `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`search like ${pattern} escape '\\'`);
  }
  for (const to of references) {
    // As a list of names, which SQLite finds by itself; with `exists` it would look at every resource of the kind.
    query = query.where('name', 'in', ({ selectFrom }) =>
      selectFrom('reference')
        .select('from_name')
        .where('to_kind', '=', to.kind)
        .where('to_name', '=', to.name)
        .where('from_kind', '=', kind),
    );
  }
  const rows = await query.execute();
  if (rows.length <= limit) return { rows };
  rows.pop();
  return { rows, next: rows[rows.length - 1].name };
}
